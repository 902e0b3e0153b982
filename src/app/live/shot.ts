/**
 * A moment of a run as the app keeps it, and the frame that it becomes with what the solver knows
 * by then. Where the law was changed on the way there is no prediction: those that the solver has
 * are of an experiment with one law.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Frame } from '../../run/frame.js';
import { frameOf } from '../../run/frameOf.js';
import { type LawChange, timeAt } from '../../run/lawChanges.js';
import type { Moment } from './session.js';
import type { Known } from './solver.js';

export interface Shot extends Moment {
  readonly wave: number;
  readonly waves: number;
  /** Σ of the learning rates of its steps. */
  readonly time: number;
  /** The first step at which the law was changed before this one; null: never. */
  readonly changedAt: number | null;
}

/** The moment of a run of `experiment` whose law was changed at some steps, ascending. */
export function shotOf(
  experiment: Experiment,
  changes: readonly LawChange[],
  moment: Moment,
  wave = 0,
  waves = 1,
): Shot {
  const { step } = moment;
  const time = timeAt(experiment, changes, step, (law) => law.learningRate);
  const first = changes[0]?.step ?? step;
  return { ...moment, wave, waves, time, changedAt: first < step ? first : null };
}

/** The frame of a shot, with the predictions that hold for it. */
export function frameOfShot(
  experiment: Experiment,
  shot: Shot,
  known: readonly (readonly Known[])[],
): Frame {
  const series = knownOf(shot, known).map((of) => of.map((one) => one.series));
  const frame = frameOf(experiment, shot.wave, shot.waves, shot.snapshots, series);
  return { ...frame, time: shot.time };
}

/** What is known of the predictions of a shot. */
export function knownOf(
  { changedAt }: Pick<Shot, 'changedAt'>,
  known: readonly (readonly Known[])[],
): readonly (readonly Known[])[] {
  if (changedAt === null) return known;
  const absent = `the law was changed at step ${changedAt}; after a reset there are predictions`;
  return known.map((of) =>
    of.map(({ series: { name } }) => ({ series: { name, absent }, percent: null })),
  );
}

/** Memory that a shot takes, in bytes. */
export function bytesOfShot({ snapshots, exits }: Shot): number {
  const counted = snapshots.reduce((sum, { counts }) => sum + counts.byteLength, 0);
  return counted + exits.reduce((sum, of) => sum + (of?.counts.byteLength ?? 0), 0);
}
