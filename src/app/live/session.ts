/**
 * The walkers of one experiment on one backend, moved together to a step and counted there. They
 * move in pieces, whole blocks of random numbers where they can, so that the page may change its
 * mind in between; nothing waits for one ensemble before the next is asked.
 */
import type { Backend, Ensemble, Exits, Snapshot } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import type { LawChange } from '../../run/lawChanges.js';
import { blockAlignment } from './schedule.js';

/** What a piece may take: within this time the walkers obey. */
const pieceMs = 80;

/** What the walkers of all ensembles look like at one step. */
export interface Moment {
  readonly step: number;
  readonly snapshots: readonly Snapshot[];
  /** Null where the experiment has no exit region. */
  readonly exits: readonly (Exits | null)[];
}

export interface Session {
  readonly ensembles: readonly Ensemble[];
  /** The step that all ensembles have reached. */
  readonly step: number;
  /** The step that they are on their way to without stopping; `step` where they rest. */
  readonly heading: number;
  /** Walker-steps per second while advancing, over the last second or so; 0 before the first. */
  readonly walkerStepsPerSecond: number;
  /**
   * Moves the walkers to `target`, or as far as `wanted` says between two pieces, and gives what
   * they look like there. One call at a time. Rejects where the device is lost.
   */
  go(target: number, wanted: () => boolean): Promise<Moment>;
  /** Lets the walkers obey another law from `heading` on; what fails, fails the next move. */
  change(experiment: Experiment): void;
  destroy(): void;
}

/** Creates all ensembles of the experiment at step 0, all of their walkers or one wave of them. */
export async function openSession(
  experiment: Experiment,
  backend: Backend,
  { firstWalker, walkers } = { firstWalker: 0, walkers: experiment.walkers },
): Promise<Session> {
  const created = await Promise.allSettled(
    experiment.ensembles.map((_, index) =>
      backend.create({ experiment, index, firstWalker, walkers }),
    ),
  );
  const ensembles = created.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = created.find((one) => one.status === 'rejected');
  if (failed) {
    for (const ensemble of ensembles) ensemble.destroy();
    throw failed.reason;
  }
  return createSession(ensembles, walkers);
}

/**
 * Moves walkers from step 0 through all changes of their law to `step`, as far as `wanted` says.
 * More may be changed meanwhile.
 */
export async function bringBack(
  session: Session,
  changes: () => readonly LawChange[],
  step: number,
  wanted: () => boolean,
): Promise<void> {
  let done = 0;
  do {
    for (; done < changes().length; done++) {
      const change = changes()[done];
      if (change.step > session.step) await session.go(change.step, wanted);
      session.change(change.experiment);
    }
    if (step > session.step) await session.go(step, wanted);
  } while (done < changes().length);
}

function createSession(ensembles: readonly Ensemble[], walkers: number): Session {
  let step = 0;
  let heading = 0;
  let piece = blockAlignment;
  let changed: Promise<unknown> = Promise.resolve();
  const meter = createMeter();

  async function advance(steps: number): Promise<void> {
    heading = step + steps;
    const began = performance.now();
    await Promise.all([changed, ...ensembles.map((ensemble) => ensemble.advance(steps))]);
    const elapsed = performance.now() - began;
    step += steps;
    meter.add(steps * walkers * ensembles.length, elapsed / 1000);
    // At most doubled, so that one lucky measurement cannot ask for a long piece.
    piece = Math.max(1, Math.min(2 * steps, Math.floor((steps * pieceMs) / elapsed)));
  }

  return {
    ensembles,
    get step() {
      return step;
    },
    get heading() {
      return heading;
    },
    get walkerStepsPerSecond() {
      return meter.rate();
    },
    async go(target, wanted) {
      while (target - step > piece && wanted()) {
        const aligned = Math.floor((step + piece) / blockAlignment) * blockAlignment;
        await advance(aligned > step ? aligned - step : piece);
      }
      const last = target - step <= piece && wanted() ? target - step : 0;
      const moved = last > 0 ? advance(last) : Promise.resolve();
      const taken = Promise.all(ensembles.map((ensemble) => ensemble.snapshot()));
      const left = Promise.all(ensembles.map((ensemble) => ensemble.exits()));
      const [snapshots, exits] = await Promise.all([taken, left, moved]);
      return { step: snapshots[0].step, snapshots, exits };
    },
    change(experiment) {
      changed = Promise.all([changed, ...ensembles.map((e) => e.change(experiment))]);
      changed.catch(() => {});
    },
    destroy: () => {
      for (const ensemble of ensembles) ensemble.destroy();
    },
  };
}

/** A rate over the recent past: what is older than a second of work fades by half each second. */
function createMeter() {
  let work = 0;
  let seconds = 0;
  return {
    add(amount: number, during: number) {
      const kept = 0.5 ** during;
      work = work * kept + amount;
      seconds = seconds * kept + during;
    },
    rate: () => (seconds > 0 ? work / seconds : 0),
  };
}
