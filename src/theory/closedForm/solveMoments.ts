/** Closed forms without walkers and without a grid, in up to 64 parameters: for the library. */
import type { ResolveOptions } from '../../model/file/ownLandscape.js';
import { resolveDynamics } from '../../model/file/resolve.js';
import { createPace, type PredictOptions } from '../pace.js';
import type { PredictionSeries } from '../prediction.js';
import { solveClosedForm } from './closedForms.js';
import {
  type ClosedStationary,
  type NoClosedStationary,
  solveClosedStationary,
} from './closedStationary.js';

export interface EnsembleMoments {
  readonly name: string;
  /** Mean (d) and covariance (d × d, row by row) at every snapshot, or why there are none. */
  readonly series: PredictionSeries;
  /** The same for all times. */
  readonly stationary: ClosedStationary | NoClosedStationary;
}

/**
 * Mean and covariance of every ensemble of `plain`, exact at any learning rate up to rounding, where
 * every sample's loss is quadratic in the parameters. `plain` has the fields of an experiment file
 * but for walkers, seed, grid and predictions; a loss of one's own may have up to 64 parameters. Units
 * are those of the parameters; the step counts time.
 *
 * Throws SpecError for a field that is wrong. Rejects with the signal's reason when aborted.
 * Source: docs/theory.md §3; Liu, Ziyin, Ueda, ICML 2021.
 */
export async function solveMoments(
  plain: unknown,
  options: PredictOptions & ResolveOptions = {},
): Promise<EnsembleMoments[]> {
  const dynamics = resolveDynamics(plain, options);
  const solved: EnsembleMoments[] = [];
  for (const [index, { name }] of dynamics.ensembles.entries()) {
    options.signal?.throwIfAborted();
    const series = await solveClosedForm(dynamics, index, createPace(options));
    solved.push({ name, series, stationary: await solveClosedStationary(dynamics, index) });
  }
  return solved;
}
