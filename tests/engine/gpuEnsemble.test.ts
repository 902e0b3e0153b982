/** The GPU ensemble: splits do not matter, and what is counted is what the walkers are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Ensemble } from '../../src/engine/ensemble.js';
import { createGpuBackend } from '../../src/engine/gpuBackend.js';
import type { Experiment } from '../../src/model/experiment.js';
import { useAdapter } from '../support/adapter.js';
import { smallExperiment, smallPlane } from '../support/experiments.js';

const gpu = useAdapter();
let backend: Backend;
const create = (experiment: Experiment, index: number, on = backend, walkers = 1000) =>
  on.create({ experiment, index, firstWalker: 77, walkers });
const bitsOf = async (ensemble: Ensemble) =>
  (await ensemble.readWalkers(0, ensemble.walkers)).map((a) => [...new Uint32Array(a.buffer)]);

beforeAll(() => {
  backend = createGpuBackend(gpu.device, gpu.adapter);
});

describe.each([
  ['one dimension', smallExperiment],
  ['two dimensions', smallPlane],
])('%s', (_, build) => {
  const experiment = build();
  it.each(experiment.ensembles.map(({ name }, i) => [name, i] as const))(
    '%s: 100 steps = 10 × 10 = 1 + 99 = another workgroup size, bit for bit',
    async (_, index) => {
      const other = createGpuBackend(gpu.device, gpu.adapter, {
        settings: { workgroupSize: 32, walkersPerInvocation: 3 },
      });
      const runs: [Backend, number[]][] = [
        [backend, [100]],
        [backend, Array(10).fill(10)],
        [backend, [1, 99]],
        [other, [2, 5, 93]],
      ];
      const results = [];
      for (const [on, parts] of runs) {
        const ensemble = await create(experiment, index, on);
        for (const steps of parts) await ensemble.advance(steps);
        results.push(await bitsOf(ensemble));
        ensemble.destroy();
      }
      for (const result of results.slice(1)) expect(result).toEqual(results[0]);
      expect(new Set(results[0][0]).size).toBeGreaterThan(10);
    },
  );
});

afterAll(() => {});
