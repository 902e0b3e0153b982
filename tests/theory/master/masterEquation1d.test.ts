import { expect, test } from 'vitest';
import { initialDistribution } from '../../../src/theory/law/initialLaw1d.js';
import type { Case } from '../experiments.js';
import {
  lastPrediction,
  mass,
  noisyQuadratic,
  predictionsOf,
  totalVariation,
} from '../experiments.js';

/** A uniform generator for brute-force sampling: 53 bits from two multiplicative hashes. */
function uniforms(): () => number {
  let state = 0x9e3779b9;
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => (word() + 0.5) / 2 ** 32;
}

test('large steps on a double well (maps that fold): equal to brute-force sampling', async () => {
  const data = [-0.6, 0.1, 0.5];
  const c: Case = {
    loss: '(x^2 - 1)^2 / 4 + a * x',
    data: { a: data },
    rule: { rule: 'sgd', batchSize: 1 },
    learningRate: 0.8,
    initial: { uniform: [-1, 1] },
    steps: 6,
    grid: [-2, 2, 50],
  };
  const p = await lastPrediction(c, 'masterEquation');
  const draw = uniforms();
  const walkers = 1_000_000;
  const counts = new Float64Array(50);
  for (let w = 0; w < walkers; w++) {
    let x = 2 * draw() - 1;
    for (let k = 0; k < 6; k++) x -= 0.8 * (x ** 3 - x + data[Math.floor(3 * draw())]);
    if (x >= -2 && x < 2) counts[Math.floor((x + 2) / 0.08)]++;
  }
  let chiSquare = 0;
  let terms = 0;
  counts.forEach((n, i) => {
    const expected = walkers * p.probabilities![i];
    if (expected < 10) return;
    chiSquare += (n - expected) ** 2 / expected;
    terms++;
  });
  expect(terms).toBeGreaterThan(30);
  // 4.5 standard deviations of a χ² variable; a cell edge wrong by 1e-3 would give hundreds.
  expect(chiSquare).toBeLessThan(terms + 4.5 * Math.sqrt(2 * terms));
  expect(p.solverError).toBeLessThan(1e-3);
});

test('a point start under minibatches is a list of atoms, exact', async () => {
  const c: Case = {
    ...noisyQuadratic,
    rule: { rule: 'sgd', batchSize: 1 },
    learningRate: 0.5,
    initial: 0.1,
    steps: 3,
    grid: [-1, 1, 100],
  };
  const p = await lastPrediction(c, 'masterEquation');
  // 0.1/8 ± 1/2 ± 1/4 ± 1/8: eight atoms of weight 1/8, 0.25 apart.
  const hit = Array.from(p.probabilities!, (v, i) => [i, v]).filter(([, v]) => v > 0);
  expect(hit.map(([i]) => -1 + (i + 0.5) / 50)).toEqual(
    [-0.87, -0.61, -0.37, -0.11, 0.13, 0.39, 0.63, 0.89].map((v) => expect.closeTo(v, 10)),
  );
  for (const [, v] of hit) expect(v).toBeCloseTo(1 / 8, 14);
});

test('an atom on a cell edge is announced as ambiguous once float32 updates have moved it', async () => {
  const c: Case = {
    ...noisyQuadratic,
    rule: { rule: 'sgd', batchSize: 1 },
    learningRate: 0.5,
    initial: 0,
    steps: 1,
    snapshots: [0, 1],
    grid: [-1, 1, 100],
  };
  const at = await predictionsOf(c, 'masterEquation');
  expect(at.get(0)!.notes).toEqual([]);
  expect(at.get(0)!.probabilities![50]).toBe(1);
  expect(at.get(1)!.notes.join()).toMatch(/^1.00 of the probability .* edge/);
});

test('a Bernoulli convolution without density says that it has not converged', async () => {
  const c: Case = {
    ...noisyQuadratic,
    rule: { rule: 'sgd', batchSize: 1 },
    learningRate: 0.62,
    initial: { normal: [0, 0.5] },
    steps: 40,
    grid: [-1.53, 1.57, 701],
  };
  const p = await lastPrediction(c, 'masterEquation');
  expect(p.covariance[0]).toBeCloseTo(0.62 / 1.38, 5);
  expect(p.solverError).toBeGreaterThan(1e-6);
  expect(mass(p)).toBeCloseTo(1, 12);
});

test('both first steps agree: a narrow normal start tends to a point start', async () => {
  const c = (initial: Case['initial']): Case => ({
    ...noisyQuadratic,
    rule: { rule: 'langevin', temperature: 0.05 },
    learningRate: 0.1,
    initial,
    steps: 4,
    grid: [-2, 2, 100],
  });
  const point = await lastPrediction(c(0.3), 'masterEquation');
  const narrow = await lastPrediction(c({ normal: [0.3, 1e-4] }), 'masterEquation');
  expect(totalVariation(point, narrow)).toBeLessThan(1e-6);
  // Variance of x′ = 0.9x + √0.01 ξ after four steps.
  const variance = 0.01 * (1 + 0.81 + 0.81 ** 2 + 0.81 ** 3);
  expect(point.covariance[0]).toBeCloseTo(variance, 8);
});

test('cells of a law that stays normal are those of the normal law, on coarse and fine grids', async () => {
  for (const cells of [17, 100, 900]) {
    const c: Case = {
      loss: 'x^2 / 2',
      rule: { rule: 'langevin', temperature: 0.1 },
      learningRate: 0.3,
      initial: { normal: [0.6, 0.2] },
      steps: 7,
      grid: [-1, 1.5, cells],
    };
    const p = await lastPrediction(c, 'masterEquation');
    const mean = 0.6 * 0.7 ** 7;
    const shrink = 0.49 ** 7;
    const deviation = Math.sqrt(0.04 * shrink + (0.06 * (1 - shrink)) / 0.51);
    const exact = { kind: 'normal', mean, standardDeviation: deviation } as const;
    const below = (i: number) => initialDistribution(exact, -1 + (2.5 * i) / cells);
    p.probabilities!.forEach((v, i) => {
      expect(Math.abs(v - below(i + 1) + below(i))).toBeLessThan(1e-6);
    });
    expect(p.outside).toBeCloseTo(below(0) + 1 - below(cells), 6);
  }
});

test('noise far finer than the cells is followed by its quadrature nodes', async () => {
  const c: Case = {
    loss: 'x^2 / 2',
    rule: { rule: 'langevin', temperature: 1e-6 },
    learningRate: 0.1,
    initial: { normal: [0.5, 0.2] },
    steps: 5,
    grid: [-1, 2, 60],
    walkers: 1e6,
  };
  const p = await lastPrediction(c, 'masterEquation');
  const shrink = 0.9 ** 10;
  expect(p.covariance[0]).toBeCloseTo(0.04 * shrink + (2e-7 * (1 - shrink)) / 0.19, 8);
  expect(p.mean[0]).toBeCloseTo(0.5 * 0.9 ** 5, 8);
});

test('mass that flees the grid is outside', async () => {
  const c: Case = {
    loss: '-x^2 / 2',
    rule: { rule: 'langevin', temperature: 0.1 },
    learningRate: 0.5,
    initial: { normal: [0, 0.5] },
    steps: 30,
    snapshots: [0, 10, 30],
    grid: [-2, 2, 80],
  };
  const all = await predictionsOf(c, 'masterEquation');
  for (const p of all.values()) expect(mass(p)).toBeCloseTo(1, 12);
  // x_k is normal with variance growing as 2.25^k: at 30 steps P(|x| < 2) ≈ 4/(σ√2π) < 1e-4.
  expect(all.get(30)!.outside).toBeGreaterThan(0.9999);
});
