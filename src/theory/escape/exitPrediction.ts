/** What a solver says about the first passage out of the experiment's exit region. */
import type { Absent } from '../absent.js';
import { largestDifference } from '../resolutions.js';

export interface ExitPrediction {
  /** masterEquation: from the operator, in steps. fokkerPlanck: from the generator. */
  readonly name: 'masterEquation' | 'fokkerPlanck';
  /**
   * P(the walker has been outside by step k), k = 0 … steps of the experiment. Of the generator:
   * at training times ηk.
   */
  readonly distribution: Float64Array;
  /** Estimated largest error of `distribution`, from two resolutions. */
  readonly distributionError: number;
  /** Mean first-passage step from the initial law, not cut at the last step; of the generator: mean time over η. */
  readonly mean: number;
  /** Estimated absolute error of `mean`. */
  readonly meanError: number;
  /** Share of the walkers inside that leave per step once their law inside has settled. */
  readonly rate: number;
  readonly notes: readonly string[];
}

export type ExitSeries = ExitPrediction | AbsentExit;

export type AbsentExit = Absent & { readonly name: ExitPrediction['name'] };

export const withoutName = ({ name: _, ...reason }: AbsentExit): Absent => reason;

/** A field of mean exit times with its distance from that of half as many cells. */
export const withError = (meanFrom: Float64Array, coarser: Float64Array) => ({
  meanFrom,
  meanFromError: largestDifference(meanFrom, coarser),
});
