/**
 * The stationary law of a transfer operator in one dimension, by repeated application, with the
 * residual that is left. (That of a generator is known in closed form: `stationaryCells`.)
 */
import type { TransferOperator1d } from './transferOperator1d.js';

export interface StationaryLaw1d {
  /** Distribution function at the solver's edges. */
  readonly distribution: Float64Array;
  /** Largest change of the distribution function in one more step. */
  readonly residual: number;
  readonly steps: number;
}

/**
 * Applies `operator` to `start` until the distribution function changes by less than `tolerance` a
 * step, at most `limit` times. A residual above `tolerance` means it has not settled: a slow mode,
 * a period, or mass that leaves the grid.
 */
export function stationaryDistribution(
  operator: TransferOperator1d,
  start: Float64Array,
  tolerance: number,
  limit: number,
): StationaryLaw1d {
  let distribution = start.slice();
  let next = new Float64Array(start.length);
  let residual = Number.POSITIVE_INFINITY;
  let steps = 0;
  while (steps < limit && residual >= tolerance) {
    operator.apply(distribution, next);
    steps++;
    residual = 0;
    for (let i = 0; i < next.length; i++) {
      residual = Math.max(residual, Math.abs(next[i] - distribution[i]));
    }
    [distribution, next] = [next, distribution];
  }
  return { distribution, residual, steps };
}
