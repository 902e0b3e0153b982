/** Solved = closed form, in one dimension: the rows of docs/theory.md §5 that have a density. */
import { expect, test } from 'vitest';
import { type Case, lastPrediction, noisyQuadratic, predictionsOf } from '../theory/experiments.js';

const sgd = { rule: 'sgd', batchSize: 1 };

test.each([
  [0.1, 'sgd', 0.1 / 1.9, 1e-5],
  [0.1, 'gaussianSgd', 0.1 / 1.9, 1e-6],
  [0.5, 'sgd', 0.5 / 1.5, 1e-5],
  [0.5, 'gaussianSgd', 0.5 / 1.5, 1e-6],
])(
  'finite η = %f, %s: the master equation has V = η/(2 − η)',
  async (learningRate, rule, V, tolerance) => {
    const c: Case = {
      ...noisyQuadratic,
      rule: { rule, batchSize: 1 },
      learningRate,
      initial: { normal: [0, 0.2] },
      steps: 150,
      grid: [-2.5, 2.5, 250],
      walkers: 1e7,
    };
    const p = await lastPrediction(c, 'masterEquation');
    expect(Math.abs(p.covariance[0] / V - 1)).toBeLessThan(tolerance);
  },
);

test('finite η: the diffusion limit says η/2 for all', async () => {
  for (const learningRate of [0.1, 0.5]) {
    const c: Case = {
      ...noisyQuadratic,
      rule: sgd,
      learningRate,
      initial: { normal: [0, 0.2] },
      steps: 200,
      grid: [-3, 3, 200],
    };
    const p = await lastPrediction(c, 'fokkerPlanck');
    expect(p.covariance[0]).toBeCloseTo(learningRate / 2, 6);
  }
});

test('random curvature, η = 0.2, Γ = 4: solved V* = 0.0400 despite a heavy tail', async () => {
  const d = Math.sqrt(0.2);
  const c: Case = {
    loss: '(1 + 2 * h) * x^2 / 2 + g * x',
    data: { h: [1, 1, -1, -1], g: [d, -d, d, -d] },
    rule: sgd,
    learningRate: 0.2,
    initial: { normal: [0, 0.1] },
    steps: 60,
    grid: [-2, 2, 200],
    walkers: 1e6,
  };
  const closed = await lastPrediction(c, 'closedForm');
  const solved = await lastPrediction(c, 'masterEquation');
  expect(closed.covariance[0]).toBeCloseTo(0.04, 6);
  const error = Math.abs(solved.covariance[0] / closed.covariance[0] - 1);
  expect(error).toBeLessThan(Math.max(1e-4, 3 * solved.momentError));
});

/** Tilted double well, a mean of the gradient that is not linear, noise that depends on x. */
const nonlinear = (learningRate: number, steps: number, rule: Case['rule']): Case => ({
  loss: '(x^2 - 1)^2 / 4 + a * (x + x^2 / 4)',
  data: { a: [-0.5, -0.1, 0.6] },
  rule,
  learningRate,
  initial: { normal: [0.3, 0.2] },
  steps,
  grid: [-2, 2, 200],
  walkers: 1e6,
});

test('one-step moments: the raw second moment is η²(C + g²), the centred one η²C', async () => {
  const etas = [0.01, 0.1];
  for (const rule of [sgd, { rule: 'gaussianSgd', batchSize: 1 }]) {
    const x = 0.3;
    const moments: { raw: number; centred: number }[] = [];
    for (const learningRate of etas) {
      const c = {
        ...nonlinear(learningRate, 1, rule),
        initial: x,
        grid: [0.1, 0.5, 1000],
      } as const;
      const p = await lastPrediction(c, 'masterEquation');
      const centred = p.covariance[0];
      moments.push({ centred, raw: centred + (p.mean[0] - x) ** 2 });
    }
    const slope = (k: 'raw' | 'centred') => Math.log10(moments[1][k] / moments[0][k]);
    expect(Math.abs(slope('raw') - 2)).toBeLessThan(1e-3);
    expect(Math.abs(slope('centred') - 2)).toBeLessThan(1e-3);
    const C = ((0.25 + 0.01 + 0.36) / 3) * (1 + x / 2) ** 2;
    expect(moments[1].centred / (0.01 * C)).toBeCloseTo(1, 3);
    expect(moments[1].raw / (0.01 * (C + (x ** 3 - x) ** 2))).toBeCloseTo(1, 3);
  }
});

test('weak order: the diffusion limit misses the mean at t = 1 by an error of order η', async () => {
  const errors: number[] = [];
  for (const steps of [10, 20, 40]) {
    const c: Case = {
      loss: 'x^4 / 4 + a * x',
      data: { a: [-1, 1] },
      rule: sgd,
      learningRate: 1 / steps,
      initial: { normal: [1, 0.2] },
      steps,
      grid: [-2, 2, 200],
      walkers: 1e6,
    };
    const [exact, limit] = [
      await lastPrediction(c, 'masterEquation'),
      await lastPrediction(c, 'fokkerPlanck'),
    ];
    errors.push(Math.abs(exact.mean[0] - limit.mean[0]));
  }
  const slopes = [Math.log2(errors[0] / errors[1]), Math.log2(errors[1] / errors[2])];
  // Richardson on the slopes themselves: they approach 1 linearly in η.
  expect(Math.abs(2 * slopes[1] - slopes[0] - 1)).toBeLessThan(0.05);
  expect(Math.abs(slopes[1] - 1)).toBeLessThan(0.1);
});

test('Langevin: the master equation tends to Gibbs linearly in η, Fokker–Planck is there', async () => {
  const gap = async (learningRate: number) => {
    const steps = Math.round(12 / learningRate);
    const c: Case = {
      loss: 'x^4 / 4 + x^2 / 2',
      rule: { rule: 'langevin', temperature: 0.2 },
      learningRate,
      initial: { normal: [0, 0.4] },
      steps,
      grid: [-2, 2, 100],
    };
    const master = (await predictionsOf(c, 'masterEquation')).get(steps)!;
    const limit = (await predictionsOf(c, 'fokkerPlanck')).get(steps)!;
    return master.covariance[0] - limit.covariance[0];
  };
  const [coarse, fine] = [await gap(0.1), await gap(0.05)];
  expect(coarse).toBeGreaterThan(0);
  expect(coarse / fine).toBeGreaterThan(1.9);
  expect(coarse / fine).toBeLessThan(2.4);
});
