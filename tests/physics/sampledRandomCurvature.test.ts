/**
 * Sampled = closed form where the curvature itself is random (theory, sections 3 and 8): the
 * stationary variance, both sides of the stability edge, and linear regression. Tolerance: 4.5
 * standard errors of each chain, from its exact fourth moment at the very step, for the
 * stationary fourth moment need not exist.
 */
import { describe, expect, test } from 'vitest';
import { useAdapter } from '../support/adapter.js';
import { type AffineMap, affineMoments, varianceError } from '../support/affineMoments.js';
import { snapshotsAt } from '../support/sampled.js';

const walkers = 2 ** 18;
const errors = 4.5;
const gpu = useAdapter();

interface Samples {
  readonly h: readonly number[];
  readonly g: readonly number[];
}

/** ℓ = h w²/2 + g w, every pair of h = λ ± √Γ and g = ±√d once. */
function randomCurvature(lambda: number, gamma: number, d: number): Samples {
  const [dh, dg] = [Math.sqrt(gamma), Math.sqrt(d)];
  return { h: [lambda - dh, lambda - dh, lambda + dh, lambda + dh], g: [-dg, dg, -dg, dg] };
}

const mapsOf = ({ h, g }: Samples, rate: number): AffineMap[] =>
  h.map((hi, i) => ({ weight: 1 / h.length, slope: 1 - rate * hi, shift: -rate * g[i] }));

const document = (samples: Samples, rate: number, start: number) => ({
  name: 'random-curvature',
  landscape: { parameters: ['w'], loss: 'h * w^2 / 2 + g * w', data: samples },
  learningRate: rate,
  steps: 60,
  initial: { w: start },
  ensembles: [{ name: 'SGD', rule: 'sgd', batchSize: 1 }],
  walkers,
  seed: '30',
  grid: { w: { min: -4, max: 4, cells: 64 } },
  snapshots: [60],
  predictions: [],
});

async function expectVariance(samples: Samples, rate: number, start: number, step: number) {
  const exact = affineMoments(mapsOf(samples, rate), start, step);
  const se = varianceError(exact, walkers);
  const [snapshot] = await snapshotsAt(gpu.backend, document(samples, rate, start), 0, [step]);
  expect(Math.abs(snapshot.covariance[0] - exact.variance)).toBeLessThan(errors * se);
  return { sampled: snapshot.covariance[0], se };
}

test.each([
  { rate: 0.6, gamma: 1, exact: 0.15, diffusionLimit: 0.0857 },
  { rate: 0.2, gamma: 4, exact: 0.04, diffusionLimit: 0.0333 },
])('Γ = $gamma at learning rate $rate has variance $exact', async (row) => {
  const { sampled, se } = await expectVariance(randomCurvature(1, row.gamma, 0.2), row.rate, 0, 40);
  // After 40 steps 0.8⁴⁰ = 1.3e-4 of the approach is left.
  expect(Math.abs(sampled - row.exact)).toBeLessThan(errors * se + 2e-4 * row.exact);
  // At Γ = 4 the fourth moment grows without bound: 8 standard errors are what there is.
  expect(Math.abs(sampled - row.diffusionLimit)).toBeGreaterThan(5 * se);
});

describe.each([
  { rate: 0.2, edge: 9, diffusionEdge: 10, steps: 8 },
  { rate: 0.6, edge: 2.333, diffusionEdge: 3.333, steps: 8 },
  { rate: 0.7, edge: 1.857, diffusionEdge: 2.857, steps: 8 },
])('stability edge at learning rate $rate', ({ rate, edge, diffusionEdge, steps }) => {
  /** E w² after `steps` steps from w = 1 with no additive noise: q^steps exactly. */
  async function growth(gamma: number) {
    const samples = randomCurvature(1, gamma, 0);
    const q = (1 - rate) ** 2 + rate ** 2 * gamma;
    const fourth = mapsOf(samples, rate).reduce((s, m) => s + m.weight * m.slope ** 4, 0);
    const se = Math.sqrt((fourth ** steps - q ** (2 * steps)) / walkers);
    const [s] = await snapshotsAt(gpu.backend, document(samples, rate, 1), 0, [steps]);
    const sampled = s.covariance[0] + s.mean[0] ** 2;
    expect(Math.abs(sampled - q ** steps)).toBeLessThan(errors * se);
    return { sampled, se };
  }
  test('below it the second moment decays', async () => {
    const { sampled, se } = await growth(0.9 * edge);
    expect(sampled + 3 * se).toBeLessThan(1);
  });
  test('above it the second moment grows, though the diffusion limit says it decays', async () => {
    const { sampled, se } = await growth(edge + 0.9 * (diffusionEdge - edge));
    expect(sampled - 3 * se).toBeGreaterThan(1);
  });
});

test.each([
  { rate: 0.1, exact: 0.05882 },
  { rate: 0.3, exact: 0.27273 },
])('linear regression at learning rate $rate has variance $exact', async ({ rate, exact }) => {
  // x takes the three Gauss–Hermite points, so that E x² = 1 and E x⁴ = 3 as for a normal;
  // labels are ±1. ℓ = (x w − y)²/2 = x² w²/2 − x y w + const.
  const x = [-Math.sqrt(3), 0, 0, 0, 0, Math.sqrt(3)].flatMap((v) => [v, v]);
  const y = x.map((_, i) => (i % 2 === 0 ? -1 : 1));
  const samples = { h: x.map((v) => v * v), g: x.map((v, i) => -v * y[i]) };
  const { sampled, se } = await expectVariance(samples, rate, 0, 60);
  // q⁶⁰ is 2e-5 of the approach at 0.1 (q = 0.83) and less at 0.3.
  expect(Math.abs(sampled - exact)).toBeLessThan(errors * se + 5e-5 * exact + 1e-5);
});
