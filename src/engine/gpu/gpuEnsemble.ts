/** Walkers of one noise model on a GPU: the Ensemble contract in submissions of bounded time. */
import { initialKernel, initialUniform } from '../../kernels/initial.js';
import { bookHead, readLosses } from '../../kernels/losses.js';
import { snapshotKernel } from '../../kernels/snapshot.js';
import type { Experiment } from '../../model/experiment.js';
import type { Divergence, Ensemble, EnsembleRequest } from '../ensemble.js';
import { createBufferSet } from './buffers.js';
import type { DeviceGuard } from './deviceGuard.js';
import { adaptTime, planRound, planWorkgroups } from './dispatchPlan.js';
import { createExitCounter } from './gpuExits.js';
import { bindBuffers, type GpuLaw, type GpuSettings, prepareLaw, type Stepper } from './gpuLaw.js';
import { createSnapshotTaker } from './gpuSnapshot.js';
import { pipelineOf } from './pipelines.js';
import { createTurns } from './turns.js';

/** A first guess of the time of one update, in ms, on a software adapter: bare, and per sample. */
const firstGuess = { update: 1e-5, sample: 3e-6 };

/** An ensemble on a GPU, for who draws it there. */
export interface GpuEnsemble extends Ensemble {
  /** The walkers as `src/kernels/walkers.ts` lays them out; null once the ensemble is destroyed. */
  readonly states: GPUBuffer | null;
}

/** Draws the walkers and gives the ensemble at step 0. */
export async function createGpuEnsemble(
  device: GPUDevice,
  guard: DeviceGuard,
  { experiment, index, firstWalker, walkers }: EnsembleRequest,
  settings: GpuSettings,
): Promise<GpuEnsemble> {
  const { landscape, grid, exitRegion } = experiment;
  const d = landscape.parameters.length;
  const { workgroupSize, walkersPerInvocation } = settings;
  const drawing = initialKernel(experiment.initial, grid, settings.rotation, exitRegion);
  const [initialPipeline, snapshotPipeline] = await guard.guard(
    Promise.all([
      pipelineOf(device, drawing, { workgroupSize }),
      pipelineOf(device, snapshotKernel(grid), { workgroupSize: settings.snapshot.workgroupSize }),
    ]),
  );

  const buffers = createBufferSet(device, guard);
  const states = buffers.storage('walkers', 4 * d * walkers);
  let { steps: lastStep } = experiment;
  let divergedAt = buffers.storage('diverged at', 4 * (bookHead + lastStep + 1));
  const startUniform = buffers.uniform('initial uniform', initialUniform.byteSize);
  const exits =
    exitRegion && (await createExitCounter(device, buffers, exitRegion, walkers, lastStep));
  const kept = exits?.kept ?? [];
  let samples: GPUBuffer | null = null;
  const common = {
    states,
    divergedAt: () => divergedAt,
    exits: kept,
    samples: () => {
      if (samples) return samples;
      const columns = samplesOf(landscape.data.values, landscape.data.rows);
      samples = buffers.storage('samples', columns.byteLength, columns);
      return samples;
    },
  };
  const lawOf = (given: Experiment) => prepareLaw(device, buffers, common, given, index, settings);
  const key = keyOf(experiment.seed, index);
  const dispatch = (pipeline: GPUComputePipeline, group: GPUBindGroup, count: number) => {
    const encoder = device.createCommandEncoder({ label: pipeline.label });
    const pass = encoder.beginComputePass({ label: pipeline.label });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(planWorkgroups(count, workgroupSize, walkersPerInvocation));
    pass.end();
    device.queue.submit([encoder.finish()]);
  };

  const start = initialUniform.write({ key, walkers, firstWalker });
  device.queue.writeBuffer(startUniform, 0, start);
  const started = [startUniform, states, divergedAt, ...kept];
  dispatch(initialPipeline, bindBuffers(device, initialPipeline, started), walkers);
  const snapshots = createSnapshotTaker(
    device,
    buffers,
    snapshotPipeline,
    states,
    walkers,
    grid,
    settings.snapshot,
  );
  await buffers.ready();
  await guard.finish();

  // Compiled while the first picture is drawn; who advances waits for it.
  let law: GpuLaw;
  try {
    law = lawOf(experiment);
  } catch (error) {
    buffers.destroy();
    throw error;
  }
  await buffers.ready();
  let isOpen = true;
  let step = 0;
  const turns = createTurns();
  let timePerUpdate = firstGuess.update + firstGuess.sample * law.sampleReads;

  /** Makes room for what is booked by the step, up to a later end. */
  const extend = async (end: number) => {
    const before = divergedAt;
    divergedAt = buffers.storage('diverged at', 4 * (bookHead + end + 1));
    const encoder = device.createCommandEncoder({ label: 'diverged at' });
    encoder.copyBufferToBuffer(before, 0, divergedAt, 0, before.size);
    device.queue.submit([encoder.finish()]);
    lastStep = end;
    await exits?.extend(end);
  };

  /** Advances a slice of the walkers in one submission and learns from the time it took. */
  const submit = async (
    { kernel, uniform, fields }: GpuLaw,
    [whole, single]: readonly Stepper[],
    sliceStart: number,
    sliceEnd: number,
    steps: number,
  ) => {
    const values = { key, walkers, firstWalker, firstStep: step, endStep: step + steps };
    const bytes = kernel.uniform.write({ ...values, sliceStart, sliceEnd, ...fields });
    device.queue.writeBuffer(uniform, 0, bytes);
    const updates = (sliceEnd - sliceStart) * steps;
    const { pipeline, group } = steps % kernel.stepsPerBlock === 0 ? whole : single;
    dispatch(pipeline, group, sliceEnd - sliceStart);
    const elapsed = await guard.finish(timePerUpdate * updates);
    timePerUpdate = adaptTime(timePerUpdate, updates, elapsed);
  };

  return {
    walkers,
    get step() {
      return step;
    },
    advance: (steps, onSteps) =>
      turns.take(async (pass) => {
        const end = step + steps;
        if (end > lastStep) throw new RangeError(`the experiment ends at ${lastStep}`);
        const mine = law;
        const steppers = await guard.guard(mine.steppers);
        while (step < end) {
          const round = planRound(step, end, walkers, mine.kernel.stepsPerBlock, timePerUpdate);
          for (let from = 0; from < walkers; from += round.slice) {
            const to = Math.min(walkers, from + round.slice);
            const finished = submit(mine, steppers, from, to, round.steps);
            if (to === walkers) step += round.steps;
            // What comes next may be submitted while this is under way.
            if (step === end) pass();
            await finished;
            onSteps?.((round.steps * (to - from)) / walkers);
          }
        }
      }),
    change: (changed) =>
      turns.take(async () => {
        if (changed.steps > lastStep) await extend(changed.steps);
        const { sampleReads } = law;
        law = lawOf(changed);
        timePerUpdate += firstGuess.sample * Math.max(0, law.sampleReads - sampleReads);
        await buffers.ready();
      }),
    snapshot: () => turns.take(() => snapshots.take(step)),
    divergences: () =>
      turns.take(async () => {
        const part = { buffer: divergedAt, byteOffset: 4 * bookHead, byteSize: 4 * (step + 1) };
        const [bytes] = await buffers.read([part]);
        const found: Divergence[] = [];
        new Uint32Array(bytes).forEach((count, at) => {
          if (count > 0) found.push({ step: at, walkers: count });
        });
        return found;
      }),
    losses: () =>
      turns.take(async () => {
        const part = { buffer: divergedAt, byteOffset: 0, byteSize: 4 * bookHead };
        const [bytes] = await buffers.read([part]);
        return readLosses(new Uint32Array(bytes), d);
      }),
    exits: () => turns.take(async () => exits && (await exits.count(step))),
    readWalkers: (first, count) =>
      turns.take(async () => {
        const parts = Array.from({ length: d }, (_, i) => ({
          buffer: states,
          byteOffset: 4 * (i * walkers + first),
          byteSize: 4 * count,
        }));
        return (await buffers.read(parts)).map((bytes) => new Float32Array(bytes));
      }),
    get states() {
      return isOpen ? states : null;
    },
    destroy() {
      isOpen = false;
      buffers.destroy();
    },
  };
}

/** The generator's key: the seed's 64 bits, then the stream. */
function keyOf(seed: string, stream: number): readonly number[] {
  const bits = BigInt.asUintN(64, BigInt(seed));
  return [Number(bits & 0xffffffffn), Number(bits >> 32n), stream, 0];
}

/** Columns one after another, float32. */
function samplesOf(columns: readonly Float64Array[], rows: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(columns.length * rows);
  for (const [c, column] of columns.entries()) samples.set(column, c * rows);
  return samples;
}
