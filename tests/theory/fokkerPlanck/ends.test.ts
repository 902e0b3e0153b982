import { expect, test } from 'vitest';
import type { Boundary } from '../../../src/math/grid.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { createGenerator1d } from '../../../src/theory/fokkerPlanck/generator1d.js';
import { createImplicitStep } from '../../../src/theory/fokkerPlanck/implicitStep.js';
import { lawOnCells } from '../../../src/theory/law/cutLaw.js';
import { normalDistribution } from '../../../src/theory/law/initialLaw1d.js';
import { predict } from '../../../src/theory/predict.js';
import { mass } from '../experiments.js';

/** Free diffusion of a narrow normal law on [0, 1]. */
const heat = (boundary: Boundary, fields: object = {}) =>
  resolveExperiment({
    name: 'heat',
    landscape: { parameters: ['x'], loss: '0 * x' },
    learningRate: 0.1,
    steps: 10,
    initial: { x: { normal: [0.35, 0.04] } },
    ensembles: [{ name: 'walkers', rule: 'langevin', temperature: 0.04 }],
    walkers: 1e8,
    grid: { x: { min: 0, max: 1, cells: 50, boundary } },
    snapshots: [1, 10],
    ...fields,
  });

/** Probabilities of cells by the method of images, which sums the Fourier series. */
function images(boundary: Boundary, time: number, cells: number): Float64Array {
  const deviation = Math.sqrt(0.04 ** 2 + 2 * 0.04 * time);
  const below = (x: number, mean: number) => normalDistribution((x - mean) / deviation);
  const at = (x: number) => {
    let sum = 0;
    for (let k = -4; k <= 4; k++) {
      if (boundary === 'periodic') sum += below(x, 0.35 + k);
      else {
        const sign = boundary === 'reflecting' ? 1 : -1;
        sum += below(x, 0.35 + 2 * k) + sign * below(x, -0.35 + 2 * k);
      }
    }
    return sum;
  };
  return Float64Array.from({ length: cells }, (_, i) => at((i + 1) / cells) - at(i / cells));
}

const cases = ['periodic', 'reflecting', 'absorbing'] as const;

test.each(cases)('heat between %s ends: every cell as the method of images says', async (ends) => {
  const series = await predict(heat(ends), 0, 'fokkerPlanck');
  if ('absent' in series) throw new Error(series.absent);
  for (const [step, p] of series.predictions) {
    const exact = images(ends, 0.1 * step, 50);
    const distance = p.probabilities!.reduce((s, v, i) => s + Math.abs(v - exact[i]) / 2, 0);
    expect(distance).toBeLessThan(p.solverError + 1e-9);
    expect(p.solverError).toBeLessThan(1e-5);
    expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
    const left = 1 - exact.reduce((a, b) => a + b, 0);
    expect(Math.abs(p.outside - left)).toBeLessThan(p.solverError + 1e-9);
    expect(p.notes.join().includes('absorbed')).toBe(ends === 'absorbing');
  }
});

/** Drift 1 + sin 2πx and diffusion 0.1 on a ring: driven, with a current that never stops. */
const ring = {
  evaluate(x: Float64Array, drift: Float64Array, diffusion: Float64Array) {
    for (let i = 0; i < x.length; i++) drift[i] = 1 + Math.sin(2 * Math.PI * x[i]);
    diffusion.fill(0.1);
  },
};
const unit = (boundary: Boundary, cells: number) => ({
  name: 'x',
  min: 0,
  max: 1,
  cells,
  boundary,
});
const edges = (n: number) => Float64Array.from({ length: n + 1 }, (_, i) => i / n);

/** First Fourier coefficient, real part, after `time` on `n` cells. */
function onRing(n: number, time: number, steps: number): { wave: number; p: Float64Array } {
  const generator = createGenerator1d(ring, edges(n), true)!;
  const law = { kind: 'normal', mean: 0.2, standardDeviation: 0.1 } as const;
  const p = lawOnCells(law, unit('periodic', n), edges(n)).cells;
  const advance = createImplicitStep(generator, time / steps);
  for (let k = 0; k < steps; k++) advance(p);
  const wave = p.reduce((s, v, i) => s + v * Math.cos((2 * Math.PI * (i + 0.5)) / n), 0);
  return { wave, p };
}

test('a driven ring keeps its mass and settles on J = const, from the quadrature of 1/(Dρ)', () => {
  const { p } = onRing(200, 200, 400);
  expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-11);
  // p(x) ∝ e^{−V(x)} ∫ₓ^{x+1} e^{V}, V′ = −a/D.
  const potential = (x: number) => -10 * (x - Math.cos(2 * Math.PI * x) / (2 * Math.PI));
  const density = (x: number) => {
    let sum = 0;
    for (let k = 0; k < 400; k++) sum += Math.exp(potential(x + (k + 0.5) / 400) - potential(x));
    return sum;
  };
  const exact = p.map((_, i) => density((i + 0.5) / 200));
  const total = exact.reduce((a, b) => a + b, 0);
  p.forEach((v, i) => {
    expect(Math.abs((v * total) / exact[i] - 1)).toBeLessThan(3e-3);
  });
});

test('second order in cells and in steps: on a ring, between walls, between absorbing ends', async () => {
  const inCells = [50, 100, 200].map((n) => onRing(n, 0.3, 600).wave);
  const inTime = [20, 40, 80].map((steps) => onRing(100, 0.3, steps).wave);
  for (const [a, b, c] of [inCells, inTime]) {
    expect(Math.log2((a - b) / (b - c))).toBeGreaterThan(1.9);
  }
  for (const ends of ['reflecting', 'absorbing'] as const) {
    const errors = [32, 64, 128].map((n) => {
      const generator = createGenerator1d(
        { evaluate: (_, a, d) => [a.fill(0), d.fill(0.04)] },
        edges(n),
      )!;
      const law = { kind: 'normal', mean: 0.35, standardDeviation: 0.04 } as const;
      const { cells } = lawOnCells(law, unit(ends, n), edges(n));
      const up = generator.up.slice();
      const down = generator.down.slice();
      // Rates of the outermost cells outwards count in the diagonal alone.
      if (ends === 'absorbing') {
        up[n - 1] = generator.exitRight[n - 1];
        down[0] = generator.exitLeft[0];
      }
      const advance = createImplicitStep({ up, down }, 1 / 800);
      for (let k = 0; k < 800; k++) advance(cells);
      const exact = images(ends, 1, n);
      return cells.reduce((s, v, i) => s + Math.abs(v - exact[i]), 0);
    });
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(1.9);
    expect(Math.log2(errors[1] / errors[2])).toBeGreaterThan(1.9);
  }
});

test('a start anywhere on the line winds around the ring', async () => {
  const experiment = heat('periodic', { initial: { x: 1.3 } });
  expect(await predict(experiment, 0, 'fokkerPlanck')).not.toHaveProperty('absent');
});

test('a narrow domain says how much was absorbed, and where', async () => {
  const series = await predict(heat('absorbing'), 0, 'fokkerPlanck');
  if ('absent' in series) throw new Error(series.absent);
  const { notes, outside } = series.predictions.get(10)!;
  const [, low, high] = /absorbed: (\S+) at x = 0 and (\S+) at x = 1/.exec(notes.join())!;
  expect(Number(low) + Number(high)).toBeCloseTo(outside, 2);
  expect(Number(low)).toBeGreaterThan(Number(high));
});
