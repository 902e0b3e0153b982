/** First passages of the walkers of one ensemble, kept by the kernels that move them, counted here. */
import {
  exitBins,
  firstPassageKernel,
  firstPassageUniform,
  regionBuffers,
} from '../../kernels/firstPassage.js';
import type { Region } from '../../model/region.js';
import type { Exits } from '../ensemble.js';
import type { BufferSet } from './buffers.js';
import { planWorkgroups } from './dispatchPlan.js';
import { pipelineOf } from './pipelines.js';

const workgroupSize = 256;
/** Each workgroup ends with a loop over all bins: fewer and longer ones pay. */
const walkersPerInvocation = 64;

export interface ExitCounter {
  /** What the kernels that move walkers bind: a word a walker, then the region's cells if any. */
  readonly kept: readonly GPUBuffer[];
  count(step: number): Promise<Exits>;
}

/** Compiles the kernel and makes the buffers in `buffers`, for an experiment of `steps`. */
export async function createExitCounter(
  device: GPUDevice,
  buffers: BufferSet,
  region: Region,
  walkers: number,
  steps: number,
): Promise<ExitCounter> {
  const pipeline = await pipelineOf(device, firstPassageKernel(steps), { workgroupSize });
  const exits = buffers.storage('exits', 4 * walkers);
  const cells = regionBuffers(region).map((b) => buffers.storage('region', b.byteLength, b));
  const kept = [exits, ...cells];
  const byteSize = 4 * exitBins(steps);
  const counts = buffers.storage('exit counts', byteSize);
  const uniform = buffers.uniform('first passage uniform', firstPassageUniform.byteSize);
  device.queue.writeBuffer(uniform, 0, firstPassageUniform.write({ walkers }));
  const group = device.createBindGroup({
    label: 'first passage',
    layout: pipeline.getBindGroupLayout(0),
    entries: [uniform, exits, counts].map((buffer, binding) => ({
      binding,
      resource: { buffer },
    })),
  });
  return {
    kept,
    async count(step) {
      const encoder = device.createCommandEncoder({ label: 'first passage' });
      encoder.clearBuffer(counts);
      const pass = encoder.beginComputePass({ label: 'first passage' });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(planWorkgroups(walkers, workgroupSize, walkersPerInvocation));
      pass.end();
      const [bytes] = await buffers.read([{ buffer: counts, byteOffset: 0, byteSize }], encoder);
      const binned = Float64Array.from(new Uint32Array(bytes));
      return {
        step,
        walkers,
        counts: binned.slice(1, step + 2),
        inside: binned[0],
        diverged: binned[binned.length - 1],
      };
    },
  };
}
