/** What a solver says about the walkers at one step: probability per cell with its own error. */
import type { PredictionName } from '../model/experiment.js';

export interface Prediction {
  readonly step: number;
  /** Probability per cell of the experiment's grid; null where only moments are known. */
  readonly probabilities: Float64Array | null;
  /** Probability off the grid, one more cell. */
  readonly outside: number;
  readonly mean: Float64Array;
  /** d × d row-major. */
  readonly covariance: Float64Array;
  /** Estimated error of `probabilities` in total variation, from two resolutions. */
  readonly solverError: number;
  /** Estimated error of the covariance entries, relative to the largest, from the same two. */
  readonly momentError: number;
  /** Warnings of the solver that the user should read, if any. */
  readonly notes: readonly string[];
}

/** Predictions at the asked steps, or the reason why there are none. */
export type PredictionSeries =
  | { readonly name: PredictionName; readonly predictions: ReadonlyMap<number, Prediction> }
  | { readonly name: PredictionName; readonly absent: string };
