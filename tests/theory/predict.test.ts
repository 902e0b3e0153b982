import { expect, test } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { predictExit } from '../../src/theory/escape/predictExit.js';
import { predict } from '../../src/theory/predict.js';
import { experimentOf, mass, noisyQuadratic } from './experiments.js';

const plain = {
  ...noisyQuadratic,
  rule: { rule: 'sgd', batchSize: 1 },
  learningRate: 0.1,
  initial: { normal: [0, 0.2] },
  steps: 50,
  grid: [-1.5, 1.5, 60],
} as const;

test('every snapshot gets its prediction, step 0 exactly', async () => {
  const experiment = experimentOf({ ...plain, snapshots: [0, 1, 7, 50] });
  for (const name of ['masterEquation', 'fokkerPlanck', 'closedForm'] as const) {
    const series = await predict(experiment, 0, name);
    if ('absent' in series) throw new Error(series.absent);
    expect([...series.predictions.keys()].sort((a, b) => a - b)).toEqual([0, 1, 7, 50]);
    expect(series.predictions.get(0)!.covariance[0]).toBeCloseTo(0.04, 14);
    for (const p of series.predictions.values()) {
      if (p.probabilities) expect(p.probabilities).toHaveLength(60);
    }
  }
});

test('progress rises to 1, and an abort rejects with its reason', async () => {
  const seen: number[] = [];
  await predict(experimentOf(plain), 0, 'masterEquation', { onProgress: (f) => seen.push(f) });
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen[seen.length - 1]).toBe(1);
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  await expect(predict(experimentOf(plain), 0, 'fokkerPlanck', { signal })).rejects.toBe(reason);
});

test('other work runs while a long prediction is solved, and can stop it', async () => {
  const controller = new AbortController();
  const long = experimentOf({ ...plain, steps: 100_000, walkers: 1e8 });
  setTimeout(() => controller.abort(new Error('stopped')), 20);
  const { signal } = controller;
  await expect(predict(long, 0, 'masterEquation', { signal })).rejects.toThrow('stopped');
});

test('minibatches that cannot be listed are followed all the same', async () => {
  const z = Array.from({ length: 40 }, (_, i) => Math.sqrt(i + 2));
  const replacement = { rule: 'sgd', batchSize: 8 };
  for (const rule of [replacement, { ...replacement, replacement: false }]) {
    const c = { ...plain, loss: 'sin(z * x) / 10', data: { z }, rule, steps: 5 };
    const series = await predict(experimentOf(c), 0, 'masterEquation');
    if ('absent' in series) throw new Error(series.absent);
    const p = series.predictions.get(5)!;
    expect(mass(p)).toBeCloseTo(1, 10);
    const note = expect.stringMatching(/sample of 1024 out of 7.69e\+7 minibatches/);
    expect(p.notes).toEqual('replacement' in rule ? [note] : []);
  }
});

test('two dimensions: densities with all their mass, and moments', async () => {
  const experiment = resolveExperiment({
    name: 'two',
    landscape: {
      parameters: ['x', 'y'],
      loss: '(x - a)^2 / 2 + (x + 2 * y - b)^2',
      data: { a: [-1, 1, 0], b: [0.5, 0.5, -1] },
    },
    learningRate: 0.1,
    steps: 40,
    initial: { x: 0.5, y: { normal: [0, 0.2] } },
    ensembles: [
      { name: 's', rule: 'sgd', batchSize: 1 },
      { name: 'g', rule: 'gaussianSgd', batchSize: 1 },
    ],
    walkers: 1000,
    grid: { x: { min: -1, max: 1, cells: 10 }, y: { min: -1, max: 1, cells: 10 } },
    snapshots: [0, 40],
  });
  for (const name of ['masterEquation', 'fokkerPlanck'] as const) {
    const series = await predict({ ...experiment, snapshots: [0, 5] }, 0, name);
    if ('absent' in series) throw new Error(series.absent);
    expect([...series.predictions.keys()].sort((a, b) => a - b)).toEqual([0, 5]);
    for (const p of series.predictions.values()) {
      expect(p.probabilities).toHaveLength(100);
      expect(Math.abs(mass(p) - 1)).toBeLessThan(1e-12);
      expect(p.covariance).toHaveLength(4);
    }
  }
  // Real minibatches and the Gaussian model with their covariance share both moments.
  const [s, g] = await Promise.all([0, 1].map((i) => predict(experiment, i, 'closedForm')));
  if ('absent' in s || 'absent' in g) throw new Error('absent');
  expect(s.predictions.get(40)!.covariance[1]).not.toBeCloseTo(0, 4);
  s.predictions.get(40)!.covariance.forEach((v, k) => {
    expect(g.predictions.get(40)!.covariance[k]).toBeCloseTo(v, 12);
  });
});

test('an ensemble with its own learning rate is predicted as if it were the experiment’s', async () => {
  const experiment = (learningRate: number, own?: number) =>
    resolveExperiment({
      landscape: { parameters: ['x'], loss: '(x^2 - 1)^2 / 4 + a * x', data: { a: [-0.5, 0.5] } },
      learningRate,
      steps: 40,
      initial: { x: 0 },
      ensembles: [{ rule: 'sgd', ...(own ? { learningRate: own } : {}) }],
      grid: { x: { min: -2.5, max: 2.5, cells: 60 } },
      predictions: [
        'masterEquation',
        'fokkerPlanck',
        'fokkerPlanckOrder2',
        { exitTime: { region: 'x < 0.6' } },
      ],
    });
  for (const name of experiment(0.2).predictions) {
    expect(await predict(experiment(0.05, 0.2), 0, name)).toEqual(
      await predict(experiment(0.2), 0, name),
    );
  }
  for (const name of ['masterEquation', 'fokkerPlanck'] as const) {
    expect(await predictExit(experiment(0.05, 0.2), 0, name)).toEqual(
      await predictExit(experiment(0.2), 0, name),
    );
  }
});
