/**
 * Cells hold the walkers between their edges, rounded to float32, however wide, narrow or far from 0
 * the axis is: on both backends, counted against a search among the edges on the host.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Ensemble } from '../../src/engine/ensemble.js';
import { cellCount } from '../../src/math/grid.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';
import { hostCell } from './contractFixtures.js';

const gpu = useAdapter();
const opened: Ensemble[] = [];
afterAll(() => {
  for (const ensemble of opened) ensemble.destroy();
});

const wide = { min: -1e6, max: 1e6, cells: 200 };
const around = (mean: number, deviation: number) => ({ normal: [mean, deviation] });

const axes = [
  { what: 'a law far narrower than a cell', axis: wide, start: around(0, 0.2) },
  {
    what: 'more cells than 2^20 of float32',
    axis: { ...wide, cells: 1024 },
    start: around(0, 3e5),
  },
  { what: 'ends of different size', axis: { min: -1e6, max: 3, cells: 77 }, start: around(0, 1e5) },
  {
    what: 'an axis far from 0',
    axis: { min: 999_900.3, max: 1_000_100.7, cells: 200 },
    start: around(1e6, 30),
  },
  {
    what: 'an axis close to 0',
    axis: { min: -1e-20, max: 3e-20, cells: 100 },
    start: around(0, 1e-20),
  },
  {
    what: 'a ring',
    axis: { ...wide, boundary: 'periodic' as const },
    start: around(0, 0.2),
  },
];

const base = {
  name: 'edges',
  landscape: { parameters: ['x'], loss: '0 * x' },
  learningRate: 0.1,
  steps: 1,
  walkers: 4000,
  seed: '3',
  snapshots: [0],
  ensembles: [{ rule: 'langevin', temperature: 0 }],
  predictions: [],
};

describe.each([
  { kind: 'gpu', open: () => gpu.backend },
  { kind: 'cpu', open: createCpuBackend },
] as const)('$kind', ({ open }) => {
  async function counted(document: object) {
    const experiment = resolveExperiment(document);
    const { grid, walkers } = experiment;
    const ensemble = await open().create({ experiment, index: 0, firstWalker: 0, walkers });
    opened.push(ensemble);
    const positions = await ensemble.readWalkers(0, walkers);
    const snapshot = await ensemble.snapshot();
    const expected = new Float64Array(cellCount(grid));
    for (let w = 0; w < walkers; w++) {
      const cell = hostCell(
        grid,
        positions.map((column) => column[w]),
      );
      if (cell >= 0) expected[cell]++;
    }
    return { ...snapshot, positions, expected };
  }

  test.each(axes)('$what', async ({ axis, start }) => {
    const { counts, expected, positions } = await counted({
      ...base,
      initial: { x: start },
      grid: { x: axis },
    });
    expect([...counts]).toEqual([...expected]);
    expect(counts.reduce((sum, n) => sum + n)).toBeGreaterThan(base.walkers / 10);
    if (axis.min !== -axis.max) return;
    const left = counts.slice(0, axis.cells / 2).reduce((sum, n) => sum + n);
    expect(left).toBe(positions[0].filter((x) => x < 0 && x >= axis.min).length);
  });

  test('a plane of a wide and a narrow axis', async () => {
    const { counts, expected } = await counted({
      ...base,
      landscape: { parameters: ['x', 'y'], loss: '0 * x * y' },
      initial: { x: around(0, 0.2), y: { uniform: [1000, 1000.5] } },
      grid: { x: wide, y: { min: 1000, max: 1000.5, cells: 37 } },
    });
    expect([...counts]).toEqual([...expected]);
  });
});

test('both backends draw the same starts far from 0', async () => {
  const starts = await Promise.all(
    [gpu.backend, createCpuBackend()].map(async (backend) => {
      const experiment = resolveExperiment({
        ...base,
        initial: { x: { uniform: [1e6, 1e6 + 0.3] } },
        grid: { x: { min: 1e6 - 100, max: 1e6 + 100, cells: 100 } },
      });
      const ensemble = await backend.create({
        experiment,
        index: 0,
        firstWalker: 0,
        walkers: base.walkers,
      });
      opened.push(ensemble);
      return [...(await ensemble.readWalkers(0, base.walkers))[0]];
    }),
  );
  expect(starts[0]).toEqual(starts[1]);
});
