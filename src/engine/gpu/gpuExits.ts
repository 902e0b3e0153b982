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
import { bindBuffers } from './gpuLaw.js';
import { pipelineOf } from './pipelines.js';

const workgroupSize = 256;
/** Each workgroup ends with a loop over all bins: fewer and longer ones pay. */
const walkersPerInvocation = 64;

export interface ExitCounter {
  /** What the kernels that move walkers bind: a word a walker, then the region's cells if any. */
  readonly kept: readonly GPUBuffer[];
  /** Makes room for counts of so many steps; words that are kept stay. */
  extend(steps: number): Promise<void>;
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
  const exits = buffers.storage('exits', 4 * walkers);
  const cells = regionBuffers(region).map((b) => buffers.storage('region', b.byteLength, b));
  const kept = [exits, ...cells];
  const uniform = buffers.uniform('first passage uniform', firstPassageUniform.byteSize);
  device.queue.writeBuffer(uniform, 0, firstPassageUniform.write({ walkers }));
  const prepare = async (last: number) => {
    const pipeline = await pipelineOf(device, firstPassageKernel(last), { workgroupSize });
    const byteSize = 4 * exitBins(last);
    const counts = buffers.storage('exit counts', byteSize);
    return {
      pipeline,
      counts,
      byteSize,
      group: bindBuffers(device, pipeline, [uniform, exits, counts]),
    };
  };
  let prepared = await prepare(steps);
  return {
    kept,
    async extend(to) {
      prepared = await prepare(to);
    },
    async count(step) {
      const { pipeline, group, counts, byteSize } = prepared;
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
