/**
 * Sampled = solved where minibatches are too many to list: walkers of the CPU twin against the master
 * equation by sums of independent draws (with replacement), by random samples of minibatches
 * (without), by the verdict of a run.
 */
import { expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { judge } from '../../src/run/verdict.js';
import { predict } from '../../src/theory/predict.js';
import type { Prediction } from '../../src/theory/prediction.js';

/** Off any lattice, skewed: no two minibatches have the same mean. */
const scattered = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => {
    const hash = 1e4 * Math.sin(i + seed);
    return 3 * (hash - Math.floor(hash)) ** 3 - 0.75;
  });

const walkers = 200_000;
const axis = { min: -2, max: 2, cells: 80 };

function experimentWith(document: Readonly<Record<string, unknown>>) {
  return resolveExperiment({ name: 'many', learningRate: 0.2, walkers, ...document });
}

async function verdictOf(document: Readonly<Record<string, unknown>>) {
  const experiment = experimentWith(document);
  const series = await predict(experiment, 0, 'masterEquation');
  if ('absent' in series) throw new Error(series.absent);
  const prediction = series.predictions.get(experiment.steps)!;
  const request = { experiment, index: 0, firstWalker: 0, walkers };
  const ensemble = await createCpuBackend().create(request);
  try {
    await ensemble.advance(experiment.steps);
    const snapshot = await ensemble.snapshot();
    const against = (p: Prediction) => judge(snapshot, p, experiment.grid);
    return { prediction, verdict: against(prediction), against };
  } finally {
    ensemble.destroy();
  }
}

const doubleWell = {
  landscape: {
    parameters: ['x'],
    loss: '(x^2 - 1)^2 / 4 + a * x + 0.2 * c * x^2',
    data: { a: scattered(1000, 2), c: scattered(1000, 3) },
  },
  initial: { x: { normal: [0, 0.3] } },
  grid: { x: axis },
  steps: 20,
  snapshots: [20],
};

test('1000 samples, b = 8 with replacement: the verdict holds, and not for a law of its own noise', async () => {
  const rule = { name: 'walkers', rule: 'sgd', batchSize: 8 };
  const { prediction, verdict, against } = await verdictOf({ ...doubleWell, ensembles: [rule] });
  expect(verdict.judgement, verdict.words).toBe('holds');
  expect(prediction.solverError).toBeLessThan(verdict.totalVariationFloor / 100);
  expect(prediction.notes).toEqual([]);
  // The control: Gaussian noise of the same covariance is another law.
  const gaussian = experimentWith({ ...doubleWell, ensembles: [{ ...rule, rule: 'gaussianSgd' }] });
  const series = await predict(gaussian, 0, 'masterEquation');
  if ('absent' in series) throw new Error(series.absent);
  expect(against(series.predictions.get(20)!).judgement).toBe('refused');
});

test('1000 samples, b = 8 without replacement: not refused, with the error of a sample', async () => {
  const rule = { name: 'walkers', rule: 'sgd', batchSize: 8, replacement: false };
  const { prediction, verdict } = await verdictOf({ ...doubleWell, ensembles: [rule] });
  expect(verdict.judgement, verdict.words).not.toBe('refused');
  expect(prediction.notes.join()).toMatch(/sample of 1024 out of 2\.41e\+19 minibatches/);
  expect(prediction.solverError).toBeLessThan(0.03);
});
