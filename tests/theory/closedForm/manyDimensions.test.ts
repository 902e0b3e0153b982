/**
 * Closed forms in many dimensions against those of single modes: the modes are turned by a reflection
 * 1 − 2vvᵀ, so that no matrix that the code sees is diagonal.
 */
import { expect, test } from 'vitest';
import { buildLaw, type RuleName } from '../../../src/model/rules.js';
import { createLinearModel, type LinearModel } from '../../../src/theory/closedForm/linearModel.js';
import { createMomentRecursion } from '../../../src/theory/closedForm/momentRecursion.js';
import {
  secondMomentGrowth,
  stationaryMoments,
} from '../../../src/theory/closedForm/stationaryMoments.js';
import { ownLandscape } from '../../model/shape/ownLandscape.js';

/** Equally spaced, to four decimals. */
const spaced = (from: number, to: number, d: number) =>
  Array.from({ length: d }, (_, i) => Math.round(1e4 * (from + ((to - from) * i) / (d - 1))) / 1e4);

/** The vector w of the reflection, in whole numbers. */
const whole = (d: number) => Array.from({ length: d }, (_, i) => 1 + ((7 * i) % 5));

/** The same of length 1. */
function mirror(d: number): number[] {
  const length = Math.hypot(...whole(d));
  return whole(d).map((w) => w / length);
}

/** Component i of mode k. */
const modeEntry = (v: readonly number[], k: number, i: number) => Number(i === k) - 2 * v[k] * v[i];

/**
 * Σ λ_k (mode k)²/2 with gradient noise of variance c_k in mode k, independent, from 2d samples, each
 * with curvature (1 ± spread)·λ where `spread` is not 0.
 */
function turnedModes(lambda: readonly number[], c: readonly number[], spread = 0) {
  const d = lambda.length;
  const v = mirror(d);
  const names = lambda.map((_, i) => `x${i}`);
  // Σ λ_k (x_k − 2 w_k p/|w|²)²/2 with p = w·x, multiplied out: a text has 10,000 characters.
  const w = whole(d);
  const sum = (terms: readonly string[]) => `(${terms.join(' + ')})`;
  const p = sum(names.map((x, i) => `${w[i]} * ${x}`));
  const q = sum(names.map((x, i) => `${lambda[i] * w[i]} * ${x}`));
  const square = w.reduce((s, x) => s + x * x, 0);
  const both = lambda.reduce((s, l, i) => s + l * w[i] ** 2, 0);
  const own = sum(names.map((x, i) => `${lambda[i] / 2} * ${x}^2`));
  const modes = `${own} + ${p} * (${(2 * both) / square ** 2} * ${p} - ${2 / square} * ${q})`;
  const slopes = names.map((x, i) => `b${i} * ${x}`);
  const signs =
    spread === 0
      ? [
          [1, 0],
          [-1, 0],
        ]
      : [
          [1, 1],
          [-1, 1],
          [1, -1],
          [-1, -1],
        ];
  const rows = lambda.flatMap((_, k) => signs.map(([sign, u]) => ({ k, sign, u })));
  const columns = Object.fromEntries(
    names.map((_, i) => [
      `b${i}`,
      rows.map(({ k, sign }) => sign * Math.sqrt(d * c[k]) * modeEntry(v, k, i)),
    ]),
  );
  const loss = `(1 + ${spread} * u) * (${modes}) + ${slopes.join(' + ')}`;
  return ownLandscape(loss, names, { ...columns, u: rows.map(({ u }) => u) });
}

function modelOf(landscape: ReturnType<typeof turnedModes>, rule: RuleName, learningRate: number) {
  const d = landscape.parameters.length;
  const values = { batchSize: 1, replacement: true, temperature: 0.1 };
  const model = createLinearModel(landscape, buildLaw(rule, values, learningRate, d, {}));
  if ('absent' in model) throw new Error(model.absent);
  return model;
}

/** Variance of every mode, and the largest covariance of two modes. */
function inModes(covariance: Float64Array, d: number) {
  const v = mirror(d);
  const turned = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < d; i++) {
      const image = Array.from({ length: d }, (_, j) => covariance[i * d + j] * modeEntry(v, k, j));
      turned[i * d + k] = image.reduce((a, b) => a + b, 0);
    }
  }
  const entry = (k: number, l: number) =>
    Array.from({ length: d }, (_, i) => modeEntry(v, k, i) * turned[i * d + l]).reduce(
      (a, b) => a + b,
      0,
    );
  const modes = Array.from({ length: d }, (_, k) => k);
  const mixed = modes.flatMap((k) => modes.map((l) => (k === l ? 0 : Math.abs(entry(k, l)))));
  return { variances: modes.map((k) => entry(k, k)), mixed: Math.max(...mixed) };
}

async function expectVariances(model: LinearModel, exact: readonly number[], tolerance: number) {
  const { moments } = await stationaryMoments(model);
  const { variances, mixed } = inModes(moments!.covariance, model.dimension);
  variances.forEach((v, k) => {
    expect(Math.abs(v / exact[k] - 1)).toBeLessThan(tolerance);
  });
  expect(mixed).toBeLessThan(tolerance * Math.max(...exact));
}

test('docs/theory.md §5, covariance in ten dimensions: trace 0.1991972', async () => {
  const lambda = spaced(0.3, 3, 10);
  const model = modelOf(turnedModes(lambda, Array(10).fill(0.25)), 'sgd', 0.15);
  const recursion = createMomentRecursion(model);
  let moments = {
    mean: new Float64Array(10),
    covariance: Float64Array.from({ length: 100 }, (_, k) => Number(k % 11 === 0)),
  };
  for (let k = 0; k < 1000; k++) moments = recursion.step(moments) as typeof moments;
  const trace = lambda.reduce((s, _, i) => s + moments.covariance[i * 11], 0);
  expect(trace).toBeCloseTo(0.1991972, 7);
  await expectVariances(
    model,
    lambda.map((l) => (0.15 * 0.25) / (l * (2 - 0.15 * l))),
    1e-12,
  );
});

test('64 dimensions, curvature noise C = cH^γ: a mode has variance ηcλ^(γ−1)/(2 − ηλ)', async () => {
  const [c, gamma, learningRate] = [0.3, 1.5, 0.2];
  const lambda = spaced(0.01, 4, 64);
  const landscape = turnedModes(
    lambda,
    lambda.map((l) => c * l ** gamma),
  );
  const exact = lambda.map((l) => (learningRate * c * l ** (gamma - 1)) / (2 - learningRate * l));
  const model = modelOf(landscape, 'sgd', learningRate);
  await expectVariances(model, exact, 1e-10);
  expect(await secondMomentGrowth(model)).toBeCloseTo((1 - learningRate * 0.01) ** 2, 12);
});

test('64 dimensions, random curvature: each mode has V* = ηd/(λ(2 − ηλ) − ηΓ)', async () => {
  const [spread, learningRate] = [0.4, 0.3];
  const lambda = spaced(0.05, 4, 64);
  const landscape = turnedModes(lambda, lambda, spread);
  const exact = lambda.map(
    (l) => (learningRate * l) / (l * (2 - learningRate * l) - learningRate * (spread * l) ** 2),
  );
  const model = modelOf(landscape, 'gaussianSgd', learningRate);
  await expectVariances(model, exact, 1e-10);
  const q = lambda.map((l) => (1 - learningRate * l) ** 2 + (learningRate * spread * l) ** 2);
  expect(await secondMomentGrowth(model)).toBeCloseTo(Math.max(...q), 9);
});

test('64 dimensions, Langevin: variance T/(λ(1 − ηλ/2))', async () => {
  const lambda = spaced(0.1, 4, 64);
  const model = modelOf(turnedModes(lambda, lambda), 'langevin', 0.1);
  await expectVariances(
    model,
    lambda.map((l) => 0.1 / (l * (1 - 0.05 * l))),
    1e-11,
  );
});

test('a flat direction among many has no stationary covariance, nor one that grows', async () => {
  const flat = await stationaryMoments(
    modelOf(turnedModes(spaced(0, 2, 8), Array(8).fill(1)), 'sgd', 0.1),
  );
  expect(flat.growth).toBeCloseTo(1, 12);
  expect(flat.moments).toBeNull();
  const growing = modelOf(turnedModes(spaced(1, 2, 8), Array(8).fill(1), 4), 'sgd', 0.5);
  expect((await stationaryMoments(growing)).moments).toBeNull();
});
