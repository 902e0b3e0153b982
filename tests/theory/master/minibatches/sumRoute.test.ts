/** Minibatches drawn with replacement, too many to list, as sums of independent draws. */
import { expect, test } from 'vitest';
import type { Experiment } from '../../../../src/model/experiment.js';
import {
  createMaps1d,
  createSumMaps1d,
  type Maps1d,
} from '../../../../src/theory/master/maps1d.js';
import { solveMaps1d } from '../../../../src/theory/master/masterEquation1d.js';
import { createTransferOperator1d } from '../../../../src/theory/master/transferOperator1d.js';
import { createPace } from '../../../../src/theory/pace.js';
import { type Law1d, lawDistance, lawFromDistribution } from '../../../../src/theory/snapshot1d.js';
import { createSolverGrid1d } from '../../../../src/theory/solverGrid1d.js';
import { type Case, experimentOf, totalVariation } from '../../experiments.js';

/** Off any lattice: no two minibatches have the same mean. */
const scattered = (count: number, seed: number, low: number, high: number) =>
  Array.from({ length: count }, (_, i) => {
    const hash = 1e4 * Math.sin(i + seed);
    return low + (high - low) * (hash - Math.floor(hash));
  });

const mean = (values: readonly number[]) => values.reduce((s, v) => s + v, 0) / values.length;
const covariance = (a: readonly number[], b: readonly number[]) =>
  mean(a.map((v, i) => (v - mean(a)) * (b[i] - mean(b))));

const sumMaps = ({ landscape, ensembles }: Experiment): Maps1d => {
  const maps = createSumMaps1d(landscape, ensembles[0].law);
  if (!maps) throw new Error('no sum');
  return maps;
};

async function solved(experiment: Experiment, maps: Maps1d) {
  const series = await solveMaps1d(experiment, maps, createPace());
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions.get(experiment.steps)!;
}

/** The law after `steps` updates on one grid. */
async function lawOn(experiment: Experiment, refinement: number): Promise<Law1d> {
  const [axis] = experiment.grid;
  const pad: [number, number] = [axis.cells / 4, axis.cells / 4];
  const grid = createSolverGrid1d(axis, refinement, pad);
  const operator = await createTransferOperator1d(sumMaps(experiment), grid, createPace());
  let f = operator.start(experiment.initial[0]);
  for (let step = 1; step < experiment.steps; step++) {
    const next = new Float64Array(f.length);
    operator.apply(f, next);
    f = next;
  }
  const slopes = new Float64Array(f.length);
  operator.slopes(f, slopes);
  return lawFromDistribution(grid, f, slopes);
}

const offsets = scattered(500, 2, -2, 2);
const curvatures = scattered(500, 3, 0.4, 1.6);
const linear: Case = {
  loss: '(x - a)^2 / 2',
  data: { a: offsets },
  rule: { rule: 'sgd', batchSize: 16 },
  learningRate: 0.2,
  initial: { normal: [0.5, 0.1] },
  steps: 60,
  grid: [-1, 1, 64],
};

test('docs/theory.md §3: b = 16 of 500 random offsets, mean and variance at any cell that resolves', async () => {
  const experiment = experimentOf(linear);
  const c = covariance(offsets, offsets) / 16;
  const shrink = 0.64 ** 60;
  const exact = (0.04 * c * (1 - shrink)) / 0.36 + 0.01 * shrink;
  // Cells as wide as 0.65 and 0.32 standard deviations; five moments of each step are exact.
  for (const [refinement, tolerance] of [
    [0.5, 1e-5],
    [1, 1e-10],
  ] as const) {
    const law = await lawOn(experiment, refinement);
    expect(Math.abs(law.variance / exact - 1)).toBeLessThan(tolerance);
    expect(Math.abs(law.mean - mean(offsets) - (0.5 - mean(offsets)) * 0.8 ** 60)).toBeLessThan(
      1e-7,
    );
  }
});

test('docs/theory.md §3: random curvatures and offsets, b = 16 of 500', async () => {
  const experiment = experimentOf({
    ...linear,
    loss: 'h * x^2 / 2 - a * x',
    data: { a: offsets, h: curvatures },
  });
  const [rate, b] = [0.2, 16];
  let [first, second] = [0.5, 0.26];
  for (let step = 0; step < 60; step++) {
    const gradient =
      covariance(curvatures, curvatures) * second -
      2 * covariance(curvatures, offsets) * first +
      covariance(offsets, offsets);
    const shrink = 1 - rate * mean(curvatures);
    const push = rate * mean(offsets);
    second = shrink ** 2 * second + 2 * shrink * push * first + push ** 2;
    second += (rate ** 2 * gradient) / b;
    first = shrink * first + push;
  }
  const law = await lawOn(experiment, 1);
  expect(Math.abs(law.variance / (second - first ** 2) - 1)).toBeLessThan(1e-10);
  expect(Math.abs(law.mean - first)).toBeLessThan(1e-10);
});

test('noise far finer than a cell adds its own variance and no more', async () => {
  // A step's noise is 0.02 cells; without it the variance would be 7e-4 smaller.
  const experiment = experimentOf({
    ...linear,
    rule: { rule: 'sgd', batchSize: 1000 },
    learningRate: 0.01,
    initial: { normal: [0.5, 0.2] },
    steps: 80,
    grid: [-2, 2, 128],
  });
  const c = covariance(offsets, offsets) / 1000;
  const shrink = 0.9801 ** 80;
  const exact = (1e-4 * c * (1 - shrink)) / (1 - 0.9801) + 0.04 * shrink;
  const law = await lawOn(experiment, 2);
  expect(Math.abs(law.variance / exact - 1)).toBeLessThan(1e-6);
});

test('the law converges with order 4 or more in the cells on a double well', async () => {
  const experiment = experimentOf({
    ...linear,
    loss: '(x^2 - 1)^2 / 4 + a * (x + 0.15 * x^2)',
    rule: { rule: 'sgd', batchSize: 6 },
    initial: { normal: [0, 0.3] },
    steps: 20,
    grid: [-2, 2, 64],
  });
  const laws: Law1d[] = [];
  for (const refinement of [1, 2, 4]) laws.push(await lawOn(experiment, refinement));
  const order = Math.log2(lawDistance(laws[0], laws[1]) / lawDistance(laws[1], laws[2]));
  expect(order).toBeGreaterThan(4);
});

test.each([
  ['a normal start', { normal: [0.2, 0.3] }],
  ['a uniform start', { uniform: [-0.5, 0.4] }],
  ['a point start', 0.3],
] as const)(
  'equals the enumeration of all minibatches within both errors: %s',
  async (_, initial) => {
    const experiment = experimentOf({
      ...linear,
      loss: '(x^2 - 1)^2 / 4 + a * x + c * x^2',
      data: { a: scattered(8, 2, -2, 2), c: scattered(8, 3, -0.3, 0.3) },
      rule: { rule: 'sgd', batchSize: 4 },
      learningRate: 0.15,
      initial: typeof initial === 'number' ? initial : { ...initial },
      steps: 12,
      grid: [-2, 2, 100],
    });
    const { landscape, ensembles } = experiment;
    const listed = createMaps1d(landscape, ensembles[0].law);
    if ('absent' in listed) throw new Error(listed.absent);
    expect(listed.weights.length).toBe(330);
    const all = await solved(experiment, listed);
    const sum = await solved(experiment, sumMaps(experiment));
    expect(sum.solverError).toBeLessThan(1e-4);
    expect(totalVariation(all, sum)).toBeLessThan(all.solverError + sum.solverError + 1e-9);
    const apart = Math.abs(sum.covariance[0] / all.covariance[0] - 1);
    // A start with jumps: two resolutions understate what they do to moments, by a factor of 3.
    const own = all.momentError + sum.momentError + 1e-9;
    expect(apart).toBeLessThan('uniform' in Object(initial) ? 4 * own : own);
  },
);
