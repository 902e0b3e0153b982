import { expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { resultJson } from '../../src/run/files/resultFiles.js';
import { frameOf } from '../../src/run/frameOf.js';
import { frameResult } from '../../src/run/frameResult.js';
import { lawAt, timeAt } from '../../src/run/lawChanges.js';
import { framePicture } from '../../src/run/report/framePictures.js';
import { snapshotsAt } from '../support/sampled.js';

const plain = {
  name: 'changed',
  landscape: { name: 'tiltedDoubleWell' },
  learningRate: 0.2,
  steps: 40,
  ensembles: [
    { name: 'a', rule: 'sgd' },
    { name: 'b', rule: 'sgd', learningRate: 0.3 },
  ],
  walkers: 200,
  grid: { x: { min: -3, max: 3, cells: 60 } },
  predictions: [],
};
const [first, slow, slower] = [0.2, 0.05, 0.01].map((learningRate) =>
  resolveExperiment({ ...plain, learningRate }),
);
const changes = [
  { step: 10, experiment: slower },
  // Taken at the same step: the last one counts.
  { step: 10, experiment: slow },
  { step: 30, experiment: slower },
];

test('a law leads to the steps after its change', () => {
  const rates = [0, 10, 11, 30, 31].map((step) => lawAt(first, changes, step).learningRate);
  expect(rates).toEqual([0.2, 0.2, 0.05, 0.05, 0.01]);
});

test('time is the sum of the learning rates of all steps', () => {
  for (const step of [0, 7, 10, 11, 29, 30, 40]) {
    let sum = 0;
    for (let k = 1; k <= step; k++) sum += lawAt(first, changes, k).learningRate;
    expect(timeAt(first, changes, step, (law) => law.learningRate)).toBeCloseTo(sum, 12);
  }
});

test('a saved frame holds the changes before it, the time of each noise model, and a warning', async () => {
  const frames = first.ensembles.map((_, i) => snapshotsAt(createCpuBackend(), plain, i, [12]));
  const snapshots = (await Promise.all(frames)).flat();
  const frame = frameOf(first, 0, 1, snapshots, [[], []]);
  const { adapter } = createCpuBackend();
  const manifest = { version: '0', backend: 'cpu', adapter, seed: '1', wallSeconds: 0 } as const;
  const before = changes.filter(({ step }) => step < 12);
  const result = frameResult(first, frame, manifest, before);
  const json = resultJson(result);
  expect(json.lawChanges).toEqual([
    { step: 10, experiment: slower.source },
    { step: 10, experiment: slow.source },
  ]);
  expect(json.experiment).toMatchObject({ learningRate: 0.2 });
  expect(json.warnings.join()).toContain('changed at step 10');
  const [a, b] = json.ensembles.map(({ snapshots: [one] }) => one.time);
  expect(a).toBeCloseTo(10 * 0.2 + 2 * 0.05, 12);
  expect(b).toBeCloseTo(12 * 0.3, 12);
  const view = { logarithmic: false, ensembles: [0, 1], predictions: [] };
  expect(await framePicture(result, 'overlay', view)).toContain('learning rate 0.05');
  const calm = resultJson(frameResult(first, frame, manifest));
  expect(calm).not.toHaveProperty('lawChanges');
  expect(calm.warnings).toEqual([]);
});
