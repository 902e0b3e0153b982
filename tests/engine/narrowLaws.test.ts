/**
 * Mean and covariance of laws that are narrow beside their distance from zero and from the grid:
 * summed about zero in float32 they would have no right digit.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend } from '../../src/engine/ensemble.js';
import { divergenceBounds } from '../../src/model/divergence.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';
import { oneDimension, twoDimensions } from './contractFixtures.js';

const gpu = useAdapter();
const walkers = 100_003;
const [bound] = divergenceBounds(resolveExperiment(oneDimension).grid);
/** Of sums of n float32 terms of one sign: n roundings at worst, √n by chance; 300 a lane. */
const relative = 1e-5;

describe.each([
  { kind: 'gpu', open: () => gpu.backend },
  { kind: 'cpu', open: createCpuBackend },
] as const)('$kind', ({ open }) => {
  let backend: Backend;
  beforeAll(() => {
    backend = open();
  });
  afterAll(() => backend.destroy());

  test.each([
    { what: 'off the grid', document: { ...oneDimension, initial: { x: { normal: [90, 1e-2] } } } },
    {
      // Half of the walkers are parked before the first step.
      what: 'cut in half by the bound of divergence',
      document: { ...oneDimension, initial: { x: { uniform: [bound - 1, bound + 1] } } },
    },
    {
      what: 'in the plane',
      document: {
        ...twoDimensions,
        initial: { x: { normal: [-50, 1e-2] }, y: { uniform: [70, 70.5] } },
      },
    },
  ])('$what', async ({ document }) => {
    const experiment = resolveExperiment(document);
    const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers });
    const { mean, covariance, diverged } = await ensemble.snapshot();
    const columns = await ensemble.readWalkers(0, walkers);
    const alive = [...columns[0].keys()].filter((w) => Number.isFinite(columns[0][w]));
    const average = (of: (w: number) => number) =>
      alive.reduce((sum, w) => sum + of(w), 0) / alive.length;
    const means = columns.map((column) => average((w) => column[w]));
    const product = (i: number, j: number) =>
      average((w) => (columns[i][w] - means[i]) * (columns[j][w] - means[j]));
    const spread = means.map((_, i) => Math.sqrt(product(i, i)));
    expect(alive.length).toBe(walkers - diverged);
    expect(alive.length).toBeGreaterThan(walkers / 3);
    for (const i of means.keys()) {
      expect(Math.abs(mean[i] - means[i])).toBeLessThan(relative * spread[i]);
      for (const j of means.keys()) {
        const error = Math.abs(covariance[i * means.length + j] - product(i, j));
        expect(error).toBeLessThan(relative * spread[i] * spread[j]);
      }
    }
    ensemble.destroy();
  });
});
