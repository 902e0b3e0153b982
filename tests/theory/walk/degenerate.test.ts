import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { initialDistribution } from '../../../src/theory/law/initialLaw1d.js';
import { predict } from '../../../src/theory/predict.js';
import { mass } from '../experiments.js';

const base = {
  name: 'case',
  learningRate: 0.1,
  steps: 10,
  initial: { x: { normal: [0.3, 0.2] } },
  ensembles: [{ name: 'walkers', rule: 'sgd', batchSize: 1 }],
  walkers: 1e8,
  grid: { x: { min: -2, max: 2, cells: 100 } },
  snapshots: [10],
};

async function lastOf(fields: object) {
  const series = await predict(resolveExperiment({ ...base, ...fields }), 0, 'fokkerPlanck');
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions.get(10)!;
}

test('no noise at all: the law is carried along', async () => {
  const p = await lastOf({ landscape: { parameters: ['x'], loss: 'x^2 / 2' } });
  const shrink = Math.exp(-1);
  const law = { kind: 'normal', mean: 0.3 * shrink, standardDeviation: 0.2 * shrink } as const;
  const distance = p.probabilities!.reduce((sum, v, i) => {
    const [low, high] = [-2 + 0.04 * i, -1.96 + 0.04 * i];
    return sum + Math.abs(v - initialDistribution(law, high) + initialDistribution(law, low)) / 2;
  }, 0);
  expect(p.solverError).toBeLessThan(1e-4);
  expect(distance).toBeLessThan(p.solverError + 1e-9);
  expect(Math.abs(p.covariance[0] / law.standardDeviation ** 2 - 1)).toBeLessThan(
    p.momentError + 1e-9,
  );
  expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
});

test('noise that dies at the common minimum: the moments of geometric Brownian motion', async () => {
  // Gradient a x with a = 1 ± 1/2: drift −x, diffusion η x²/8.
  const p = await lastOf({
    landscape: { parameters: ['x'], loss: 'a * x^2 / 2', data: { a: [0.5, 1.5] } },
  });
  const second = (0.09 + 0.04) * Math.exp(-2 + 0.1 / 4);
  const mean = 0.3 * Math.exp(-1);
  expect(p.mean[0]).toBeCloseTo(mean, 5);
  expect(Math.abs(p.covariance[0] / (second - mean ** 2) - 1)).toBeLessThan(p.momentError + 1e-7);
  expect(p.momentError).toBeLessThan(1e-3);
  expect(p.solverError).toBeLessThan(2e-3);
  for (const v of p.probabilities!) expect(v).toBeGreaterThanOrEqual(0);
});

test('noise in one direction of two: moments of both, by a tensor of rank one on a slant', async () => {
  // Slopes ±(1, 1): D = η/2 · (1, 1; 1, 1). H = 1: means shrink by e^{−t}, V = V₀e^{−2t} + D(1 − e^{−2t}).
  const p = await lastOf({
    landscape: {
      parameters: ['x', 'y'],
      loss: 'x^2 / 2 + y^2 / 2 + a * (x + y)',
      data: { a: [-1, 1] },
    },
    walkers: 1000,
    initial: { x: { normal: [0.3, 0.2] }, y: { normal: [-0.2, 0.3] } },
    grid: { x: { min: -1.6, max: 1.6, cells: 24 }, y: { min: -1.6, max: 1.6, cells: 24 } },
  });
  const shrink = Math.exp(-2);
  const spread = 0.05 * (1 - shrink);
  const exact = [0.04 * shrink + spread, spread, spread, 0.09 * shrink + spread];
  exact.forEach((v, k) => {
    expect(Math.abs(p.covariance[k] - v)).toBeLessThan((p.momentError + 1e-6) * exact[3]);
  });
  expect(p.momentError).toBeLessThan(2e-3);
  expect(p.solverError).toBeLessThan(2e-2);
  expect(p.notes.join()).toMatch(/degenerate.*D = \[\[/);
  expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
}, 60_000);

test('a law that would take hours to follow is refused with both numbers, soon', async () => {
  const experiment = resolveExperiment({
    landscape: {
      parameters: ['x', 'y'],
      loss: '(x - a)^2 + y^2 + x * y * a',
      data: { a: [1, -1, 0.5, -0.5] },
    },
    learningRate: 0.1,
    steps: 40,
    walkers: 1e4,
    initial: { x: 0, y: 0 },
    ensembles: [{ rule: 'sgd' }],
    grid: { x: { min: -3, max: 3, cells: 64 }, y: { min: -3, max: 3, cells: 64 } },
    snapshots: [1, 10, 40],
  });
  const series = await predict(experiment, 0, 'fokkerPlanck');
  const absent = 'absent' in series ? series.absent : '';
  const [, needed, most] =
    /some ([\d.e+]+) multiplications \(at most ([\d.e+]+)/.exec(absent) ?? [];
  expect(Number(needed)).toBeGreaterThan(Number(most));
}, 120_000);

test('a law that becomes a point: absent, with the regularisation that would help; with it, there', async () => {
  const still = {
    ...base,
    landscape: { name: 'sharedMinimum' },
    steps: 100,
    initial: { x: { normal: [0.9, 0.05] } },
    snapshots: [100],
    grid: { x: { min: -2.5, max: 2.5, cells: 101 } },
  };
  const series = await predict(resolveExperiment(still), 0, 'fokkerPlanck');
  if ('absent' in series) {
    expect(series.absent).toMatch(/degenerate.*regularization: [\d.e-]+/);
  } else {
    // All of it in the one cell that holds the minimum.
    const p = series.predictions.get(100)!;
    expect(p.probabilities![Math.floor(3.5 / (5 / 101))]).toBeGreaterThan(1 - p.solverError - 1e-9);
  }
  const noisy = await predict(
    resolveExperiment({ ...still, regularization: 0.05 }),
    0,
    'fokkerPlanck',
  );
  if ('absent' in noisy) throw new Error(noisy.absent);
  expect(noisy.predictions.get(100)!.solverError).toBeLessThan(1e-5);
});
