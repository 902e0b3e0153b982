/** What a run warns of: what a reader needs, and nothing that every run would say. */
import { expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { run } from '../../src/run/run.js';
import { collectWarnings } from '../../src/run/warnings.js';
import { edgeNote } from '../../src/theory/edgeNote.js';
import { collect } from './fixtures.js';

const warningsOf = async (changes: Record<string, unknown>) => {
  const experiment = resolveExperiment({
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [-1, 0, 1] } },
    learningRate: 0.1,
    steps: 4,
    walkers: 2000,
    initial: { x: 0 },
    ensembles: [{ name: 'S', rule: 'sgd' }],
    grid: { x: { min: -2, max: 2, cells: 200 } },
    snapshots: [0, 1, 4],
    predictions: ['masterEquation'],
    ...changes,
  });
  return (await collect(run(experiment, createCpuBackend()))).result;
};

test('a round start on round edges is no cause for a warning while the law holds', async () => {
  const { experiment, frames, ensembles, warnings } = await warningsOf({});
  expect(warnings).toEqual([]);
  // Where it does not, float32 may be why, and is named.
  const doubted = frames.map((frame) => ({
    ...frame,
    ensembles: frame.ensembles.map((ensemble) => ({
      ...ensemble,
      comparisons: ensemble.comparisons.map((c) => ({
        ...c,
        prediction: { ...c.prediction, notes: [edgeNote(0.25)] },
        verdict: { ...c.verdict!, judgement: 'undecided' as const },
      })),
    })),
  }));
  expect(collectWarnings(experiment, doubted, ensembles)).toEqual([
    `S, master equation: ${edgeNote(0.25)}`,
  ]);
});

test('walkers that start beyond every bound are told to start nearer, not to slow down', async () => {
  const { warnings } = await warningsOf({ initial: { x: 1e7 } });
  expect(warnings[0]).toBe(
    '2,000 of 2,000 walkers of S diverged, the first at step 0: start them nearer to the grid',
  );
});

test.each([
  [100, /^All of the walkers of S are off the grid at step 0: widen the grid to see them$/],
  [{ uniform: [1.9, 2.1] }, /^\d\d\.\d+ % of the walkers of S are off the grid at step \d/],
])('walkers off the grid are told as a share: %j', async (x, words) => {
  const { warnings } = await warningsOf({ initial: { x }, steps: 1, snapshots: [0, 1] });
  expect(warnings[0]).toMatch(words);
});
