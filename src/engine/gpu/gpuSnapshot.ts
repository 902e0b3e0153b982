/** Histogram, mean and covariance of the walkers of one ensemble, counted on the GPU. */

import { cellMeanKernel } from '../../kernels/cellMean.js';
import { histogramBins, histogramKernel, histogramUniform } from '../../kernels/histogram.js';
import { momentsKernel, momentsUniform, momentTerms } from '../../kernels/moments.js';
import { cellCount, type Grid } from '../../math/grid.js';
import type { Snapshot } from '../ensemble.js';
import type { BufferSet } from './buffers.js';
import { planWorkgroups } from './dispatchPlan.js';
import { pipelineOf } from './pipelines.js';

/** Workgroup size of `shaders/moments.wgsl`. */
const momentsWorkgroupSize = 64;
/** Enough to fill a GPU; more would only lengthen the sums on the host. */
const mostMomentGroups = 1024;

export interface SnapshotTaker {
  /** Snapshot of the walkers as they are, at `step`; nothing may move them before it is there. */
  take(step: number): Promise<Snapshot>;
}

/** The three kernels of a snapshot. */
export interface SnapshotPipelines {
  readonly histogram: GPUComputePipeline;
  readonly cellMean: GPUComputePipeline;
  readonly moments: GPUComputePipeline;
  /** Of histogram and mean. */
  readonly workgroupSize: number;
}

/** Compiles the kernels, side by side. */
export async function compileSnapshot(
  device: GPUDevice,
  grid: Grid,
  workgroupSize: number,
): Promise<SnapshotPipelines> {
  const [histogram, cellMean, moments] = await Promise.all([
    pipelineOf(device, histogramKernel(grid), { workgroupSize }),
    pipelineOf(device, cellMeanKernel(grid), { workgroupSize }),
    pipelineOf(device, momentsKernel(grid)),
  ]);
  return { histogram, cellMean, moments, workgroupSize };
}

/** Makes what the kernels need in `buffers`; `states` holds the walkers. */
export function createSnapshotTaker(
  device: GPUDevice,
  buffers: BufferSet,
  { histogram, cellMean, moments, workgroupSize }: SnapshotPipelines,
  states: GPUBuffer,
  walkers: number,
  grid: Grid,
  walkersPerInvocation: number,
): SnapshotTaker {
  const d = grid.length;
  const bins = histogramBins(grid);
  const counts = buffers.storage('counts', 4 * bins);
  const groups = Math.min(
    mostMomentGroups,
    planWorkgroups(walkers, momentsWorkgroupSize, walkersPerInvocation),
  );
  const partials = buffers.storage('moments', 4 * groups * momentTerms(d));
  const about = buffers.storage('about', 4 * d);
  const histogramValues = buffers.uniform('histogram uniform', histogramUniform.byteSize);
  const momentsValues = buffers.uniform('moments uniform', momentsUniform.byteSize);
  device.queue.writeBuffer(histogramValues, 0, histogramUniform.write({ walkers }));
  device.queue.writeBuffer(momentsValues, 0, momentsUniform.write({ walkers }));
  const bind = (pipeline: GPUComputePipeline, label: string, all: readonly GPUBuffer[]) =>
    device.createBindGroup({
      label,
      layout: pipeline.getBindGroupLayout(0),
      entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  const histogramGroup = bind(histogram, 'histogram', [histogramValues, states, counts]);
  const cellMeanGroup = bind(cellMean, 'mean of cells', [counts, about]);
  const momentsGroup = bind(moments, 'moments', [momentsValues, states, partials, about]);
  const all = (buffer: GPUBuffer) => ({ buffer, byteOffset: 0, byteSize: buffer.size });

  const run = (
    encoder: GPUCommandEncoder,
    pipeline: GPUComputePipeline,
    group: GPUBindGroup,
    n: number,
  ) => {
    const pass = encoder.beginComputePass({ label: pipeline.label });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(n);
    pass.end();
  };
  const sumsOf = (bytes: ArrayBuffer): Float64Array => {
    const sums = new Float64Array(momentTerms(d));
    new Float32Array(bytes).forEach((value, i) => {
      sums[i % sums.length] += value;
    });
    return sums;
  };
  /** Sums over all walkers of θ − `point` and of its products. */
  const sumsAbout = async (point: Float32Array<ArrayBuffer>): Promise<Float64Array> => {
    device.queue.writeBuffer(about, 0, point);
    const encoder = device.createCommandEncoder({ label: 'moments' });
    run(encoder, moments, momentsGroup, groups);
    const [bytes] = await buffers.read([all(partials)], encoder);
    return sumsOf(bytes);
  };

  return {
    async take(step) {
      const encoder = device.createCommandEncoder({ label: 'snapshot' });
      encoder.clearBuffer(counts);
      const n = planWorkgroups(walkers, workgroupSize, walkersPerInvocation);
      run(encoder, histogram, histogramGroup, n);
      run(encoder, cellMean, cellMeanGroup, 1);
      run(encoder, moments, momentsGroup, groups);
      const parts = [counts, about, partials].map(all);
      const [countBytes, aboutBytes, sumBytes] = await buffers.read(parts, encoder);
      const binned = Float64Array.from(new Uint32Array(countBytes));
      const [outside, diverged] = binned.subarray(cellCount(grid));
      const alive = walkers - diverged;
      const point = [...new Float32Array(aboutBytes)];
      let found = centredMoments(point, sumsOf(sumBytes), alive);
      if (isFar(point, found)) {
        const mean = Float32Array.from(found.mean);
        found = centredMoments([...mean], await sumsAbout(mean), alive);
      }
      return {
        step,
        walkers,
        counts: binned.slice(0, cellCount(grid)),
        outside,
        diverged,
        ...found,
      };
    },
  };
}

interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Whether float32 sums about that point have lost digits of the covariance to cancellation. */
function isFar(about: readonly number[], { mean, covariance }: Moments): boolean {
  const d = about.length;
  return about.some((a, i) => (mean[i] - a) ** 2 > 16 * covariance[i * d + i]);
}

/** Mean and covariance from sums about a point near the mean; NaN where no walker is left. */
function centredMoments(about: readonly number[], sums: Float64Array, alive: number): Moments {
  const d = about.length;
  const rest = Float64Array.from(about, (_, i) => sums[i] / alive);
  const mean = Float64Array.from(about, (a, i) => a + rest[i]);
  const covariance = new Float64Array(d * d);
  let term = d;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const value = sums[term++] / alive - rest[i] * rest[j];
      covariance[i * d + j] = value;
      covariance[j * d + i] = value;
    }
  }
  return { mean, covariance };
}
