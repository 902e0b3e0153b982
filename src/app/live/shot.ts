/**
 * A moment of a run as the app keeps it, and the frame that it becomes with what the solver knows
 * by then. Where the law was changed on the way there is no prediction: those that the solver has
 * are of an experiment with one law.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Frame } from '../../run/frame.js';
import { frameOf } from '../../run/frameOf.js';
import type { Moment } from './session.js';
import type { Known } from './solver.js';

/** A law that the walkers obey from a step on. */
export interface LawChange {
  readonly step: number;
  readonly experiment: Experiment;
}

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
  const before = changes.filter((change) => change.step < step);
  let time = 0;
  let from = 0;
  let { learningRate } = experiment;
  for (const change of before) {
    time += (change.step - from) * learningRate;
    from = change.step;
    learningRate = change.experiment.learningRate;
  }
  time += (step - from) * learningRate;
  return { ...moment, wave, waves, time, changedAt: before[0]?.step ?? null };
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
