/**
 * The contract that every backend fulfils: GPU, Chrome and the CPU twin. An ensemble holds the
 * walkers of one noise model, or one wave of them; waves are merged by whoever asks for them.
 */
import type { Experiment } from '../model/experiment.js';

export interface EnsembleRequest {
  readonly experiment: Experiment;
  /** Which of the experiment's ensembles; also the stream of its random numbers. */
  readonly index: number;
  /** Global number of the first walker; a walker's random numbers depend on its global number. */
  readonly firstWalker: number;
  readonly walkers: number;
}

/** What the walkers look like at one step. Counts are integers, held in float64. */
export interface Snapshot {
  readonly step: number;
  readonly walkers: number;
  /** Walkers per cell, row-major, first axis slowest; a periodic axis is counted modulo its length. */
  readonly counts: Float64Array;
  /** Walkers that are off the grid but have not diverged, those that were absorbed among them. */
  readonly outside: number;
  /** Of `outside`: walkers that absorbing ends have removed. */
  readonly absorbed: number;
  /** Walkers parked because they left every bound. */
  readonly diverged: number;
  /**
   * Mean of the walkers that have neither diverged nor been absorbed, one entry per parameter; NaN
   * where none is left.
   * Never taken modulo an axis, like the covariance.
   */
  readonly mean: Float64Array;
  /** Their covariance (divided by their number), d × d row-major. */
  readonly covariance: Float64Array;
}

export interface Divergence {
  /** The step whose update left the bound (1 is the first update). */
  readonly step: number;
  readonly walkers: number;
}

/** Of the diverged walkers those whose last update was no finite number: lost, not run away. */
export interface Losses {
  readonly walkers: number;
  /** A few of them: the step of that update, and where it began. */
  readonly places: readonly { readonly step: number; readonly position: readonly number[] }[];
}

/** First steps at which walkers were outside the experiment's exit region. */
export interface Exits {
  readonly step: number;
  readonly walkers: number;
  /** Walkers by that step, 0 … `step`; those of step 0 started outside. */
  readonly counts: Float64Array;
  /** Censored: walkers that have been inside at every step so far. */
  readonly inside: number;
  /** Of `counts`, those that diverged in that very step; a walker that diverges has left. */
  readonly diverged: number;
}

/** Calls need not wait for each other: they are carried out in the order in which they were made. */
export interface Ensemble {
  readonly walkers: number;
  readonly step: number;
  /**
   * Advances every walker by `steps` updates. `onSteps` is called after each submission with the
   * number of updates it did, averaged over the walkers. Rejects with DeviceError where the device is lost, and with RangeError
   * beyond the experiment's last step.
   */
  advance(steps: number, onSteps?: (steps: number) => void): Promise<void>;
  /**
   * From this step on the walkers obey the law of `experiment`, which may differ from their own in
   * the learning rate, in parameters of the rules and in the number of steps alone; more steps move
   * the end. Positions, random numbers, divergences and exits go on as they are.
   */
  change(experiment: Experiment): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** Walkers diverged so far by the step at which it happened, ascending, zeros left out. */
  divergences(): Promise<Divergence[]>;
  losses(): Promise<Losses>;
  /** Null where the experiment has no exit region. */
  exits(): Promise<Exits | null>;
  /** Parameters of walkers `first … first + count − 1`, one array per parameter (float32 values). */
  readWalkers(first: number, count: number): Promise<Float32Array[]>;
  destroy(): void;
}

export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True for a software adapter; never to be shown as a GPU. */
  readonly isFallback: boolean;
}

export interface Backend {
  readonly kind: 'gpu' | 'chrome' | 'cpu';
  readonly adapter: AdapterDescription;
  /** Most walkers that one ensemble of this experiment may hold at a time. */
  capacity(experiment: Experiment): number;
  create(request: EnsembleRequest): Promise<Ensemble>;
  destroy(): void;
}
