/** What one equation says of one noise model for all times, with no walkers. */
import type { PredictionName } from '../model/experiment.js';
import type { Absent } from './absent.js';
import type { Clock } from './chain/chain.js';
import type { ExitPrediction } from './escape/exitPrediction.js';

/** A number with the estimate of its absolute error, from two resolutions. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

export interface Stationary {
  /** Probability per cell of the experiment's grid. */
  readonly probabilities: Float64Array;
  readonly outside: number;
  /** NaN where the tails have none. */
  readonly mean: Float64Array;
  /** d × d row-major; NaN where the tails have none. */
  readonly covariance: Float64Array;
  /** Estimated error of `probabilities` in total variation. */
  readonly solverError: number;
  /** Estimated error of the covariance entries, relative to the largest. */
  readonly momentError: number;
  /** Which moments there are none of, and how they change with the solver's domain; sentences. */
  readonly missing: readonly string[];
  /** What one more step, or unit of time, would still change, in total variation. */
  readonly residual: number;
  /**
   * Of a generator: the probability current per unit of time on the cells of the experiment's
   * grid, one component per parameter; of an operator per step, on a ring of one parameter, else null.
   */
  readonly current: readonly Float64Array[] | null;
  /** Estimated largest error of `current`; null where there is none. */
  readonly currentError: number | null;
  /** Largest net flux between two cells over the largest one-way flux; 0 in detailed balance. */
  readonly irreversibility: number | null;
  readonly notes: readonly string[];
}

/** How the slowest deviation from the stationary law dies out. */
export interface Relaxation {
  /** Rate per unit of the clock: −Re λ of the generator, −ln|λ| of the operator. */
  readonly gap: Estimate;
  /** 1/gap, in units of the clock. */
  readonly time: Estimate;
}

/** KL(p_k ‖ p_∞) at steps of the experiment. */
export interface EntropyDecay {
  readonly steps: readonly number[];
  /** In nats; infinite for a law that is a point, NaN where the stationary law is too small for numbers. */
  readonly values: Float64Array;
  /** Estimated absolute errors. */
  readonly errors: Float64Array;
}

export interface ExitField extends ExitPrediction {
  /** Mean exit time from the centre of each cell, in units of the clock; NaN off the region. */
  readonly meanFrom: Float64Array;
  /** Largest difference of `meanFrom` from that of half as many cells along each axis. */
  readonly meanFromError: number;
}

/** Rates between the basins of the landscape's minima. */
export interface BasinRates {
  readonly minima: readonly { readonly at: readonly number[]; readonly loss: number }[];
  /** Stationary share of each basin. */
  readonly shares: readonly number[];
  /** rates[i][j]: from basin i to basin j, per unit of the clock. */
  readonly rates: readonly (readonly Estimate[])[];
  /** Committor from the first to the second minimum on the experiment's grid; null for more than two. */
  readonly committor: Float64Array | null;
  /** Largest difference of the committors of two resolutions; 0 where there is none. */
  readonly committorError: number;
}

export interface Solution {
  readonly name: PredictionName;
  readonly clock: Clock;
  readonly stationary: Stationary | Absent;
  readonly relaxation: Relaxation | Absent;
  readonly entropy: EntropyDecay | Absent;
  /** Null where the experiment asks for no exit time. */
  readonly exit: ExitField | Absent | null;
  /** Null on a landscape with fewer than two minima. */
  readonly basins: BasinRates | Absent | null;
}
