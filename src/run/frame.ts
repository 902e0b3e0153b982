/** What a run streams: the state of all ensembles at one snapshot, with predictions and verdicts. */
import type { AdapterDescription, Divergence, Losses, Snapshot } from '../engine/ensemble.js';
import type { Experiment, PredictionName } from '../model/experiment.js';
import type { ExitPrediction } from '../theory/escape/exitPrediction.js';
import type { Prediction } from '../theory/prediction.js';
import type { LawChange } from './lawChanges.js';

/** Sampled against predicted; every number has the same meaning as the key in result.json. */
export interface Verdict {
  readonly totalVariation: number;
  /** Total variation expected from sampling alone. */
  readonly totalVariationFloor: number;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly kolmogorovSmirnov: number;
  readonly wasserstein1: number;
  /** Walkers at which χ² exceeds its mean by 5 standard deviations; null: no difference seen. */
  readonly walkersToTell: number | null;
  /** False with so few walkers that no test has two groups to compare; the p-value is 1 then. */
  readonly tested: boolean;
  readonly judgement: 'holds' | 'refused' | 'undecided';
  /** One sentence that claims no more than the numbers say. */
  readonly words: string;
}

export interface Comparison {
  readonly name: PredictionName;
  readonly prediction: Prediction;
  /** Null where the prediction has no probabilities (closed forms of moments). */
  readonly verdict: Verdict | null;
}

export interface EnsembleFrame {
  readonly name: string;
  readonly rule: string;
  readonly snapshot: Snapshot;
  readonly comparisons: readonly Comparison[];
}

/** One snapshot of all ensembles. With several waves, counts grow from wave to wave. */
export interface Frame {
  readonly step: number;
  /** step × the experiment's learning rate. */
  readonly time: number;
  readonly wave: number;
  readonly waves: number;
  readonly ensembles: readonly EnsembleFrame[];
}

export interface Progress {
  /** Walker-steps done and in all, over all ensembles and waves. */
  readonly done: number;
  readonly total: number;
  /** What is being done now, in a word or two. */
  readonly stage: string;
  readonly walkerStepsPerSecond: number;
}

export interface RunManifest {
  readonly version: string;
  readonly backend: 'gpu' | 'chrome' | 'cpu';
  readonly adapter: AdapterDescription;
  readonly seed: string;
  /** NaN for a frame of the page, which is no run that was timed; null in JSON. */
  readonly wallSeconds: number;
}

/** Counts or probabilities of first-passage steps. */
export interface ExitHistogram {
  /** Of step 0. */
  readonly startedOutside: number;
  /** Steps per bin; 1 up to 512 steps. */
  readonly binWidth: number;
  /** Entry i: of the steps i·binWidth + 1 … (i + 1)·binWidth. */
  readonly bins: Float64Array;
}

export interface ExitComparison {
  readonly name: ExitPrediction['name'];
  readonly prediction: ExitPrediction;
  /** Probabilities. */
  readonly histogram: ExitHistogram;
  /** Probability of being inside still. */
  readonly inside: number;
  /** Mean of min(T, step). */
  readonly mean: number;
  /** Sampled less predicted mean, in standard errors; 0 where nothing varies. */
  readonly deviation: number;
  /** That of a density over steps; walkers inside still are its outside. */
  readonly verdict: Verdict;
  /** Of the density and of the means, whichever refuses more. */
  readonly judgement: Verdict['judgement'];
  /** One sentence on both. */
  readonly words: string;
}

/** First-passage steps T of all walkers out of the exit region, sampled up to `step`. */
export interface ExitSummary {
  readonly step: number;
  readonly walkers: number;
  readonly histogram: ExitHistogram;
  /** Walkers inside at every step so far: censored. */
  readonly inside: number;
  /** Walkers whose first step outside left every bound. */
  readonly diverged: number;
  /** Mean of min(T, step), and its standard error. */
  readonly mean: number;
  readonly meanError: number;
  /** Exits per step and walker inside, over the second half of the steps; NaN with nobody inside. */
  readonly rate: number;
  readonly rateError: number;
  readonly comparisons: readonly ExitComparison[];
  readonly absent: readonly { readonly name: ExitPrediction['name']; readonly reason: string }[];
}

/** What a run knows of one noise model beyond its snapshots. */
export interface EnsembleSummary {
  readonly name: string;
  readonly rule: string;
  readonly walkers: number;
  readonly diverged: number;
  readonly divergences: readonly Divergence[];
  readonly losses: Losses;
  /** Over the time spent in `advance` alone; 0 where there was nothing to advance. */
  readonly walkerStepsPerSecond: number;
  /** Predictions that were asked for and cannot be had, with the reason. */
  readonly absent: readonly { readonly name: PredictionName; readonly reason: string }[];
  /** Null where the experiment has no exit region. */
  readonly exits: ExitSummary | null;
}

/** What a run returns at its end: the frames of all walkers, one per snapshot, and their story. */
export interface RunResult {
  readonly experiment: Experiment;
  readonly manifest: RunManifest;
  readonly frames: readonly Frame[];
  readonly ensembles: readonly EnsembleSummary[];
  /** Ascending; none where one law holds throughout. Before them `experiment` is the law. */
  readonly lawChanges: readonly LawChange[];
  /** Sentences that the user should read. */
  readonly warnings: readonly string[];
}
