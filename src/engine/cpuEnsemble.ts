/**
 * The CPU twin of an ensemble: the same walkers as on the GPU, computed in float32 a block at a
 * time. Long work is cut into slices between which other tasks of the page or process run.
 */

import { divergenceBounds } from '../model/divergence.js';
import { createInitialDraw } from './cpuInitial.js';
import { settle } from './cpuParking.js';
import { takeSnapshot } from './cpuSnapshot.js';
import { createStepper } from './cpuStepper.js';
import type { Divergence, Ensemble, EnsembleRequest, Snapshot } from './ensemble.js';

/** Walkers advanced together: their columns stay in the cache. */
const blockLength = 1024;
/** Walker-steps of one submission, and the most steps in it. */
const submissionSize = 2 ** 20;
const mostSteps = 32;
/** Time after which other tasks get their turn. */
const sliceMilliseconds = 20;

/** Puts the walkers of `request` at their starting points. */
export async function createCpuEnsemble(request: EnsembleRequest): Promise<Ensemble> {
  const { experiment, index, firstWalker, walkers } = request;
  const { grid, landscape } = experiment;
  const seed = BigInt(experiment.seed);
  const key = Uint32Array.of(Number(seed & 0xffffffffn), Number(seed >> 32n), index, 0);
  const stepper = createStepper(experiment, index, key, blockLength);
  const divergences = new Map<number, number>();
  const book = (step: number, count: number) =>
    divergences.set(step, (divergences.get(step) ?? 0) + count);
  let positions = landscape.parameters.map(() => new Float32Array(walkers));
  let step = 0;
  let destroyed = false;

  let lastPause = performance.now();
  const pause = (): Promise<void> | undefined => {
    if (performance.now() - lastPause < sliceMilliseconds) return undefined;
    return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
      lastPause = performance.now();
      requireAlive();
    });
  };
  const requireAlive = () => {
    if (destroyed) throw new Error('the ensemble has been destroyed');
  };

  /** Runs tasks one after another, as the queue of a GPU does. */
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = queue.then(() => {
      requireAlive();
      return task();
    });
    queue = result.catch(() => undefined);
    return result;
  };

  /** Calls `visit` for every block: where it starts here, and its length. */
  const eachBlock = async (visit: (start: number, count: number) => void) => {
    for (let start = 0; start < walkers; start += blockLength) {
      visit(start, Math.min(blockLength, walkers - start));
      await pause();
    }
  };
  const store = (block: readonly Float32Array[], start: number, count: number) => {
    for (let p = 0; p < block.length; p++) positions[p].set(block[p].subarray(0, count), start);
  };

  const submit = (steps: number) =>
    eachBlock((start, count) => {
      for (let p = 0; p < positions.length; p++) {
        stepper.positions[p].set(positions[p].subarray(start, start + count));
      }
      stepper.advance(firstWalker + start, count, step, steps, book);
      store(stepper.positions, start, count);
    });

  const drawInitial = createInitialDraw(experiment.initial, key, blockLength);
  const initial = positions.map(() => new Float32Array(blockLength));
  const bounds = divergenceBounds(grid);
  await eachBlock((start, count) => {
    for (let p = 0; p < initial.length; p++) {
      drawInitial(p, firstWalker + start, count, initial[p]);
      stepper.positions[p].fill(0);
    }
    const parked = settle(stepper.positions, initial, bounds, count);
    if (parked > 0) book(0, parked);
    store(stepper.positions, start, count);
  });

  return {
    walkers,
    get step() {
      return step;
    },
    advance: (steps, onSteps) =>
      inTurn(async () => {
        if (step + steps > experiment.steps) {
          throw new RangeError(`the experiment ends at ${experiment.steps}`);
        }
        const most = Math.min(mostSteps, 4 * Math.ceil(submissionSize / walkers / 4));
        for (let left = steps; left > 0; ) {
          // Ending on a multiple of four keeps blocks of random words whole.
          const now = Math.min(left, most - (step % 4));
          await submit(now);
          step += now;
          left -= now;
          onSteps?.(now);
        }
      }),
    snapshot: (): Promise<Snapshot> =>
      inTurn(() => takeSnapshot(positions, grid, step, blockLength, pause)),
    divergences: (): Promise<Divergence[]> =>
      inTurn(async () =>
        [...divergences]
          .map(([at, count]) => ({ step: at, walkers: count }))
          .sort((a, b) => a.step - b.step),
      ),
    readWalkers: (first, count) =>
      inTurn(async () => positions.map((column) => column.slice(first, first + count))),
    destroy: () => {
      destroyed = true;
      positions = [];
    },
  };
}
