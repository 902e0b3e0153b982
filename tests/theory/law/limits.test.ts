/** Where a gradient is 0/0 at a point that a solver's lattice happens to hit, it is its limit there. */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { createClosureCoefficients2d } from '../../../src/theory/fokkerPlanck2d/coefficients2d.js';
import { createGenerator2d } from '../../../src/theory/fokkerPlanck2d/generator2d.js';
import { createGradient1d } from '../../../src/theory/law/gradient1d.js';
import { createGradient2d, createPair } from '../../../src/theory/law/gradient2d.js';
import { predict } from '../../../src/theory/predict.js';
import { createSolverGrid2d } from '../../../src/theory/solverGrid2d.js';

const line = (loss: string) =>
  resolveExperiment({
    landscape: { parameters: ['x'], loss },
    learningRate: 0.1,
    steps: 1,
    initial: { x: { normal: [0, 1] } },
    ensembles: [{ rule: 'langevin', temperature: 0.1 }],
    grid: { x: { min: -2, max: 2, cells: 40 } },
  });

const slopeAt = (loss: string, x: number) => {
  const out = new Float64Array(3);
  createGradient1d(line(loss).landscape).mean(Float64Array.of(-1, x, 1), out);
  return out[1];
};

test('removable zeros have their limit, poles and ends of what is defined have none', () => {
  expect(slopeAt('sqrt(x^2)^2 / 2', 0)).toBeCloseTo(0, 12);
  // (x/tanh x)′ = 2x/3 + …
  expect(slopeAt('x / tanh(x)', 0)).toBeCloseTo(0, 6);
  expect(slopeAt('x^2 / 2', 0.5)).toBe(0.5);
  expect(slopeAt('log(x^2)', 0)).not.toSatisfy(Number.isFinite);
  expect(slopeAt('1 / x', 0)).not.toSatisfy(Number.isFinite);
  expect(slopeAt('sqrt(x)', 0)).not.toSatisfy(Number.isFinite);
});

const ring = {
  landscape: { parameters: ['x', 'y'], loss: '(sqrt(x^2 + y^2) - 1)^2' },
  learningRate: 0.01,
  steps: 4,
  initial: { x: { normal: [0, 0.5] }, y: { normal: [0, 0.5] } },
  ensembles: [{ rule: 'langevin', temperature: 1 }],
  walkers: 1000,
  grid: { x: { min: -3, max: 3, cells: 15 }, y: { min: -3, max: 3, cells: 15 } },
};

test('in the plane the middle of a ring of minima is not taken for degenerate', () => {
  // Cells of odd number have their middle one’s centre at 0, where the gradient is 0/0.
  const out = createPair(1);
  const experiment = resolveExperiment(ring);
  createGradient2d(experiment.landscape).mean([Float64Array.of(0), Float64Array.of(0)], out);
  expect([out[0][0], out[1][0]]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  const closure = createClosureCoefficients2d(experiment, 0, 'fokkerPlanckOrder2');
  if ('absent' in closure) throw new Error(closure.absent);
  const { x, y } = createSolverGrid2d(experiment.grid, 1, [
    [0, 0],
    [0, 0],
  ]);
  const open = ['open', 'open'] as const;
  const generator = createGenerator2d(closure.coefficients, [x.edges, y.edges], [open, open]);
  expect(generator.degenerate.some((v) => v > 0)).toBe(false);
});

test('a start where the drift is no number is named', async () => {
  const at = { ...line('1 / (x - 1)'), initial: [{ kind: 'point', value: 1 }] } as const;
  expect(await predict(at, 0, 'fokkerPlanck')).toEqual({
    name: 'fokkerPlanck',
    absent: 'drift or diffusion is not finite where the walkers start, at x = 1',
  });
});
