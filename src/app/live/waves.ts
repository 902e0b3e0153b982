/**
 * A run of more walkers than move live: wave after wave through all stops, each adding its walkers
 * to what the waves before it have counted there.
 */
import type { Backend } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import { mergeExits } from '../../run/exits.js';
import { mergeSnapshots } from '../../run/mergeWaves.js';
import { type Moment, openSession } from './session.js';

export interface WavesOptions {
  /** Walkers per ensemble in each wave. */
  readonly sizes: readonly number[];
  readonly stops: readonly number[];
  /** False: stop as soon as may be. */
  readonly wanted: () => boolean;
  /** Told the walkers of all waves that have come to a stop. */
  readonly onMoment: (moment: Moment, wave: number) => void;
  /** Told, now and then, the share of all updates that is done, and the rate of updates per second. */
  readonly onProgress: (share: number, walkerStepsPerSecond: number) => void;
}

/** Runs all waves, or until it is no longer wanted. Rejects where the device is lost. */
export async function runWaves(
  experiment: Experiment,
  backend: Backend,
  { sizes, stops, wanted, onMoment, onProgress }: WavesOptions,
): Promise<void> {
  const totals = new Map<number, Moment>();
  let firstWalker = 0;
  for (const [wave, walkers] of sizes.entries()) {
    if (!wanted()) return;
    const session = await openSession(experiment, backend, { firstWalker, walkers });
    const report = () => {
      const before = firstWalker * experiment.steps;
      const done = before + walkers * session.step;
      onProgress(done / (experiment.walkers * experiment.steps), session.walkerStepsPerSecond);
      return wanted();
    };
    try {
      for (const stop of stops) {
        const moment = await session.go(stop, report);
        if (moment.step !== stop || !report()) return;
        const earlier = totals.get(stop);
        const total = earlier ? mergeMoments(earlier, moment) : moment;
        totals.set(stop, total);
        onMoment(total, wave);
      }
    } finally {
      session.destroy();
    }
    firstWalker += walkers;
  }
}

/** The walkers of both at one step. */
function mergeMoments(a: Moment, b: Moment): Moment {
  return {
    step: a.step,
    snapshots: a.snapshots.map((snapshot, i) => mergeSnapshots(snapshot, b.snapshots[i])),
    exits: a.exits.map((exits, i) => {
      const other = b.exits[i];
      return exits && other ? mergeExits(exits, other) : exits;
    }),
  };
}
