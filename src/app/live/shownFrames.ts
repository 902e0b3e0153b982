/**
 * What has been seen of a run: the shots that are kept of it, the one on show, and the frames that
 * they become with what the solver knows by then.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Frame } from '../../run/frame.js';
import { createHistory, type History } from './history.js';
import { frameOfShot, knownOf, type Shot } from './shot.js';
import type { Known } from './solver.js';

export interface ShownFrames {
  readonly history: Pick<History, 'at' | 'steps'>;
  /** Keeps a shot without showing it. */
  keep(shot: Shot): void;
  show(shot: Shot): void;
  /** The frame on show. */
  frame(): Frame | null;
  /** The frame of a kept step. */
  frameAt(step: number): Frame | null;
  /** What is known of the predictions of a kept step; null: of the one on show. */
  knownAt(step: number | null): readonly (readonly Known[])[];
  /** Frames are made anew with what is known by now. */
  refresh(): void;
  /** All that is kept; the last is on show. */
  kept(): readonly Shot[];
  /** Shows what is kept up to a step, and forgets the rest. */
  cut(step: number): void;
  /** Forgets what is kept; the frame on show stays. */
  forget(): void;
  /** Shows nothing. */
  hide(): void;
}

interface Composed {
  readonly shot: Shot;
  readonly frame: Frame;
}

/** Memory for the shots of a run, in bytes. */
const historyBytes = 2 ** 26;

/** `experiment` is that of the shots, as its walkers set out. */
export function createShownFrames(
  experiment: () => Experiment,
  known: () => readonly (readonly Known[])[],
): ShownFrames {
  const history = createHistory(historyBytes);
  let shown: Composed | null = null;
  let looked: Composed | null = null;
  const compose = (shot: Shot) => ({ shot, frame: frameOfShot(experiment(), shot, known()) });
  const show = (shot: Shot) => {
    history.add(shot);
    shown = compose(shot);
  };
  return {
    history,
    keep: history.add,
    show,
    frame: () => shown?.frame ?? null,
    frameAt(step) {
      const shot = history.at(step);
      if (!shot) return null;
      if (looked?.shot !== shot) looked = compose(shot);
      return looked.frame;
    },
    knownAt(step) {
      const shot = step === null ? shown?.shot : history.at(step);
      return shot ? knownOf(shot, known()) : known();
    },
    refresh() {
      looked = null;
      if (shown) shown = compose(shown.shot);
    },
    kept: () => history.steps().flatMap((step) => history.at(step) ?? []),
    cut(step) {
      history.cut(step);
      looked = null;
      const last = history.at(history.steps().at(-1) ?? 0);
      if (last && shown && shown.shot.step > step) show(last);
    },
    forget() {
      history.clear();
      looked = null;
    },
    hide() {
      shown = null;
    },
  };
}
