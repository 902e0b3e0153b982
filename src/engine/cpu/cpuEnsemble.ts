/**
 * The CPU twin of an ensemble: the same walkers as on the GPU, computed in float32 a block at a
 * time, in turns that leave the page or process alive.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Ensemble, EnsembleRequest, Losses } from '../ensemble.js';
import { createExitBook, type ExitBook } from './cpuExits.js';
import { createInitialDraw } from './cpuInitial.js';
import { limitsOf, settle } from './cpuParking.js';
import { takeSnapshot } from './cpuSnapshot.js';
import { createStepper } from './cpuStepper.js';
import { createTurns, type Turns } from './cpuTurns.js';

/** Walkers advanced together: their columns stay in the cache. */
const blockLength = 1024;
/** Walker-steps of one submission, and the most steps in it. */
const submissionSize = 2 ** 20;
const mostSteps = 32;
/** Places kept of walkers whose update was no finite number. */
const mostPlaces = 4;

/** Puts the walkers of `request` at their starting points. */
export async function createCpuEnsemble(request: EnsembleRequest): Promise<Ensemble> {
  const turns = createTurns();
  const walk = await createWalk(request, turns);
  const { experiment, walkers } = request;
  const most = Math.min(mostSteps, 4 * Math.ceil(submissionSize / walkers / 4));
  let step = 0;
  let lastStep = experiment.steps;
  return {
    walkers,
    get step() {
      return step;
    },
    advance: (steps, onSteps) =>
      turns.inTurn(async () => {
        if (step + steps > lastStep) throw new RangeError(`the experiment ends at ${lastStep}`);
        for (let left = steps; left > 0; ) {
          // Ending on a multiple of four keeps blocks of random words whole.
          const now = Math.min(left, most - (step % 4));
          await walk.advance(step, now);
          step += now;
          left -= now;
          onSteps?.(now);
        }
      }),
    change: (changed) =>
      turns.inTurn(async () => {
        lastStep = Math.max(lastStep, changed.steps);
        walk.change(changed);
      }),
    snapshot: () =>
      turns.inTurn(() =>
        takeSnapshot(walk.positions, experiment.grid, step, blockLength, turns.pause),
      ),
    divergences: () =>
      turns.inTurn(async () =>
        [...walk.divergences]
          .map(([at, count]) => ({ step: at, walkers: count }))
          .sort((a, b) => a.step - b.step),
      ),
    losses: () => turns.inTurn(async () => walk.losses()),
    exits: () => turns.inTurn(async () => walk.exits?.count(step) ?? null),
    readWalkers: (first, count) =>
      turns.inTurn(async () => walk.positions.map((column) => column.slice(first, first + count))),
    destroy: turns.end,
  };
}

interface Walk {
  readonly positions: readonly Float32Array[];
  /** Walkers parked by step. */
  readonly divergences: ReadonlyMap<number, number>;
  losses(): Losses;
  /** Null where the experiment has no exit region. */
  readonly exits: ExitBook | null;
  change(experiment: Experiment): void;
  /** Advances all walkers, all of them at `step`, by `steps`. */
  advance(step: number, steps: number): Promise<void>;
}

/** Draws all walkers at step 0. */
async function createWalk(request: EnsembleRequest, turns: Turns): Promise<Walk> {
  const { experiment, index, firstWalker, walkers } = request;
  const seed = BigInt(experiment.seed);
  const key = Uint32Array.of(Number(seed & 0xffffffffn), Number(seed >> 32n), index, 0);
  const block = experiment.landscape.parameters.map(() => new Float32Array(blockLength));
  let stepper = createStepper(experiment, index, key, block);
  const positions = block.map(() => new Float32Array(walkers));
  const region = experiment.exitRegion;
  const exits = region && createExitBook(region, experiment.landscape.parameters, walkers, block);
  const divergences = new Map<number, number>();
  const book = (step: number, count: number) =>
    divergences.set(step, (divergences.get(step) ?? 0) + count);

  let lost = 0;
  const places: Losses['places'][number][] = [];
  const bookLost = (step: number, position: readonly number[]) => {
    lost++;
    if (places.length < mostPlaces) places.push({ step, position });
  };

  const eachBlock = async (visit: (start: number, count: number) => void) => {
    for (let start = 0; start < walkers; start += blockLength) {
      visit(start, Math.min(blockLength, walkers - start));
      await turns.pause();
    }
  };
  const store = (start: number, count: number) => {
    for (let p = 0; p < block.length; p++) positions[p].set(block[p].subarray(0, count), start);
  };

  const drawInitial = createInitialDraw(experiment.initial, key, blockLength);
  const initial = block.map(() => new Float32Array(blockLength));
  const limits = limitsOf(experiment.grid);
  await eachBlock((start, count) => {
    for (let p = 0; p < block.length; p++) {
      drawInitial(p, firstWalker + start, count, initial[p]);
      block[p].fill(0);
    }
    const parked = settle(block, initial, limits, count);
    if (parked > 0) book(0, parked);
    exits?.note(start, count, 0);
    store(start, count);
  });

  return {
    positions,
    divergences,
    losses: () => ({ walkers: lost, places: [...places] }),
    exits,
    change(changed) {
      stepper = createStepper(changed, index, key, block);
    },
    advance: (step, steps) =>
      eachBlock((start, count) => {
        for (let p = 0; p < block.length; p++) {
          block[p].set(positions[p].subarray(start, start + count));
        }
        const note = exits ? (at: number) => exits.note(start, count, at) : undefined;
        stepper.advance(firstWalker + start, count, step, steps, book, bookLost, note);
        store(start, count);
      }),
  };
}
