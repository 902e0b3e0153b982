/** Random samples of minibatches in the plane, against all of them. */
import { expect, test } from 'vitest';
import {
  createMaps2d,
  createSampledMaps2d,
  type Maps2d,
} from '../../../src/theory/master2d/maps2d.js';
import { solveMaps2d } from '../../../src/theory/master2d/masterEquation2d.js';
import { createPace } from '../../../src/theory/pace.js';
import { totalVariation } from '../experiments.js';
import { planeExperiment } from './plane.js';

const scattered = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => {
    const hash = 1e4 * Math.sin(i + seed);
    return 2 * (hash - Math.floor(hash)) - 1;
  });

test('in the plane the error that a sample states covers its true error', async () => {
  const experiment = planeExperiment({ rule: 'sgd', batchSize: 3 }, [-1.5, 1.5, 12], {
    landscape: {
      parameters: ['x', 'y'],
      loss: '(x - a)^2 / 2 + (y - x^2 / 2 - b)^2 / 2',
      data: { a: scattered(9, 2), b: scattered(9, 3) },
    },
    learningRate: 0.3,
    initial: { x: 0.1, y: -0.2 },
    steps: 4,
    snapshots: [4],
    walkers: 1e4,
  });
  const { landscape, ensembles } = experiment;
  // Sixteen minibatches a group; cells enough to see what a sample does.
  const budget = { bytes: 1e8, work: 5e7 };
  const solve = async (maps: Maps2d) => {
    const series = await solveMaps2d(experiment, maps, createPace(), budget);
    if ('absent' in series) throw new Error(series.absent);
    return series.predictions.get(4)!;
  };
  const listed = createMaps2d(landscape, ensembles[0].law);
  if ('absent' in listed) throw new Error(listed.absent);
  expect(listed.weights.length).toBe(165);
  const all = await solve(listed);
  const sampled = await solve(createSampledMaps2d(landscape, ensembles[0].law, '1', 128)!);
  expect(sampled.notes.join()).toMatch(/sample of 128 out of 165 minibatches/);
  const apart = totalVariation(all, sampled);
  expect(apart).toBeLessThan(sampled.solverError + all.solverError);
  // What was not sampled is exact: the stated error is not that of a coarse solver.
  expect(apart).toBeGreaterThan(sampled.solverError / 20);
  expect(sampled.solverError).toBeLessThan(0.1);
});
