/** Exact stationary moments of the linear model, and whether there are any (docs/theory.md §3). */
import type { Experiment } from '../../model/experiment.js';
import type { Absent } from '../solution.js';
import { secondMomentGrowth, stationaryMoments } from './closedForms.js';
import { createLinearModel } from './linearModel.js';

export interface ClosedStationary {
  readonly mean: Float64Array;
  /** d × d row-major. */
  readonly covariance: Float64Array;
  /** Factor by which deviations of second moments change each step; below 1. */
  readonly growth: number;
}

/** The stationary moments of ensemble `index`, or why there are none. */
export function solveClosedStationary(
  experiment: Experiment,
  index: number,
): ClosedStationary | Absent {
  const model = createLinearModel(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in model) return model;
  const growth = secondMomentGrowth(model);
  const moments = stationaryMoments(model);
  if (moments) return { ...moments, growth };
  const why =
    growth > 1 + 1e-9
      ? 'second moments grow without bound'
      : 'a direction is flat: second moments never settle';
  return { absent: `${why} (factor ${growth.toPrecision(6)} each step)` };
}
