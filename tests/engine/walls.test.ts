/** Ends of axes hold or remove walkers, alike on both backends and as the rule says. */
import { afterAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble } from '../../src/engine/ensemble.js';
import { stepKernel } from '../../src/kernels/step.js';
import { foldBetween } from '../../src/model/boundary.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';
import { base, twoDimensions } from './contractFixtures.js';

const gpu = useAdapter();
const opened: Ensemble[] = [];
afterAll(() => {
  for (const ensemble of opened) ensemble.destroy();
});

const ends = ['open', 'reflecting', 'absorbing'] as const;
const pairs = ends.flatMap((low) => ends.map((high) => [low, high] as const));

/** x′ = (1 + η)x, rounded once where η is a power of two: each backend must have the same bits. */
function growing(learningRate: number, boundary: readonly [string, string], more: object = {}) {
  return resolveExperiment({
    ...base,
    walkers: 1000,
    landscape: { parameters: ['x'], loss: '-x^2 / 2' },
    learningRate,
    initial: { x: { uniform: [-0.7, 1.1] } },
    ensembles: [{ name: 'Descent', rule: 'langevin', temperature: 0 }],
    grid: { x: { min: -0.7, max: 1.1, cells: 8, boundary } },
    ...more,
  });
}

async function create(backend: Backend, experiment: Experiment, index = 0) {
  const request = { experiment, index, firstWalker: 0, walkers: experiment.walkers };
  const ensemble = await backend.create(request);
  opened.push(ensemble);
  return ensemble;
}

describe.each(pairs)('%s below, %s above', (...boundary) => {
  test.each([0.5, 4096])('learning rate %s: the rule, and the same bits twice', async (rate) => {
    const experiment = growing(rate, boundary, {
      predictions: [{ exitTime: { region: 'x < 0.9' } }],
    });
    const [a, b] = [
      await create(gpu.backend, experiment),
      await create(createCpuBackend(), experiment),
    ];
    const [low, high] = [-0.7, 1.1].map(Math.fround);
    const fold = foldBetween(boundary, low, high);
    let absorbed = 0;
    const wrong: number[] = [];
    for (let step = 1; step <= 6; step++) {
      const [before] = await b.readWalkers(0, b.walkers);
      for (const ensemble of [a, b]) await ensemble.advance(1);
      const [x, same] = [await a.readWalkers(0, a.walkers), await b.readWalkers(0, b.walkers)];
      expect(x[0]).toEqual(same[0]);
      for (let w = 0; w < 1000; w++) {
        const moved = Math.fround(before[w] + rate * before[w]);
        if (!(Math.abs(moved) < 2 ** 12)) continue;
        const there = fold(moved);
        const isGone =
          (boundary[0] === 'absorbing' && there < low) ||
          (boundary[1] === 'absorbing' && there >= high);
        // Rounding of the place itself and of the length that far ones are folded by.
        const near = Math.abs(x[0][w] - there) < 2 ** -23 * (3 + Math.abs(moved));
        const isWithin =
          (boundary[0] !== 'reflecting' || x[0][w] >= low) &&
          (boundary[1] !== 'reflecting' || x[0][w] < high);
        if (isGone ? x[0][w] !== -Infinity : !near || !isWithin) wrong.push(moved);
      }
      absorbed = x[0].filter((v) => v === -Infinity).length;
    }
    expect(wrong).toEqual([]);
    const snapshot = await b.snapshot();
    const { mean, covariance, ...counts } = await a.snapshot();
    expect(snapshot).toMatchObject(counts);
    expect(counts.absorbed).toBe(absorbed);
    expect(absorbed > 0).toBe(boundary.includes('absorbing'));
    expect(counts.counts.reduce((s, n) => s + n, counts.outside) + counts.diverged).toBe(1000);
    // The region ends within the axis: who was absorbed had left, and has not diverged.
    expect(await a.exits()).toEqual(await b.exits());
    if (boundary[0] === 'absorbing' && boundary[1] === 'absorbing') {
      expect(counts.diverged + (await a.exits())!.diverged).toBe(rate > 1000 ? counts.diverged : 0);
    }
  });
});

test('steps in one submission end where single ones do', async () => {
  const experiment = growing(0.5, ['reflecting', 'absorbing']);
  const [a, b] = [
    await create(gpu.backend, experiment),
    await create(createCpuBackend(), experiment),
  ];
  await a.advance(11);
  await b.advance(11);
  expect(await a.readWalkers(0, 1000)).toEqual(await b.readWalkers(0, 1000));
  const taken = await a.snapshot();
  expect(taken.absorbed).toBeGreaterThan(500);
  expect(await a.divergences()).toEqual([]);
});

test.each(['gpu', 'cpu'] as const)('%s: in the plane each axis has its own ends', async (kind) => {
  const wall = { min: -0.5, max: 0.5, cells: 8 };
  const axes = {
    x: { ...wall, boundary: 'reflecting' },
    y: { ...wall, boundary: ['absorbing', 'open'] },
  };
  const initial = { x: 0, y: 0.2 };
  const experiment = resolveExperiment({ ...twoDimensions, initial, grid: axes });
  for (const index of experiment.ensembles.keys()) {
    const backend = kind === 'gpu' ? gpu.backend : createCpuBackend();
    const ensemble = await create(backend, experiment, index);
    await ensemble.advance(20);
    const [x, y] = await ensemble.readWalkers(0, ensemble.walkers);
    const { outside, absorbed, counts, mean } = await ensemble.snapshot();
    const gone = y.map((v) => Number(v === -Infinity)).reduce((s, v) => s + v, 0);
    expect(absorbed).toBe(gone);
    expect(gone).toBeGreaterThan(50);
    expect(outside - absorbed).toBe(y.filter((v) => v >= 0.5).length);
    expect(counts.reduce((s, n) => s + n, outside)).toBe(ensemble.walkers);
    const left = x.filter((v) => v !== -Infinity);
    expect(left.every((v) => v >= -0.5 && v < 0.5)).toBe(true);
    expect(left.reduce((s, v) => s + v, 0) / left.length).toBeCloseTo(mean[0], 5);
  }
});

test('an axis without walls costs nothing: the kernel is that of an open axis', () => {
  const { landscape, ensembles } = resolveExperiment(twoDimensions);
  const code = (boundary: 'open' | 'periodic' | 'reflecting') =>
    stepKernel(
      landscape,
      ensembles[0].law,
      resolveExperiment(twoDimensions).grid.map((axis) => ({ ...axis, boundary })),
      'shift',
      null,
    ).code;
  expect(code('periodic')).toBe(code('open'));
  expect(code('open')).not.toMatch(/hold|mirror/);
  expect(code('reflecting')).toMatch(/hold\(update/);
});

test.each([
  [{ x: 1.5 }, ['reflecting', 'open'], null],
  [{ x: 1.5 }, ['open', 'reflecting'], /all of the walkers start beyond the reflecting end x = 1/],
  [{ x: { normal: [0.5, 0.5] } }, ['open', 'reflecting'], /16 % of the walkers start beyond/],
  [
    { x: { uniform: [-1, 1] } },
    ['reflecting', 'open'],
    /50 % .* start them within, or move that end/,
  ],
  [{ x: -1 }, ['absorbing', 'open'], /all walkers start beyond an absorbing end/],
  [{ x: { normal: [0, 1] } }, ['absorbing', 'absorbing'], null],
  [
    { x: 0.5 },
    ['periodic', 'open'],
    /boundary\[0\]: got "periodic", expected one of open, reflecting, absorbing; periodic is said of both/,
  ],
])('start %j between %j', (initial, boundary, refusal) => {
  const read = () =>
    growing(1, boundary as unknown as [string, string], {
      initial,
      grid: { x: { min: 0, max: 1, cells: 8, boundary } },
    });
  if (refusal) expect(read).toThrow(refusal);
  else
    expect(read().grid[0].boundary).toEqual(boundary[0] === boundary[1] ? boundary[0] : boundary);
});
