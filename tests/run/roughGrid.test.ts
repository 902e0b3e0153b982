/** The grid that is there at once: it holds the walkers, in a second, however long the run. */
import { describe, expect, it } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Axis } from '../../src/math/grid.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { roughGrid } from '../../src/run/roughGrid.js';
import { snapshotsAt } from '../support/sampled.js';

const plane = {
  landscape: {
    parameters: ['x', 'y'],
    loss: '(x^2 + 3 * y^2 + x * y) / 2 + a * x + b * y',
    data: { a: [-0.4, 0.1, 0.3], b: [0.2, -0.3, 0.1] },
  },
  learningRate: 0.1,
  steps: 60,
  walkers: 10_000,
  initial: { x: 2, y: 0 },
  ensembles: [
    { name: 'SGD', rule: 'sgd', batchSize: 1 },
    { name: 'Langevin', rule: 'langevin', temperature: 0.05 },
  ],
  grid: 'auto',
};
const banana = '(1 - x)^2 / 2 + 5 * (y - x^2)^2 + a * x';

describe('a rough grid', () => {
  it.each([
    { what: 'a valley', more: {} },
    {
      what: 'a bent one',
      more: {
        landscape: { parameters: ['x', 'y'], loss: banana, data: { a: [-1, 1] } },
        learningRate: 0.01,
        steps: 100,
      },
    },
    {
      what: 'a line',
      more: {
        landscape: { parameters: ['x'], loss: 'x^4 / 4 + a * x', data: { a: [-1, 1] } },
        initial: { x: { normal: [0, 1] } },
      },
    },
  ])('holds what comes by on $what', async ({ more }) => {
    const document = { ...plane, ...more };
    const rough = await roughGrid(resolveExperiment(document));
    const stated = rough.source as { grid: Record<string, Omit<Axis, 'name'>> };
    const fitted = { ...document, grid: stated.grid };
    for (const index of rough.ensembles.keys()) {
      const all = await snapshotsAt(createCpuBackend(), fitted, index, [0, 5, rough.steps]);
      for (const { outside, diverged, covariance } of all) {
        // One in a thousand walkers goes farther than all of a few thousand, and the room helps.
        expect(outside + diverged).toBeLessThan(1e-3 * document.walkers);
        for (const [i, { min, max }] of rough.grid.entries()) {
          const deviation = Math.sqrt(covariance[i * rough.grid.length + i]);
          if (deviation > 0) expect((max - min) / deviation).toBeLessThan(1000);
        }
      }
    }
  });

  it('is made of the beginning where the run is long', async () => {
    const began = performance.now();
    const rough = await roughGrid(resolveExperiment({ ...plane, steps: 1_000_000 }));
    expect(rough.steps).toBe(1_000_000);
    // Seconds, where all steps of 256 walkers would take minutes.
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
