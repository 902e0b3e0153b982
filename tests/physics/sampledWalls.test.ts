/** Between walls and around rings the sampled law is that of the operator, whatever the ends. */
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/engine/ensemble.js';
import { chiSquareTest } from '../../src/math/statistics.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { judge } from '../../src/run/verdict.js';
import { predict } from '../../src/theory/predict.js';
import type { Prediction } from '../../src/theory/prediction.js';
import { useAdapter } from '../support/adapter.js';

const gpu = useAdapter();
const ends = ['open', 'reflecting', 'absorbing'] as const;
const pairs = ends.flatMap((low) => ends.map((high) => [low, high] as const));

const common = {
  name: 'walls',
  learningRate: 0.1,
  steps: 12,
  walkers: 50_000,
  seed: '3',
  snapshots: [0, 1, 12],
  predictions: ['masterEquation'],
};
const line = {
  ...common,
  landscape: { parameters: ['x'], loss: '(x - 0.3)^2 / 2 + a * x', data: { a: [-1, 0.2, 1.4] } },
  initial: { x: { normal: [0.5, 0.08] } },
  ensembles: [
    { rule: 'sgd', batchSize: 1 },
    { rule: 'gaussianSgd', batchSize: 1 },
    { rule: 'langevin', temperature: 0.1 },
  ],
};

async function sample(experiment: Experiment, index: number): Promise<Snapshot[]> {
  const { walkers, snapshots } = experiment;
  const ensemble = await gpu.backend.create({ experiment, index, firstWalker: 0, walkers });
  const taken: Snapshot[] = [];
  for (const step of snapshots) {
    await ensemble.advance(step - ensemble.step);
    taken.push(await ensemble.snapshot());
  }
  ensemble.destroy();
  return taken;
}

async function solve(experiment: Experiment, index: number): Promise<Prediction[]> {
  const series = await predict(experiment, index, 'masterEquation');
  if ('absent' in series) throw new Error(series.absent);
  return experiment.snapshots.map((step) => series.predictions.get(step)!);
}

/** Sampled and solved agree in cells, in what was absorbed, and in the moments of who is left. */
async function compare(experiment: Experiment): Promise<void> {
  for (const index of experiment.ensembles.keys()) {
    const predictions = await solve(experiment, index);
    const snapshots = await sample(experiment, index);
    predictions.forEach((law, k) => {
      const snapshot = snapshots[k];
      const total = law.probabilities!.reduce((a, b) => a + b, law.outside);
      expect(Math.abs(total - 1)).toBeLessThan(1e-12);
      expect(judge(snapshot, law, experiment.grid).judgement).not.toBe('refused');
      const left = snapshot.walkers - snapshot.absorbed;
      const d = experiment.grid.length;
      law.mean.forEach((mean, i) => {
        const error = Math.sqrt(law.covariance[i * d + i] / left);
        // A ring's own moments do not count the turns.
        if (experiment.grid[i].boundary === 'periodic') return;
        expect(Math.abs(snapshot.mean[i] - mean)).toBeLessThan(5 * error + 1e-4);
      });
    });
  }
}

describe.each([
  ...pairs.map((boundary) => ({ boundary, loss: line.landscape.loss })),
  { boundary: 'periodic' as const, loss: 'a * cos(2 * pi * x) / 10 + 0.3 * x' },
])('$boundary', ({ boundary, loss }) => {
  test('every rule: not refused, mass to 1e-12, moments of who is left', async () => {
    const grid = { x: { min: 0, max: 1, cells: 40, boundary } };
    // Minibatches too many to list go by a sum of draws.
    const sum = [{ name: 'sum', rule: 'sgd', batchSize: 12 }];
    const isWhole = boundary === 'periodic' || String(boundary) === 'reflecting,reflecting';
    const ensembles = [...line.ensembles, ...(isWhole ? sum : [])];
    const landscape = { ...line.landscape, loss };
    await compare(resolveExperiment({ ...line, landscape, ensembles, grid }));
  });
});

test('between walls the uniform law stays, without a force and at any step', async () => {
  const experiment = resolveExperiment({
    ...common,
    landscape: { parameters: ['x'], loss: '0' },
    initial: { x: { uniform: [0, 1] } },
    // A step is wider than the axis: walkers are folded several times.
    ensembles: [0.001, 10].map((temperature) => ({ rule: 'langevin', temperature })),
    grid: { x: { min: 0, max: 1, cells: 50, boundary: 'reflecting' } },
  });
  for (const index of [0, 1]) {
    for (const law of await solve(experiment, index)) {
      expect(Math.max(...law.probabilities!.map((p) => Math.abs(50 * p - 1)))).toBeLessThan(1e-9);
    }
    for (const { counts, walkers, outside } of await sample(experiment, index)) {
      const expected = counts.map(() => walkers / 50);
      expect(chiSquareTest(counts, expected).pValue).toBeGreaterThan(1e-3);
      expect(outside).toBe(0);
    }
  }
});

test.each([
  { x: 'reflecting', y: ['absorbing', 'open'], rule: { rule: 'langevin', temperature: 0.05 } },
  { x: ['open', 'reflecting'], y: 'absorbing', rule: { rule: 'sgd', batchSize: 1 } },
  { x: 'periodic', y: 'reflecting', rule: { rule: 'gaussianSgd', batchSize: 1 } },
])('in the plane, x $x and y $y', async ({ x, y, rule }) => {
  const loss = x === 'periodic' ? ring2d : well2d;
  const axis = { min: 0, max: 1, cells: 16 };
  await compare(
    resolveExperiment({
      ...common,
      steps: 4,
      snapshots: [0, 1, 4],
      walkers: 10_000,
      landscape: { parameters: ['x', 'y'], loss, data: { a: [-1, 0.2, 1.4] } },
      initial: { x: { normal: [0.5, 0.08] }, y: { normal: [0.5, 0.08] } },
      ensembles: [rule],
      grid: { x: { ...axis, boundary: x }, y: { ...axis, boundary: y } },
    }),
  );
});

const well2d = '(x - 0.3)^2 / 2 + (y - 0.6)^2 / 2 + (x - y)^2 / 2 + a * x - a * y';
const ring2d = 'a * cos(2 * pi * x) * y / 10 + 0.3 * x + (y - 0.5)^2 / 2 + a * y / 4';
