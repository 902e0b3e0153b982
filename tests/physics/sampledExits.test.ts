/**
 * First passages of walkers on the adapter, against the operator that solves for them in steps: the
 * mean of min(T, K) within 4 standard errors, the share still inside too, and the law not refused.
 */
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { summarizeExits } from '../../src/run/exits.js';
import { predictExit } from '../../src/theory/escape/predictExit.js';
import { useAdapter } from '../support/adapter.js';

const gpu = useAdapter();

async function exitsOf(experiment: Experiment, index: number, prediction?: 'masterEquation') {
  const { walkers, steps } = experiment;
  const ensemble = await gpu.backend.create({ experiment, index, firstWalker: 0, walkers });
  try {
    await ensemble.advance(steps);
    const exits = await ensemble.exits();
    if (!exits) throw new Error('no exits');
    const series = prediction ? [await predictExit(experiment, index, prediction)] : [];
    return summarizeExits(exits, series);
  } finally {
    ensemble.destroy();
  }
}

async function expectPredicted(experiment: Experiment, index: number) {
  const summary = await exitsOf(experiment, index, 'masterEquation');
  expect(summary.absent).toEqual([]);
  const [{ judgement, words, deviation, inside }] = summary.comparisons;
  expect([judgement, words]).toEqual(['holds', words]);
  expect(Math.abs(deviation)).toBeLessThan(4);
  const { walkers } = summary;
  const error = Math.sqrt(Math.max(inside * (1 - inside), 1 / walkers) / walkers);
  expect(Math.abs(summary.inside / walkers - inside)).toBeLessThan(4 * error);
  // Both kinds of walkers are there, so that the test can fail.
  expect(summary.inside).toBeGreaterThan(walkers / 200);
  expect(summary.inside).toBeLessThan((199 * walkers) / 200);
}

const base = {
  name: 'exits',
  learningRate: 0.25,
  steps: 120,
  walkers: 60_000,
  seed: '3',
  ensembles: [
    { name: 'SGD', rule: 'sgd', batchSize: 1 },
    { name: 'Gaussian SGD', rule: 'gaussianSgd', batchSize: 1 },
    { name: 'Langevin', rule: 'langevin', temperature: 0.1 },
  ],
  snapshots: [120],
};

test('jumps out of the region with probability 1/5 at every step leave by the geometric law', async () => {
  const experiment = resolveExperiment({
    ...base,
    landscape: { parameters: ['x'], loss: 'a * x', data: { a: [0, 0, 0, 0, -40] } },
    initial: { x: 0 },
    ensembles: base.ensembles.slice(0, 1),
    grid: { x: { min: -1, max: 1, cells: 8 } },
    predictions: [{ exitTime: { region: 'x < 1' } }],
  });
  const { mean, meanError, histogram, inside } = await exitsOf(experiment, 0);
  expect(inside).toBe(0);
  // Mean 5 and variance (1 − p)/p² = 20.
  expect(meanError).toBeCloseTo(Math.sqrt(20 / base.walkers), 3);
  expect(Math.abs(mean - 5)).toBeLessThan(4 * meanError);
  for (const [i, count] of histogram.bins.slice(0, 20).entries()) {
    const p = 0.2 * 0.8 ** i;
    expect(Math.abs(count / base.walkers - p)).toBeLessThan(
      4 * Math.sqrt((p * (1 - p)) / base.walkers),
    );
  }
});

describe('out of a well', () => {
  const experiment = resolveExperiment({
    ...base,
    landscape: {
      parameters: ['x'],
      loss: '(x^2 - 1)^2 / 4 + a * (x + 0.15 * x^2)',
      data: { a: [2, -0.2, -0.4, -0.6, -0.8] },
    },
    initial: { x: { normal: [0.8, 0.2] } },
    grid: { x: { min: -2.5, max: 2.5, cells: 200 } },
    predictions: [{ exitTime: { region: 'x > 0 and x < 2.5' } }],
  });
  test.each(base.ensembles.map(({ name }, index) => ({ name, index })))(
    '$name leaves as the operator says',
    ({ index }) => expectPredicted(experiment, index),
  );
});
