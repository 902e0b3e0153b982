/** Exact stationary moments of the linear model, and whether there are any (docs/theory.md §3). */
import type { Grid } from '../../math/grid.js';
import { hasWall } from '../../model/boundary.js';
import type { Dynamics } from '../../model/experiment.js';
import { createPace } from '../pace.js';
import { divergenceWords, factorWords } from './contraction/divergence.js';
import { createLinearModel } from './linearModel.js';
import { type StationaryMoments, stationaryMoments } from './stationaryMoments.js';
import { wallFelt } from './wallsFelt.js';

export interface ClosedStationary extends StationaryMoments {
  /** Factor by which deviations of second moments change each step; below 1. */
  readonly growth: number;
}

export interface NoClosedStationary {
  readonly absent: string;
  /** The same factor; null where there is no linear model. */
  readonly growth: number | null;
}

/** The stationary moments of ensemble `index`, or why there are none. */
export async function solveClosedStationary(
  { landscape, ensembles, grid = [] }: Dynamics & { readonly grid?: Grid },
  index: number,
): Promise<ClosedStationary | NoClosedStationary> {
  const { law } = ensembles[index];
  const model = createLinearModel(landscape, law);
  if ('absent' in model) return { absent: model.absent, growth: null };
  const { growth, moments } = await stationaryMoments(model, createPace());
  const felt = grid.some(hasWall) && (moments ? wallFelt(grid, moments) : 'walls hold the walkers');
  if (felt) return { absent: felt, growth: null };
  if (moments) return { ...moments, growth };
  if (growth > 1 + 1e-9) return { absent: divergenceWords(growth, landscape, law), growth };
  const why =
    growth < 1 - 1e-9
      ? 'the stationary covariance was not found to working accuracy'
      : 'a direction is flat: second moments never settle';
  return { absent: `${why} (factor ${factorWords(growth)} each step)`, growth };
}
