/** The update law of an ensemble on a GPU: its kernels, and the buffers that they are bound to. */
import type { Rotation } from '../../kernels/random.js';
import { type StepKernel, stepKernel } from '../../kernels/step.js';
import { expandLaw } from '../../model/expandLaw.js';
import type { Experiment } from '../../model/experiment.js';
import { DeviceError } from '../errors.js';
import type { BufferSet } from './buffers.js';
import { pipelineOf } from './pipelines.js';

export interface GpuSettings {
  readonly rotation: Rotation;
  readonly workgroupSize: number;
  readonly walkersPerInvocation: number;
  /** Most calls of elementary functions in one step; beyond, compiling takes minutes or fails. */
  readonly mostCalls: number;
  /** The same for snapshots, whose workgroups end with sums and barriers. */
  readonly snapshot: { readonly workgroupSize: number; readonly walkersPerInvocation: number };
}

/** The step's kernel, for whole blocks or for what is left of one, and what it is bound to. */
export interface Stepper {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
}

export interface GpuLaw {
  readonly kernel: StepKernel;
  readonly uniform: GPUBuffer;
  /** Values of the uniform's scalars. */
  readonly fields: Readonly<Record<string, number>>;
  /** For whole blocks, and for any steps. */
  readonly steppers: Promise<readonly Stepper[]>;
  /** Samples that one update reads. */
  readonly sampleReads: number;
}

/** What all laws of one ensemble have in common. */
export interface LawBuffers {
  readonly states: GPUBuffer;
  /** Walkers parked by the step, in the buffer that has room for all steps to come. */
  readonly divergedAt: () => GPUBuffer;
  /** What exits are kept in; empty without a region. */
  readonly exits: readonly GPUBuffer[];
  /** The samples, made when a kernel first reads them. */
  readonly samples: () => GPUBuffer;
}

/**
 * Starts to compile the law of ensemble `index`; who advances walkers waits for `steppers`. Throws
 * DeviceError for a law of more calls than the adapter compiles.
 */
export function prepareLaw(
  device: GPUDevice,
  buffers: BufferSet,
  common: LawBuffers,
  experiment: Experiment,
  index: number,
  { rotation, workgroupSize, mostCalls }: GpuSettings,
): GpuLaw {
  const { landscape, grid, exitRegion } = experiment;
  const { law } = experiment.ensembles[index];
  const { scalars, minibatch, sumGradient, sumCovariance } = expandLaw(landscape, law);
  const kernel = stepKernel(landscape, law, grid, rotation, exitRegion);
  const calls = kernel.code.match(/\w+Of\(/g)?.length ?? 0;
  if (calls > mostCalls) {
    throw new DeviceError(
      `a step of this loss calls ${calls} functions such as exp, and this adapter compiles at most ` +
        `${mostCalls}: choose the backend cpu, or write one sample's loss and put the others into data`,
    );
  }
  const uniform = buffers.uniform('step uniform', kernel.uniform.byteSize);
  const samples = kernel.readsSamples ? [common.samples()] : [];
  const bound = [uniform, common.states, common.divergedAt(), ...samples, ...common.exits];
  const steppers = Promise.all(
    [kernel, kernel.single].map(async (one) => {
      const pipeline = await pipelineOf(device, one, { workgroupSize });
      return { pipeline, group: bindBuffers(device, pipeline, bound) };
    }),
  );
  steppers.catch(() => {});
  const { rows } = landscape.data;
  return {
    kernel,
    uniform,
    fields: Object.fromEntries(kernel.scalars.map((name, i) => [`scalar${i}`, scalars[name]])),
    steppers,
    sampleReads:
      (minibatch?.batchSize ?? 0) + (sumGradient ? rows : 0) + (sumCovariance ? rows : 0),
  };
}

/** Buffers bound in their order to the first group of a pipeline. */
export const bindBuffers = (
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  all: readonly GPUBuffer[],
): GPUBindGroup =>
  device.createBindGroup({
    label: pipeline.label,
    layout: pipeline.getBindGroupLayout(0),
    entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
