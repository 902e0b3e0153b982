/**
 * Sampled = closed form where the gradient is linear in θ and the noise does not depend on it:
 * stationary and transient variance at a finite learning rate, the temperature of ULA, and flat
 * against confined directions (theory, sections 3 and 8). Tolerance: 4.5 standard errors, from
 * the exact fourth moment of each chain; there are about 40 comparisons, so that a correct code
 * would fail one of them with probability 3e-4 were the seeds not fixed.
 */
import { describe, expect, test } from 'vitest';
import { useAdapter } from '../support/adapter.js';
import {
  type AffineMap,
  affineMoments,
  meanError,
  normalPoints,
  varianceError,
} from '../support/affineMoments.js';
import { snapshotsAt } from '../support/sampled.js';

const walkers = 2 ** 17;
const errors = 4.5;
const gpu = useAdapter();

const axis = { min: -4, max: 4, cells: 64 };
const steps = [0, 1, 4, 16, 60];

function quadratic(learningRate: number, ensemble: object, start: number) {
  return {
    name: 'quadratic',
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [-1, 1] } },
    learningRate,
    steps: 60,
    initial: { x: start },
    ensembles: [ensemble],
    walkers,
    seed: '20',
    grid: { x: axis },
    snapshots: steps,
    predictions: [],
  };
}

const twoSamples = (slope: number, shift: number): AffineMap[] => [
  { weight: 0.5, slope, shift: -shift },
  { weight: 0.5, slope, shift },
];
const gaussian = (slope: number, scale: number): AffineMap[] =>
  normalPoints.map(({ weight, value }) => ({ weight, slope, shift: scale * value }));

describe.each([
  { rate: 0.1, exact: 0.05263, diffusionLimit: 0.05 },
  { rate: 0.5, exact: 0.33333, diffusionLimit: 0.25 },
])('λ = c = 1 at learning rate $rate', ({ rate, exact, diffusionLimit }) => {
  const slope = 1 - rate;
  test.each([
    { ensemble: { name: 'a', rule: 'sgd', batchSize: 1 }, maps: twoSamples(slope, rate) },
    { ensemble: { name: 'b', rule: 'gaussianSgd', batchSize: 1 }, maps: gaussian(slope, rate) },
    {
      ensemble: { name: 'c', rule: 'langevin', temperature: rate / 2 },
      maps: gaussian(slope, Math.sqrt(2 * rate * (rate / 2))),
    },
  ])('$ensemble.rule has mean and variance of the chain at every step', async (row) => {
    const snapshots = await snapshotsAt(gpu.backend, quadratic(rate, row.ensemble, 1.5), 0, steps);
    for (const snapshot of snapshots) {
      const m = affineMoments(row.maps, 1.5, snapshot.step);
      const rounding = 1e-6;
      expect(Math.abs(snapshot.mean[0] - m.mean)).toBeLessThan(
        errors * meanError(m, walkers) + rounding,
      );
      expect(Math.abs(snapshot.covariance[0] - m.variance)).toBeLessThan(
        errors * varianceError(m, walkers) + rounding,
      );
    }
    const last = snapshots[snapshots.length - 1].covariance[0];
    const se = varianceError(affineMoments(row.maps, 1.5, 60), walkers);
    expect(Math.abs(last - exact)).toBeLessThan(errors * se + 1e-5);
    expect(Math.abs(last - diffusionLimit)).toBeGreaterThan(10 * se);
  });
});

test.each([
  { curvature: 1, rate: 0.5, temperature: 0.4 },
  { curvature: 3, rate: 0.4, temperature: 0.1 },
])('ULA at λ = $curvature, h = $rate has variance T/(λ(1 − hλ/2))', async (row) => {
  const { curvature, rate, temperature } = row;
  const document = {
    ...quadratic(rate, { name: 'ULA', rule: 'langevin', temperature }, 0.5),
    landscape: { parameters: ['x'], loss: `${curvature} * x^2 / 2` },
  };
  const [snapshot] = await snapshotsAt(gpu.backend, document, 0, [60]);
  const exact = temperature / (curvature * (1 - (rate * curvature) / 2));
  expect(Math.abs(snapshot.covariance[0] - exact)).toBeLessThan(
    errors * exact * Math.sqrt(2 / walkers),
  );
});

describe.each([
  { rate: 0.05, confined: 0.005128, slopePerStep: 5e-4 },
  { rate: 0.1, confined: 0.010526, slopePerStep: 2e-3 },
  { rate: 0.2, confined: 0.022222, slopePerStep: 8e-3 },
])('flat against confined directions at learning rate $rate', (row) => {
  const d = Math.sqrt(0.2);
  const document = {
    name: 'flat',
    landscape: {
      parameters: ['x', 'y'],
      loss: 'x^2 / 2 + a * x + b * y',
      data: { a: [-d, -d, d, d], b: [-d, d, -d, d] },
    },
    learningRate: row.rate,
    steps: 60,
    initial: { x: 0, y: 0 },
    ensembles: [
      { name: 'SGD', rule: 'sgd', batchSize: 1 },
      { name: 'Gaussian', rule: 'gaussianSgd', batchSize: 1 },
    ],
    walkers,
    seed: '21',
    grid: { x: axis, y: axis },
    snapshots: steps,
    predictions: [],
  };
  const noise = [twoSamples, gaussian];
  test.each([0, 1])('ensemble %i', async (index) => {
    const snapshots = await snapshotsAt(gpu.backend, document, index, [20, 60]);
    for (const { step, covariance } of snapshots) {
      const flat = affineMoments(noise[index](1, row.rate * d), 0, step);
      expect(Math.abs(covariance[3] - row.slopePerStep * step)).toBeLessThan(
        errors * varianceError(flat, walkers),
      );
      // The two directions are independent: their covariance is zero to √(V₁V₂/N).
      const spread = Math.sqrt((covariance[0] * covariance[3]) / walkers);
      expect(Math.abs(covariance[1])).toBeLessThan(errors * spread);
      expect(covariance[2]).toBe(covariance[1]);
    }
    const confined = affineMoments(noise[index](1 - row.rate, row.rate * d), 0, 60);
    const approach = (1 - row.rate) ** 120 * row.confined;
    expect(Math.abs(snapshots[1].covariance[0] - row.confined)).toBeLessThan(
      errors * varianceError(confined, walkers) + approach + 1e-6,
    );
  });
});
