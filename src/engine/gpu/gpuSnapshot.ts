/** Histogram, mean and covariance of the walkers of one ensemble, counted on the GPU. */
import { edgesOf } from '../../kernels/cells.js';
import { partialLength, snapshotBins, snapshotUniform } from '../../kernels/snapshot.js';
import { cellCount, type Grid } from '../../math/grid.js';
import type { Snapshot } from '../ensemble.js';
import type { BufferSet } from './buffers.js';
import { planWorkgroups } from './dispatchPlan.js';
import { bindBuffers, type GpuSettings } from './gpuLaw.js';

/** Enough to fill a GPU; more would only lengthen the sums on the host. */
const mostWorkgroups = 1024;

export interface SnapshotTaker {
  /** Snapshot of the walkers as they are, at `step`; nothing may move them before it is there. */
  take(step: number): Promise<Snapshot>;
}

/** Makes what the snapshot's kernel needs in `buffers`; `states` holds the walkers. */
export function createSnapshotTaker(
  device: GPUDevice,
  buffers: BufferSet,
  pipeline: GPUComputePipeline,
  states: GPUBuffer,
  walkers: number,
  grid: Grid,
  { workgroupSize, walkersPerInvocation }: GpuSettings['snapshot'],
): SnapshotTaker {
  const d = grid.length;
  const groups = Math.min(
    mostWorkgroups,
    planWorkgroups(walkers, workgroupSize, walkersPerInvocation),
  );
  const counts = buffers.storage('counts', 4 * snapshotBins(grid));
  const partials = buffers.storage('moments', 4 * groups * partialLength(d));
  const values = buffers.uniform('snapshot uniform', snapshotUniform.byteSize);
  device.queue.writeBuffer(values, 0, snapshotUniform.write({ walkers }));
  const edges = edgesOf(grid);
  const edgesBuffer = buffers.storage('edges', edges.byteLength, edges);
  const group = bindBuffers(device, pipeline, [values, states, counts, partials, edgesBuffer]);
  const parts = [counts, partials].map((buffer) => ({
    buffer,
    byteOffset: 0,
    byteSize: buffer.size,
  }));
  return {
    async take(step) {
      const encoder = device.createCommandEncoder({ label: 'snapshot' });
      encoder.clearBuffer(counts);
      const pass = encoder.beginComputePass({ label: 'snapshot' });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(groups);
      pass.end();
      const [countBytes, partialBytes] = await buffers.read(parts, encoder);
      const binned = Float64Array.from(new Uint32Array(countBytes));
      const [outside, diverged, absorbed = 0] = binned.subarray(cellCount(grid));
      return {
        step,
        walkers,
        counts: binned.slice(0, cellCount(grid)),
        outside: outside + absorbed,
        absorbed,
        diverged,
        ...momentsOf(new Float32Array(partialBytes), d),
      };
    },
  };
}

/**
 * Mean and covariance from what the workgroups wrote, each about a centre of its own, added up in
 * float64 about the first of them; NaN where no walker is left.
 */
function momentsOf(
  partials: Float32Array,
  d: number,
): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const length = partialLength(d);
  const about = partials.subarray(0, d);
  const sums = new Float64Array(d);
  const products = new Float64Array(d * d);
  let alive = 0;
  for (let at = 0; at < partials.length; at += length) {
    const n = partials[at + d];
    if (n === 0) continue;
    alive += n;
    let term = at + 2 * d + 1;
    for (let i = 0; i < d; i++) {
      const shiftI = partials[at + i] - about[i];
      const sumI = partials[at + d + 1 + i];
      sums[i] += sumI + n * shiftI;
      for (let j = 0; j <= i; j++) {
        const shiftJ = partials[at + j] - about[j];
        const sumJ = partials[at + d + 1 + j];
        products[i * d + j] +=
          partials[term++] + shiftI * sumJ + shiftJ * sumI + n * shiftI * shiftJ;
      }
    }
  }
  const rest = sums.map((sum) => sum / alive);
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const value = products[i * d + j] / alive - rest[i] * rest[j];
      covariance[i * d + j] = value;
      covariance[j * d + i] = value;
    }
  }
  return { mean: rest.map((value, i) => about[i] + value), covariance };
}
