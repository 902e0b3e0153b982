/** The resolved experiment: frozen plain data that sampling and solving both start from. */
import type { Expression } from '../math/expression/expression.js';
import type { Grid } from '../math/grid.js';
import type { UpdateLaw } from './law.js';
import type { predictions } from './predictions.js';
import type { Region } from './region.js';

/** Samples as columns of equal length. A landscape without data has one row and no column. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** One array of `rows` values per column. */
  readonly values: readonly Float64Array[];
}

/** A loss over parameters and data, with what is derived from it. */
export interface Landscape {
  readonly name: string;
  readonly title: string;
  /** Names of the parameters θ; one or two. */
  readonly parameters: readonly string[];
  /** Scalar constants that occur as symbols in the expressions below. */
  readonly constants: Readonly<Record<string, number>>;
  readonly data: DataTable;
  /** ℓ(θ; z) over parameters, constants and data columns. */
  readonly sampleLoss: Expression;
  /** ∂ℓ/∂θᵢ. */
  readonly sampleGradient: readonly Expression[];
  /**
   * Mean gradient and covariance C₁ of one sample's gradient as expressions of θ alone, exact;
   * null where the sample gradient is not a sum of products of a function of θ and one of the
   * data, so that the samples have to be looped over.
   */
  readonly moments: GradientMoments | null;
}

export interface GradientMoments {
  readonly gradient: readonly Expression[];
  /** Full symmetric matrix; entry (i, j) of C₁ = (1/n) Σ (∇ℓ − ∇L)(∇ℓ − ∇L)ᵀ. */
  readonly covariance: readonly (readonly Expression[])[];
}

/** The law of one coordinate of the walkers at step 0. Coordinates are independent. */
export type InitialLaw =
  | { readonly kind: 'point'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly standardDeviation: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number };

export type PredictionName = keyof typeof predictions;

/** One noise model of an experiment. */
export interface EnsembleSpec {
  readonly name: string;
  /** Name of the rule in the catalogue. */
  readonly rule: string;
  /** The rule's own parameters, defaults filled in. */
  readonly parameters: Readonly<Record<string, number | boolean>>;
  /** Its own, or the experiment's. */
  readonly learningRate: number;
  readonly law: UpdateLaw;
}

/** What moves, and when it is looked at: an experiment without walkers and without a grid. */
export type Dynamics = Pick<Experiment, 'landscape' | 'initial' | 'ensembles' | 'snapshots'>;

export interface Experiment {
  /** Short; safe as a file name. */
  readonly name: string;
  /** The name where the file gives no title. */
  readonly title: string;
  /** Empty where the file gives none. */
  readonly description: string;
  /** Where what it shows comes from; empty where the file does not say. */
  readonly reference: string;
  readonly landscape: Landscape;
  readonly learningRate: number;
  readonly steps: number;
  /** One law per parameter. */
  readonly initial: readonly InitialLaw[];
  readonly ensembles: readonly EnsembleSpec[];
  /** Walkers per ensemble, at most 4·10⁹. */
  readonly walkers: number;
  /** Decimal digits of an unsigned 64-bit integer. */
  readonly seed: string;
  /** One axis per parameter, in the landscape's order. */
  readonly grid: Grid;
  /** The file says `grid: auto`: `grid` is a first guess that solvers have yet to fit. */
  readonly gridIsAuto: boolean;
  /** Steps at which densities are taken, ascending, unique, each ≤ steps. */
  readonly snapshots: readonly number[];
  readonly predictions: readonly PredictionName[];
  /** δ: Fokker–Planck predictions are solved with C + δI in the place of C. */
  readonly regularization: number;
  /** The region whose first-passage steps are sampled and predicted; null where none is asked. */
  readonly exitRegion: Region | null;
  /** The experiment as the file would state it, defaults filled in and data inlined: plain JSON. */
  readonly source: unknown;
}

/**
 * The experiment as ensemble `index` runs it: with that ensemble's learning rate. Whoever predicts one
 * ensemble starts from this.
 */
export function seenBy(experiment: Experiment, index: number): Experiment {
  const { learningRate } = experiment.ensembles[index];
  return learningRate === experiment.learningRate ? experiment : { ...experiment, learningRate };
}
