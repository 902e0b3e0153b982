/** Sampled and predicted moments are of the same walkers, and the report says of which. */
import { expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { compareMoments, momentsOnGrid } from '../../src/run/comparedMoments.js';
import { resultJson } from '../../src/run/files/resultFiles.js';
import { reportHtml } from '../../src/run/report.js';
import { run } from '../../src/run/run.js';
import { collect } from './fixtures.js';

const finished = async (changes: Record<string, unknown>) => {
  const experiment = resolveExperiment({
    landscape: { parameters: ['x'], loss: 'x^2 / 2 - x^3 / 3' },
    learningRate: 0.1,
    steps: 60,
    walkers: 20_000,
    seed: '1',
    initial: { x: { normal: [0, 0.3] } },
    ensembles: [{ name: 'L', rule: 'langevin', temperature: 0.1 }],
    grid: { x: { min: -2, max: 2, cells: 100 } },
    snapshots: [60],
    predictions: ['masterEquation'],
    ...changes,
  });
  const { result } = await collect(run(experiment, createCpuBackend()));
  const [{ snapshot, comparisons }] = result.frames[0].ensembles;
  const compared = comparisons.map((c) => compareMoments(snapshot, c.prediction, experiment.grid));
  return { result, snapshot, comparisons, compared };
};

test('where walkers flee over a barrier, those on the grid are compared', async () => {
  const { result, snapshot, comparisons, compared } = await finished({});
  expect(snapshot.outside + snapshot.diverged).toBeGreaterThan(100);
  const [law] = comparisons.map((c) => c.prediction);
  // Side by side as they come, they are of others.
  expect(snapshot.covariance[0]).toBeGreaterThan(100 * law.covariance[0]);
  const [own] = compared;
  expect(own?.of).toBe('walkers on the grid');
  const onGrid = snapshot.counts.reduce((a, b) => a + b, 0);
  expect(own?.walkers).toBe(onGrid);
  const { sampled, predicted } = own!;
  const error = Math.sqrt(sampled.covariance[0] / onGrid);
  expect(Math.abs(sampled.mean[0] - predicted.mean[0])).toBeLessThan(5 * error);
  // The law on the grid is no wider than a Gaussian: (m₄ − V²)/N below 2.5 V²/N.
  const spread = sampled.covariance[0] * Math.sqrt(2.5 / onGrid);
  expect(Math.abs(sampled.covariance[0] - predicted.covariance[0])).toBeLessThan(5 * spread);
  const page = await reportHtml(result);
  expect(page).toContain('sampled on the grid');
  expect(page).toContain(`${onGrid.toLocaleString('en-US')} walkers`);
  const offs = [...page.matchAll(/off by \(s\.e\.\)">([^<]+)</g)].map((m) =>
    Math.abs(Number(m[1].replace('−', '-'))),
  );
  expect(offs).toHaveLength(2);
  for (const off of offs) expect(off).toBeLessThan(5);
  const [{ predictions }] = resultJson(result).ensembles[0].snapshots;
  expect(predictions.masterEquation.comparedMoments).toMatchObject({
    of: 'walkers on the grid',
    walkers: onGrid,
    sampled: { mean: [sampled.mean[0]] },
  });
});

test('where all are on the grid, the moments are exact ones of all walkers', async () => {
  const { snapshot, comparisons, compared } = await finished({
    landscape: { parameters: ['x'], loss: 'x^2 / 2' },
    predictions: ['masterEquation', 'closedForm'],
  });
  for (const [i, own] of compared.entries()) {
    expect(own).toEqual({
      of: 'all walkers',
      walkers: 20_000,
      sampled: snapshot,
      predicted: comparisons[i].prediction,
    });
  }
});

test('on a ring positions are known modulo its length', async () => {
  const { snapshot, compared } = await finished({
    landscape: { parameters: ['x'], loss: '0' },
    learningRate: 1,
    ensembles: [{ name: 'L', rule: 'langevin', temperature: 0.5 }],
    grid: { x: { min: -2, max: 2, cells: 100, boundary: 'periodic' } },
    predictions: ['fokkerPlanck'],
  });
  // Walkers have gone around: 60 steps of variance 1. On the ring they are spread evenly.
  expect(snapshot.covariance[0]).toBeGreaterThan(50);
  for (const { covariance } of [compared[0]!.sampled, compared[0]!.predicted]) {
    expect(covariance[0]).toBeGreaterThan(1.2);
    expect(covariance[0]).toBeLessThan(1.45);
  }
});

test('a closed form is of the diverged too, and then not compared', async () => {
  const { result, snapshot, compared } = await finished({
    landscape: { parameters: ['x'], loss: '(1 + a) * x^2 / 2', data: { a: [-0.5, 0.5] } },
    learningRate: 3,
    ensembles: [{ name: 'S', rule: 'sgd', batchSize: 1 }],
    predictions: ['closedForm'],
  });
  expect(snapshot.diverged).toBeGreaterThan(0);
  expect(compared).toEqual([null]);
  const page = await reportHtml(result);
  expect(page).toContain('that are left');
  expect(page).toContain('of all walkers, not only of those left');
});

test('moments on a grid of two axes', () => {
  const grid = [
    { name: 'x', min: 0, max: 2, cells: 2 },
    { name: 'y', min: 0, max: 30, cells: 3 },
  ];
  // One at (0.5, 5), three at (1.5, 25).
  const { mean, covariance } = momentsOnGrid([1, 0, 0, 0, 0, 3], grid);
  expect([...mean]).toEqual([1.25, 20]);
  expect([...covariance]).toEqual([0.1875, 3.75, 3.75, 75]);
});
