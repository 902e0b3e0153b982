import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { predict } from '../../../src/theory/predict.js';
import { type Case, experimentOf, mass, noisyQuadratic } from '../experiments.js';

async function discreteOf(c: Case) {
  const series = await predict(experimentOf(c), 0, 'fokkerPlanckDiscrete');
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions;
}

const quadratic: Case = {
  ...noisyQuadratic,
  rule: { rule: 'sgd', batchSize: 1 },
  learningRate: 0.1,
  initial: { normal: [0.5, 0.2] },
  steps: 200,
  snapshots: [1, 5, 200],
  grid: [-2.5, 2.5, 100],
};

test.each([0.1, 0.5])('η = %f: mean and variance of every step, and η/(2 − η)', async (eta) => {
  const all = await discreteOf({ ...quadratic, learningRate: eta });
  for (const [step, p] of all) {
    const shrink = (1 - eta) ** (2 * step);
    const stationary = eta / (2 - eta);
    // What jumps of three times the length carry off the padded grid is missing.
    expect(p.mean[0]).toBeCloseTo(0.5 * (1 - eta) ** step, 6);
    const variance = stationary + (0.04 - stationary) * shrink;
    expect(Math.abs(p.covariance[0] / variance - 1)).toBeLessThan(1e-5);
    expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
    for (const v of p.probabilities!) expect(v).toBeGreaterThanOrEqual(0);
  }
});

test('it settles on the law of drift −x and diffusion η(1 + x²)/2: (1 + x²)^−(1 + 1/η)', async () => {
  const p = (await discreteOf(quadratic)).get(200)!;
  const density = (x: number) => (1 + x * x) ** -11;
  const fine = 100;
  const exact = p.probabilities!.map((_, j) => {
    let sum = 0;
    for (let k = 0; k < fine; k++) sum += density(-2.5 + (j + (k + 0.5) / fine) / 20);
    return sum;
  });
  const total = exact.reduce((a, b) => a + b, 0);
  const distance = p.probabilities!.reduce((s, v, j) => s + Math.abs(v - exact[j] / total) / 2, 0);
  expect(p.solverError).toBeLessThan(3e-4);
  expect(distance).toBeLessThan(p.solverError);
  // The Gaussian of the same variance, which the walk alone is nearer to, is not this law.
  expect(distance).toBeLessThan(2e-4);
});

test('a point: the law of the first step is normal, its moments those of the step', async () => {
  const all = await discreteOf({ ...quadratic, initial: 0.5, snapshots: [1, 2] });
  expect(all.get(1)!.mean[0]).toBeCloseTo(0.45, 9);
  expect(all.get(1)!.covariance[0]).toBeCloseTo(0.01, 9);
  expect(all.get(2)!.covariance[0]).toBeCloseTo(0.01 * 0.81 + 0.01, 9);
});

test('where a step is as long as the law is wide there is no limit: said, with its error', async () => {
  const p = (await discreteOf({ ...quadratic, learningRate: 0.5 })).get(200)!;
  expect(p.solverError).toBeGreaterThan(0.01);
  expect(p.notes.join()).toContain('truncated expansion');
});

test('two dimensions: moments of every step with noise and curvature on different axes', async () => {
  const experiment = resolveExperiment({
    name: 'plane',
    landscape: {
      parameters: ['x', 'y'],
      loss: 'x^2 / 2 + 0.4 * x * y + y^2 + a * x + b * y',
      data: { a: [1, -1, 0.5, -0.5], b: [0.8, -0.8, -0.5, 0.5] },
    },
    learningRate: 0.1,
    steps: 3,
    initial: { x: { normal: [0.5, 0.2] }, y: { normal: [-0.3, 0.15] } },
    ensembles: [{ name: 'walkers', rule: 'sgd' }],
    walkers: 1000,
    grid: { x: { min: -2, max: 2, cells: 24 }, y: { min: -1.6, max: 1.6, cells: 24 } },
    snapshots: [1, 3],
  });
  const [discrete, exact] = await Promise.all(
    (['fokkerPlanckDiscrete', 'closedForm'] as const).map((name) => predict(experiment, 0, name)),
  );
  if ('absent' in discrete || 'absent' in exact) throw new Error('absent');
  for (const step of [1, 3]) {
    const [p, q] = [discrete.predictions.get(step)!, exact.predictions.get(step)!];
    q.mean.forEach((v, k) => {
      expect(p.mean[k]).toBeCloseTo(v, 7);
    });
    q.covariance.forEach((v, k) => {
      expect(p.covariance[k]).toBeCloseTo(v, 7);
    });
    expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
  }
});

test.each(['periodic', 'reflecting', 'absorbing'] as const)(
  'between %s ends: mass where it belongs',
  async (boundary) => {
    const experiment = resolveExperiment({
      ...(experimentOf(quadratic).source as object),
      // On a ring the loss has to repeat.
      landscape: {
        parameters: ['x'],
        loss: boundary === 'periodic' ? 'a * x - 0.05 * cos(2 * pi * x / 1.3)' : '(x - a)^2 / 2',
        data: { a: [-1, 1] },
      },
      initial: { x: { normal: [0.1, 0.1] } },
      grid: { x: { min: -0.6, max: 0.7, cells: 65, boundary } },
      snapshots: [40],
      steps: 40,
    });
    const series = await predict(experiment, 0, 'fokkerPlanckDiscrete');
    if ('absent' in series) throw new Error(series.absent);
    const p = series.predictions.get(40)!;
    expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
    if (boundary === 'absorbing') {
      expect(p.outside).toBeGreaterThan(0.05);
      expect(p.notes.join()).toMatch(/absorbed at the ends: 0\.\d+/);
    } else expect(p.outside).toBeLessThan(1e-12);
  },
);
