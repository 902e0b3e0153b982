/** Histogram, mean and covariance of the walkers of one ensemble, counted on the GPU. */

import { histogramBins, histogramKernel, histogramUniform } from '../../kernels/histogram.js';
import { momentsKernel, momentsUniform, momentTerms } from '../../kernels/moments.js';
import { marginal } from '../../math/distances.js';
import { cellCentres, cellCount, type Grid } from '../../math/grid.js';
import type { Snapshot } from '../ensemble.js';
import type { BufferSet } from './buffers.js';
import { planWorkgroups } from './dispatchPlan.js';
import { pipelineOf } from './pipelines.js';

/** Workgroup size of `shaders/moments.wgsl`. */
const momentsWorkgroupSize = 64;
const histogramWorkgroupSize = 256;
/** Enough to fill a GPU; more would only lengthen the sums on the host. */
const mostMomentGroups = 1024;

export interface SnapshotTaker {
  take(step: number): Promise<Snapshot>;
}

/** Compiles the kernels and makes their buffers in `buffers`; `states` holds the walkers. */
export async function createSnapshotTaker(
  device: GPUDevice,
  buffers: BufferSet,
  states: GPUBuffer,
  walkers: number,
  grid: Grid,
  walkersPerInvocation: number,
): Promise<SnapshotTaker> {
  const d = grid.length;
  const histogram = await pipelineOf(device, histogramKernel(grid), {
    workgroupSize: histogramWorkgroupSize,
  });
  const moments = await pipelineOf(device, momentsKernel(grid));
  const bins = histogramBins(grid);
  const counts = buffers.storage('counts', 4 * bins);
  const groups = Math.min(
    mostMomentGroups,
    planWorkgroups(walkers, momentsWorkgroupSize, walkersPerInvocation),
  );
  const partials = buffers.storage('moments', 4 * groups * momentTerms(d));
  const histogramValues = buffers.uniform('histogram uniform', histogramUniform.byteSize);
  const momentsStruct = momentsUniform(d);
  const momentsValues = buffers.uniform('moments uniform', momentsStruct.byteSize);
  device.queue.writeBuffer(histogramValues, 0, histogramUniform.write({ walkers }));
  const bind = (pipeline: GPUComputePipeline, label: string, all: readonly GPUBuffer[]) =>
    device.createBindGroup({
      label,
      layout: pipeline.getBindGroupLayout(0),
      entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  const histogramGroup = bind(histogram, 'histogram', [histogramValues, states, counts]);
  const momentsGroup = bind(moments, 'moments', [momentsValues, states, partials]);

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
  /** Sums over all walkers of θ − shift and of its products. */
  const sumsAbout = async (shift: readonly number[]): Promise<Float64Array> => {
    const values = { shift: d === 1 ? shift[0] : shift, walkers };
    device.queue.writeBuffer(momentsValues, 0, momentsStruct.write(values as never));
    const encoder = device.createCommandEncoder({ label: 'moments' });
    run(encoder, moments, momentsGroup, groups);
    device.queue.submit([encoder.finish()]);
    const byteSize = 4 * groups * momentTerms(d);
    const [bytes] = await buffers.read([{ buffer: partials, byteOffset: 0, byteSize }]);
    const sums = new Float64Array(momentTerms(d));
    new Float32Array(bytes).forEach((value, i) => {
      sums[i % sums.length] += value;
    });
    return sums;
  };

  return {
    async take(step) {
      const encoder = device.createCommandEncoder({ label: 'histogram' });
      encoder.clearBuffer(counts);
      const n = planWorkgroups(walkers, histogramWorkgroupSize, walkersPerInvocation);
      run(encoder, histogram, histogramGroup, n);
      device.queue.submit([encoder.finish()]);
      const [bytes] = await buffers.read([{ buffer: counts, byteOffset: 0, byteSize: 4 * bins }]);
      const binned = Float64Array.from(new Uint32Array(bytes));
      const [outside, diverged] = binned.subarray(cellCount(grid));
      const alive = walkers - diverged;
      const about = meanOfCells(binned, grid).map(Math.fround);
      let moments = centredMoments(about, await sumsAbout(about), alive);
      if (isFar(about, moments)) {
        const mean = [...moments.mean].map(Math.fround);
        moments = centredMoments(mean, await sumsAbout(mean), alive);
      }
      return {
        step,
        walkers,
        counts: binned.slice(0, cellCount(grid)),
        outside,
        diverged,
        ...moments,
      };
    },
  };
}

/** Mean of the walkers on the grid, each at the centre of its cell; the grid's centre if none is. */
function meanOfCells(counts: Float64Array, grid: Grid): number[] {
  return grid.map((axis, i) => {
    const along = marginal(counts.subarray(0, cellCount(grid)), grid, i);
    const centres = cellCentres(axis);
    const inside = along.reduce((sum, n) => sum + n, 0);
    if (inside === 0) return (axis.min + axis.max) / 2;
    return along.reduce((sum, n, cell) => sum + n * centres[cell], 0) / inside;
  });
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
