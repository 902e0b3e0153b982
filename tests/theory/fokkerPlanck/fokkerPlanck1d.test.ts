import { expect, test } from 'vitest';
import { stationaryCells } from '../../../src/theory/fokkerPlanck/generator1d.js';
import { createImplicitStep } from '../../../src/theory/fokkerPlanck/implicitStep.js';
import { shortTimeLaw } from '../../../src/theory/fokkerPlanck/shortTime1d.js';
import {
  type Case,
  generatorOf,
  lastPrediction,
  mass,
  noisyQuadratic,
  predictionsOf,
} from '../experiments.js';

/** dx = −x dt + √(2T) dW: a normal law at every time. */
const ornstein: Case = {
  loss: 'x^2 / 2',
  rule: { rule: 'langevin', temperature: 0.2 },
  learningRate: 0.1,
  initial: { normal: [0.5, 0.3] },
  steps: 12,
  grid: [-3, 3, 100],
};

function ornsteinMoments(time: number, mean: number, variance: number) {
  const shrink = Math.exp(-time);
  return { mean: mean * shrink, variance: 0.2 + (variance - 0.2) * shrink ** 2 };
}

test('Ornstein–Uhlenbeck from a normal law: mean, variance and mass', async () => {
  const all = await predictionsOf({ ...ornstein, snapshots: [1, 3, 12] }, 'fokkerPlanck');
  for (const [step, p] of all) {
    const exact = ornsteinMoments(0.1 * step, 0.5, 0.09);
    expect(p.mean[0]).toBeCloseTo(exact.mean, 6);
    expect(p.covariance[0]).toBeCloseTo(exact.variance, 6);
    expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
    expect(p.solverError).toBeLessThan(1e-5);
    for (const v of p.probabilities!) expect(v).toBeGreaterThanOrEqual(0);
  }
});

test('Ornstein–Uhlenbeck from a point: the error estimate is honest', async () => {
  const p = await lastPrediction({ ...ornstein, initial: 0.5, steps: 2 }, 'fokkerPlanck');
  const exact = ornsteinMoments(0.2, 0.5, 0);
  expect(Math.abs(p.covariance[0] / exact.variance - 1)).toBeLessThan(3 * p.momentError + 1e-7);
  expect(p.momentError).toBeLessThan(1e-5);
  expect(p.mean[0]).toBeCloseTo(exact.mean, 6);
});

/** Variance at t = 1 by `steps` implicit steps on `cells` cells of the Ornstein–Uhlenbeck chain. */
function varianceAt(cells: number, steps: number): number {
  const generator = generatorOf({ ...ornstein, grid: [-4, 4, cells] });
  const width = 8 / cells;
  const centres = Float64Array.from({ length: cells }, (_, i) => -4 + (i + 0.5) * width);
  const p = centres.map((x) => Math.exp(-(x * x) / 0.18));
  const total = p.reduce((a, b) => a + b, 0);
  for (let i = 0; i < cells; i++) p[i] /= total;
  const advance = createImplicitStep(generator, 1 / steps);
  for (let k = 0; k < steps; k++) advance(p);
  return p.reduce((s, v, i) => s + v * centres[i] ** 2, 0);
}

test('finite volumes converge with order 2 in the cell size', () => {
  const [a, b, c] = [64, 128, 256].map((cells) => varianceAt(cells, 400));
  expect(Math.log2((a - b) / (b - c))).toBeCloseTo(2, 0.5);
});

test('TR-BDF2 converges with order 2 in the time step', () => {
  const [a, b, c] = [10, 20, 40].map((steps) => varianceAt(256, steps));
  const order = Math.log2((a - b) / (b - c));
  expect(order).toBeGreaterThan(1.85);
  expect(order).toBeLessThan(2.3);
});

test('a point spreads to a Gaussian with an error of third order in time', () => {
  // dx = −x dt + (1 + x/2)√2 dW: E x = m e^{−t}; y = E x² obeys y′ = −2y + 2 + 2 E x + y/2.
  const coefficients = {
    evaluate(x: Float64Array, drift: Float64Array, diffusion: Float64Array) {
      for (let i = 0; i < x.length; i++) {
        drift[i] = -x[i];
        diffusion[i] = (1 + x[i] / 2) ** 2;
      }
    },
  };
  const start = 0.7;
  const error = (time: number) => {
    const law = shortTimeLaw(coefficients, start, time, 1e-3);
    if (law.kind !== 'normal') throw new Error(law.kind);
    // y = 4/3 + 4 m e^{−t} + (m² − 4/3 − 4m) e^{−3t/2}.
    const decay = start ** 2 - 4 / 3 - 4 * start;
    const second = 4 / 3 + 4 * start * Math.exp(-time) + decay * Math.exp(-1.5 * time);
    const mean = start * Math.exp(-time);
    return [law.mean - mean, law.standardDeviation ** 2 - (second - mean ** 2)];
  };
  for (const k of [0, 1]) expect(error(0.02)[k] / error(0.01)[k]).toBeCloseTo(8, 0);
});

test('one huge step lands on the stationary law: the scheme is L-stable', () => {
  const generator = generatorOf({ ...ornstein, grid: [-4, 4, 200] });
  const p = new Float64Array(200).fill(1 / 200);
  createImplicitStep(generator, 1e7)(p);
  const stationary = stationaryCells(generator);
  p.forEach((v, i) => {
    expect(Math.abs(v - stationary[i])).toBeLessThan(1e-7);
  });
});

test('minibatches beyond enumeration still have a drift and a diffusion', async () => {
  const c: Case = {
    ...noisyQuadratic,
    rule: { rule: 'sgd', batchSize: 500 },
    learningRate: 0.2,
    initial: { normal: [0, 0.05] },
    steps: 60,
    grid: [-0.3, 0.3, 100],
  };
  const p = await lastPrediction(c, 'fokkerPlanck');
  expect(p.covariance[0]).toBeCloseTo(0.2 / 500 / 2, 8);
});

test.each([
  [
    'a drift that changes log p by hundreds from cell to cell',
    '50 * x^2 + a * x',
    100,
    0.015,
    50,
    1,
  ],
  ['a start far off the grid', 'x^2 / 2 + a * x', 1, 0.1, 60, 30],
] as const)(
  '%s: the law of Ornstein–Uhlenbeck all the same',
  async (_, loss, rate, eta, steps, from) => {
    const p = await lastPrediction(
      {
        loss,
        data: { a: [-1, 1] },
        rule: { rule: 'sgd', batchSize: 1 },
        learningRate: eta,
        initial: { normal: [from, 0.1] },
        steps,
        grid: [-2, 2, rate === 1 ? 100 : 200],
      },
      'fokkerPlanck',
    );
    const shrink = Math.exp(-rate * eta * steps);
    const variance = (eta / (2 * rate)) * (1 - shrink ** 2) + 0.01 * shrink ** 2;
    expect(Math.abs(p.mean[0] - from * shrink)).toBeLessThan(1e-3 * Math.sqrt(variance));
    expect(Math.abs(p.covariance[0] / variance - 1)).toBeLessThan(2 * p.momentError);
    expect(p.momentError).toBeLessThan(1e-4);
    expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
  },
  60_000,
);
