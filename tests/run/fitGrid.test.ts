import { expect, test } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { fitGrid, gridTarget } from '../../src/run/fitGrid.js';
import { predict } from '../../src/theory/predict.js';

const quadratic = {
  landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [99, 101] } },
  learningRate: 0.1,
  steps: 300,
  initial: { x: { normal: [100.5, 0.1] } },
  ensembles: [
    { rule: 'sgd', batchSize: 4 },
    { rule: 'langevin', temperature: 0.02 },
  ],
  grid: 'auto',
  walkers: 100000,
};

test('the grid holds every law to the target, and is not much wider than they are', async () => {
  const { experiment, error, words } = await fitGrid(resolveExperiment(quadratic));
  expect(experiment.gridIsAuto).toBe(false);
  expect(error).toBeLessThan(gridTarget);
  expect(words).toContain('below the target');
  // The laws live within 100 ± 1: SGD is bounded by its samples, η b-averaged.
  const [axis] = experiment.grid;
  expect(axis.min).toBeGreaterThan(98);
  expect(axis.max).toBeLessThan(102);
  for (const index of [0, 1]) {
    const series = await predict(experiment, index, 'masterEquation');
    if ('absent' in series) throw new Error(series.absent);
    for (const { outside } of series.predictions.values()) expect(outside).toBeLessThan(1e-5);
  }
  // Twice gives the same: the source now states the grid.
  const again = resolveExperiment(experiment.source);
  expect(again.grid).toEqual(experiment.grid);
});

test('tells how far it has come: ever farther, in small parts, and to the end only at the end', async () => {
  const shares: number[] = [];
  let isDone = false;
  await fitGrid(resolveExperiment(quadratic), {
    onProgress(share) {
      expect(isDone).toBe(false);
      isDone = share === 1;
      shares.push(share);
    },
  });
  expect(isDone).toBe(true);
  expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
  expect(shares[0]).toBeGreaterThan(0);
  // Two ensembles to scout: neither of them, nor a round, is a third of the work.
  const scouting = shares.filter((share) => share <= 0.4);
  expect(scouting.length).toBeGreaterThan(4);
});

test('a guess that is a thousand times too wide is narrowed', async () => {
  // A point start suggests a range of about its own size; the law is 0.01 wide.
  const wide = {
    ...quadratic,
    landscape: { ...quadratic.landscape, data: { a: [0.98, 1.02] } },
    initial: { x: 1 },
    ensembles: [{ rule: 'gaussianSgd', batchSize: 1 }],
    snapshots: [300],
  };
  const { experiment, error } = await fitGrid(resolveExperiment(wide));
  const [axis] = experiment.grid;
  const deviation = Math.sqrt((0.1 * 0.02 ** 2) / 1.9);
  expect((axis.max - axis.min) / deviation).toBeGreaterThan(8);
  expect((axis.max - axis.min) / deviation).toBeLessThan(14);
  expect(error).toBeLessThan(gridTarget);
});

test('two parameters get a range each', async () => {
  const { experiment, error } = await fitGrid(
    resolveExperiment({
      landscape: {
        parameters: ['x', 'y'],
        loss: '(x - a)^2 / 2 + 2 * (y - b)^2',
        data: { a: [-1, 1, -1, 1], b: [-0.1, -0.1, 0.1, 0.1] },
      },
      learningRate: 0.1,
      steps: 60,
      initial: { x: { normal: [0, 0.1] }, y: { normal: [0, 0.02] } },
      ensembles: [{ rule: 'gaussianSgd', batchSize: 1 }],
      grid: 'auto',
      snapshots: [60],
      predictions: ['masterEquation'],
      walkers: 10000,
    }),
  );
  expect(error).toBeLessThan(gridTarget);
  const [x, y] = experiment.grid.map((axis) => axis.max - axis.min);
  // Standard deviations by the closed form: η c/(λ(2 − ηλ)) per mode.
  const deviations = [Math.sqrt(0.1 / 1.9), Math.sqrt((0.1 * 16 * 0.01) / (4 * (2 - 0.4)))];
  expect(x / deviations[0]).toBeGreaterThan(8);
  expect(x / deviations[0]).toBeLessThan(14);
  expect(y / deviations[1]).toBeGreaterThan(8);
  expect(y / deviations[1]).toBeLessThan(14);
});

test('walkers that flee have no grid, and the message says how many', async () => {
  const fleeing = { ...quadratic, learningRate: 2.5, steps: 60, ensembles: [{ rule: 'sgd' }] };
  await expect(fitGrid(resolveExperiment(fleeing))).rejects.toThrow(
    /grid: auto found no range that holds the walkers: [\d.]+ % of them/,
  );
});
