/** Walkers whose update is no finite number are told apart from those that run away, on both backends. */
import { afterAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Ensemble } from '../../src/engine/ensemble.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { describeLosses } from '../../src/run/lossWords.js';
import { useAdapter } from '../support/adapter.js';

const gpu = useAdapter();
const opened: Ensemble[] = [];
afterAll(() => {
  for (const ensemble of opened) ensemble.destroy();
});

const axis = { min: -4, max: 4, cells: 40 };
const base = {
  name: 'losses',
  learningRate: 0.05,
  steps: 30,
  walkers: 3000,
  seed: '5',
  snapshots: [0, 30],
  predictions: [],
};
const barrier = resolveExperiment({
  ...base,
  landscape: { parameters: ['x'], loss: 'x^2 / 2 + a * log(x)', data: { a: [-0.1, 0.3] } },
  initial: { x: { uniform: [0.2, 1] } },
  ensembles: [{ rule: 'sgd' }, { rule: 'langevin', temperature: 0.1 }, { rule: 'gaussianSgd' }],
  grid: { x: axis },
});
const plane = resolveExperiment({
  ...base,
  landscape: { parameters: ['x', 'y'], loss: 'x^2 / 2 + 0.02 * log(y) + y^2' },
  initial: { x: { normal: [0, 1] }, y: 0.4 },
  ensembles: [{ rule: 'langevin', temperature: 0.1 }],
  grid: { x: axis, y: axis },
});
const runaway = resolveExperiment({
  ...base,
  landscape: { parameters: ['x'], loss: 'x^4 / 4' },
  initial: { x: { normal: [0, 30] } },
  ensembles: [{ rule: 'langevin', temperature: 0.1 }],
  grid: { x: axis },
});

async function walked(kind: 'gpu' | 'cpu', experiment: Experiment, index: number) {
  const backend = kind === 'gpu' ? gpu.backend : createCpuBackend();
  const { walkers, steps } = experiment;
  const ensemble = await backend.create({ experiment, index, firstWalker: 0, walkers });
  opened.push(ensemble);
  for (const part of [3, 5, steps - 8]) await ensemble.advance(part);
  const divergences = await ensemble.divergences();
  const diverged = divergences.reduce((sum, d) => sum + d.walkers, 0);
  return { diverged, divergences, losses: await ensemble.losses() };
}

describe.each(['gpu', 'cpu'] as const)('%s', (kind) => {
  test.each([
    ['SGD', barrier, 0],
    ['Langevin', barrier, 1],
    ['Gaussian SGD', barrier, 2],
    ['the plane', plane, 0],
  ] as const)(
    '%s: all that leave the domain of a logarithm are lost',
    async (_, experiment, index) => {
      const { diverged, divergences, losses } = await walked(kind, experiment, index);
      expect(losses.walkers).toBeGreaterThan(20);
      expect(losses.walkers).toBe(diverged);
      const steps = new Set(divergences.map((d) => d.step));
      expect(losses.places.length).toBe(4);
      for (const { step, position } of losses.places) {
        expect(steps.has(step)).toBe(true);
        expect(position.at(-1)).toBeLessThan(0);
        expect(position.every((x) => Math.abs(x) < 4)).toBe(true);
      }
      const words = describeLosses(experiment, index, losses)!;
      expect(words).toMatch(/walkers of .* were lost .* log\([xy]\) is not defined there/);
    },
  );

  test('who runs away is not lost', async () => {
    const { diverged, losses } = await walked(kind, runaway, 0);
    expect(diverged).toBeGreaterThan(1000);
    expect(losses).toEqual({ walkers: 0, places: [] });
    expect(describeLosses(runaway, 0, losses)).toBeNull();
  });
});

test('what float32 cannot hold is told from what is not defined', () => {
  const experiment = resolveExperiment({
    ...base,
    landscape: { parameters: ['x'], loss: 'exp(x^4)' },
    initial: { x: 1 },
    ensembles: [{ rule: 'langevin' }],
    grid: { x: axis },
  });
  const losses = { walkers: 7, places: [{ step: 2, position: [3.5] }] };
  expect(describeLosses(experiment, 0, losses)).toMatch(
    /7 walkers .* at step 2 from x = 3.5: exp\(x⁴\) leaves the range of float32 there/,
  );
});

test('both backends lose as many walkers', async () => {
  for (const [experiment, index] of [
    [barrier, 0],
    [plane, 0],
  ] as const) {
    const [a, b] = await Promise.all([
      walked('gpu', experiment, index),
      walked('cpu', experiment, index),
    ]);
    // A rounding may put a walker on the other side of 0 now and then.
    expect(Math.abs(a.losses.walkers - b.losses.walkers)).toBeLessThan(5);
  }
});
