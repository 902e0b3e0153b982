import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cellEdges } from '../../../src/math/grid.js';
import type { Experiment } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { parseExperiment } from '../../../src/model/file/text.js';
import { initialProbabilities, outerProduct } from '../../../src/theory/law/initialLaw2d.js';
import { predict } from '../../../src/theory/predict.js';
import { lastPrediction, mass } from '../experiments.js';
import { type Linear2d, linearMoments } from './ornstein2d.js';

async function predictionsOf(experiment: Experiment, index = 0) {
  const series = await predict(experiment, index, 'fokkerPlanck');
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions;
}

const plane = {
  name: 'plane',
  learningRate: 0.1,
  steps: 20,
  ensembles: [{ name: 'walkers', rule: 'gaussianSgd' }],
  walkers: 1e6,
  grid: { x: { min: -1.5, max: 1.5, cells: 24 }, y: { min: -1.2, max: 1.2, cells: 24 } },
};

/** Hessian (1, 0.4; 0.4, 2); four slopes whose covariance is no multiple of it. */
const landscape = {
  parameters: ['x', 'y'],
  loss: 'x^2 / 2 + 0.4 * x * y + y^2 + a * x + b * y',
  data: { a: [1, -1, 0.5, -0.5], b: [0.8, -0.8, -0.5, 0.5] },
};
/** D = η C/2. */
const model: Linear2d = { a: [1, 0.4, 0.4, 2], d: [0.03125, 0.01375, 0.02225] };

test.each([
  ['a normal law', { x: { normal: [0.5, 0.2] }, y: { normal: [-0.3, 0.15] } }, [0.04, 0, 0.0225]],
  ['a point', { x: 0.5, y: -0.3 }, [0, 0, 0]],
  ['a point in one direction', { x: 0.5, y: { normal: [-0.3, 0.15] } }, [0, 0, 0.0225]],
] as const)(
  'noise and curvature with different axes, from %s',
  async (_, initial, spread) => {
    const snapshots = [4, 20];
    const all = await predictionsOf(resolveExperiment({ ...plane, landscape, initial, snapshots }));
    for (const step of snapshots) {
      const p = all.get(step)!;
      const exact = linearMoments(model, 0.1 * step, [0.5, -0.3], spread);
      const [xx, xy, yy] = exact.covariance;
      // The error that is claimed is no smaller than the true one, and small.
      expect(p.momentError).toBeLessThan(5e-3);
      [xx, xy, xy, yy].forEach((v, k) => {
        expect(Math.abs(p.covariance[k] - v)).toBeLessThan(p.momentError * Math.max(xx, yy));
      });
      // Probability that is misplaced, by a deviation or two.
      expect(p.solverError).toBeLessThan(5e-3);
      exact.mean.forEach((v, k) => {
        expect(Math.abs(p.mean[k] - v)).toBeLessThan(2 * p.solverError * Math.sqrt(xx));
      });
      expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
      for (const v of p.probabilities!) expect(v).toBeGreaterThanOrEqual(0);
    }
  },
  60_000,
);

test('a loss that is a sum: every cell is the product of two solutions in one dimension', async () => {
  const [x, y] = ['(x^2 - 1)^2 / 4 + 0.1 * x', 'y^2 / 2'];
  const rule = { rule: 'langevin', temperature: 0.15 };
  const normal = [0.2, 0.3] as const;
  const experiment = resolveExperiment({
    ...plane,
    landscape: { parameters: ['x', 'y'], loss: `${x} + ${y}` },
    initial: { x: { normal }, y: { normal } },
    ensembles: [{ name: 'walkers', ...rule }],
    grid: { x: { min: -2, max: 2, cells: 24 }, y: { min: -1.6, max: 1.6, cells: 24 } },
    snapshots: [20],
  });
  const p = (await predictionsOf(experiment)).get(20)!;
  const line = { rule, learningRate: 0.1, initial: { normal }, steps: 20 };
  const [px, py] = await Promise.all([
    lastPrediction({ ...line, loss: x, grid: [-2, 2, 24] }, 'fokkerPlanck'),
    lastPrediction({ ...line, loss: y.replace('y', 'x'), grid: [-1.6, 1.6, 24] }, 'fokkerPlanck'),
  ]);
  let distance = 0;
  for (let i = 0; i < 24; i++) {
    for (let j = 0; j < 24; j++) {
      const product = px.probabilities![i] * py.probabilities![j];
      distance += Math.abs(p.probabilities![24 * i + j] - product) / 2;
    }
  }
  expect(p.solverError).toBeLessThan(1e-3);
  expect(distance).toBeLessThan(p.solverError + px.solverError + py.solverError);
}, 60_000);

test('a start far off the grid, and a law narrower than any cell: said, not hidden', async () => {
  const ensembles = [{ name: 'walkers', rule: 'langevin', temperature: 1e-6 }];
  const bowl = { parameters: ['x', 'y'], loss: 'x^2 / 2 + y^2' };
  const at = (x: number) =>
    resolveExperiment({
      ...plane,
      landscape: bowl,
      ensembles,
      initial: { x, y: 0.2 },
      snapshots: [4],
    });
  expect(await predict(at(60), 0, 'fokkerPlanck')).toHaveProperty(
    'absent',
    expect.stringMatching(/start at x from 60\.0/),
  );
  const { solverError, notes } = (await predictionsOf(at(0.3))).get(4)!;
  expect(solverError).toBeGreaterThan(0.1);
  expect(notes.join()).toContain('finer than the solver resolves');
}, 60_000);

test('the preset with a flat direction: confined across, free along', async () => {
  const text = readFileSync('public/experiments/flat-and-sharp.yaml', 'utf8');
  const { grid, ...rest } = parseExperiment(text);
  const experiment = { ...rest, grid: grid.map((axis) => ({ ...axis, cells: 24 })) };
  const all = await predictionsOf(experiment);
  for (const step of [50, 200, 500]) {
    const { covariance, solverError, momentError } = all.get(step)!;
    // D = η·spread²/2 = 0.01, curvature 1 and 0.
    const [xx, yy] = [0.01 * (1 - Math.exp(-0.2 * step)), 0.002 * step];
    expect(solverError).toBeLessThan(5e-3);
    expect(Math.abs(covariance[0] - xx)).toBeLessThan(momentError * yy + 1e-12);
    // Walls at 6 deviations hold back 1e-8 of the variance.
    expect(Math.abs(covariance[3] / yy - 1)).toBeLessThan(1e-7);
  }
}, 60_000);

test('so many stops that two resolutions have to do: the mean is kept, the error is claimed', async () => {
  const text = readFileSync('public/experiments/flat-and-sharp.yaml', 'utf8');
  const stops = Array.from({ length: 120 }, (_, i) => i + 1);
  const start = 0.01;
  const experiment = {
    ...parseExperiment(text),
    initial: [0, start].map((value) => ({ kind: 'point', value }) as const),
    steps: 120,
    snapshots: stops,
  };
  const all = await predictionsOf(experiment);
  for (const step of stops) {
    const { mean, probabilities, solverError } = all.get(step)!;
    expect(Math.abs(mean[0])).toBeLessThan(1e-9);
    expect(Math.abs(mean[1] - start)).toBeLessThan(1e-9);
    const variances = [0.01 * (1 - Math.exp(-0.2 * step)), 0.002 * step];
    const [px, py] = variances.map((variance, k) =>
      initialProbabilities(
        { kind: 'normal', mean: k * start, standardDeviation: Math.sqrt(variance) },
        cellEdges(experiment.grid[k]),
      ),
    );
    const exact = outerProduct(px, py);
    const distance = exact.reduce((sum, p, c) => sum + Math.abs(p - probabilities![c]), 0) / 2;
    expect(distance, `step ${step}`).toBeLessThan(solverError);
  }
}, 60_000);
