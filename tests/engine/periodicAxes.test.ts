/** Periodic axes are rings: walkers are counted modulo their length, on both backends. */
import { afterAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Ensemble } from '../../src/engine/ensemble.js';
import { cellCount } from '../../src/math/grid.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';
import { hostCell, twoDimensions } from './contractFixtures.js';

const gpu = useAdapter();
const opened: Ensemble[] = [];
afterAll(() => {
  for (const ensemble of opened) ensemble.destroy();
});

// Repeats in both parameters, tilts and all: its gradient has the period 1.
const landscape = {
  ...twoDimensions.landscape,
  loss: '(1 + 0.5 * a * b) * cos(2 * pi * (x - y)) / 20 + a * x + b * y',
};
// Dyadic edges: the host's remainders are exact too.
const ring = { min: -0.5, max: 0.5, cells: 16, boundary: 'periodic' };

describe.each([
  { kind: 'gpu', open: () => gpu.backend },
  { kind: 'cpu', open: createCpuBackend },
] as const)('$kind', ({ open }) => {
  test.each([
    { what: 'one ring', axes: { x: ring, y: twoDimensions.grid.y }, hasOutside: true },
    { what: 'two rings', axes: { x: ring, y: ring }, hasOutside: false },
  ])('$what: cells hold the walkers modulo the length, moments do not', async (row) => {
    const experiment = resolveExperiment({ ...twoDimensions, landscape, grid: row.axes });
    const { walkers, grid } = experiment;
    const ensemble = await open().create({ experiment, index: 1, firstWalker: 0, walkers });
    opened.push(ensemble);
    await ensemble.advance(30);
    const { counts, outside, mean } = await ensemble.snapshot();
    const [x, y] = await ensemble.readWalkers(0, walkers);
    const expected = new Float64Array(cellCount(grid));
    let off = 0;
    for (let w = 0; w < walkers; w++) {
      const cell = hostCell(grid, [x[w], y[w]]);
      if (cell < 0) off++;
      else expected[cell]++;
    }
    expect([...counts]).toEqual([...expected]);
    expect([outside, outside > 0]).toEqual([off, row.hasOutside]);
    expect(x.filter((value) => Math.abs(value) > 0.5).length).toBeGreaterThan(walkers / 20);
    const unwrapped = x.reduce((sum, value) => sum + value, 0) / walkers;
    expect(Math.abs(mean[0] - unwrapped)).toBeLessThan(1e-6);
  });
});
