/**
 * The walkers of one experiment on one backend, moved together to a step and counted there. They
 * move in pieces, whole blocks of random numbers where they can, so that the page may change its
 * mind in between; nothing waits for one ensemble before the next is asked.
 */
import type { Backend, Ensemble, Snapshot } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import { blockAlignment } from './schedule.js';

/** What a piece may take: within this time the walkers obey. */
const pieceMs = 80;

export interface Session {
  readonly ensembles: readonly Ensemble[];
  /** The step that all ensembles have reached. */
  readonly step: number;
  /** The step that they are on their way to without stopping; `step` where they rest. */
  readonly heading: number;
  /** Walker-steps per second while advancing, over the last second or so; 0 before the first. */
  readonly walkerStepsPerSecond: number;
  /**
   * Moves the walkers to `target`, or as far as `wanted` says between two pieces, and gives their
   * snapshots there. One call at a time. Rejects where the device is lost.
   */
  go(target: number, wanted: () => boolean): Promise<Snapshot[]>;
  destroy(): void;
}

/** Creates all ensembles of the experiment at step 0, one wave each. */
export async function openSession(experiment: Experiment, backend: Backend): Promise<Session> {
  const { walkers } = experiment;
  const created = await Promise.allSettled(
    experiment.ensembles.map((_, index) =>
      backend.create({ experiment, index, firstWalker: 0, walkers }),
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

function createSession(ensembles: readonly Ensemble[], walkers: number): Session {
  let step = 0;
  let heading = 0;
  let piece = blockAlignment;
  const meter = createMeter();

  async function advance(steps: number): Promise<void> {
    heading = step + steps;
    const began = performance.now();
    await Promise.all(ensembles.map((ensemble) => ensemble.advance(steps)));
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
      const taken = ensembles.map((ensemble) => ensemble.snapshot());
      const [snapshots] = await Promise.all([Promise.all(taken), moved]);
      return snapshots;
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
