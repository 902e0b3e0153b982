/** What the driver needs of the page, and what it does for it. */
import type { Backend, Ensemble } from '../../engine/ensemble.js';
import type { Experiment } from '../../model/experiment.js';
import type { Frame } from '../../run/frame.js';
import type { LawChange } from '../../run/lawChanges.js';
import type { Event, State } from './controller.js';
import type { History } from './history.js';
import type { Plan } from './plan.js';
import type { Shot } from './shot.js';
import type { Answers, Known, Solver } from './solver.js';

export interface OpenedBackend {
  readonly backend: Backend;
  /** Resolves, with the reason, when the device is lost. */
  readonly lost: Promise<string>;
}

export interface DriverOptions {
  /** Opens the device, at first and again after it was lost. */
  readonly open: () => Promise<OpenedBackend>;
  readonly solver: Pick<Solver, 'start' | 'alsoAt' | 'known' | 'answers'>;
  /** Whether the walkers of an experiment move live. */
  readonly plan: (experiment: Experiment) => Plan;
  /** Resolves when the page is about to draw. */
  readonly nextFrame: () => Promise<void>;
  /** Most frames that a run shows per second. */
  readonly framesPerSecond: () => number;
  /** Called when the state, the frame or the rate has changed. */
  readonly onChange: () => void;
  /** Something that the user should know and need not act on. */
  readonly onNotice: (text: string) => void;
}

/** A run with all that was kept of it. */
export interface LeftRun {
  readonly state: State;
  readonly plan: Plan;
  readonly experiment: Experiment;
  readonly changes: readonly LawChange[];
  readonly shots: readonly Shot[];
  readonly answers: Answers;
  readonly wavesDone: number;
}

export interface Driver {
  /** Starts with another experiment; goes on running if the one before was running. */
  load(experiment: Experiment): void;
  /**
   * Lets the walkers go on as those of an experiment that differs from the present one in its law
   * and its number of steps alone (sameWalkers); false where there are none on their way, and it
   * has to be loaded. Frames up to the new end stay.
   */
  change(experiment: Experiment): boolean;
  /** The run as it is now, to be gone back to; null where it has not left its start. */
  leave(): LeftRun | null;
  /** Takes up a run that was left: its frames are those that were kept, its walkers come again. */
  goBack(run: LeftRun): void;
  send(event: Event): void;
  state(): State;
  plan(): Plan;
  /** The newest frame: all ensembles at one step, with the predictions known by now. */
  frame(): Frame | null;
  /** The frame of a kept step. */
  frameAt(step: number): Frame | null;
  /** What is known of the predictions of a kept step; null: of the newest frame. */
  knownAt(step: number | null): readonly (readonly Known[])[];
  /** What is kept of the run so far. */
  readonly history: Pick<History, 'at' | 'steps'>;
  /** The experiment as its walkers set out; null before the first. */
  experiment(): Experiment | null;
  /** The steps at which the law was changed since, ascending. */
  changes(): readonly LawChange[];
  walkerStepsPerSecond(): number;
  /** The walkers where they are by now, for who draws them; null while there are none. */
  walkers(): { readonly backend: Backend; readonly ensembles: readonly Ensemble[] } | null;
  /** The share of a run in waves that is done, 0 … 1. */
  wavesDone(): number;
  /** Puts predictions that have come in since into the frame on show. */
  refresh(): void;
}
