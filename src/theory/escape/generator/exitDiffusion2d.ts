/**
 * First passage out of a region by a diffusion in two dimensions: the cells of the box that holds the
 * region, halved together with time steps and extrapolated.
 */
import type { InitialLaw } from '../../../model/experiment.js';
import type { InRegion } from '../../../model/region.js';
import { confine, reachedFrom } from '../../chain/generator/jumpRates.js';
import type { Coefficients2d } from '../../fokkerPlanck2d/coefficients2d.js';
import { outerProduct } from '../../law/initialLaw2d.js';
import type { Pace } from '../../pace.js';
import { createExitGrid1d, startWeights1d } from './exitGrid1d.js';
import { type Box, createRegionCells } from './exitGrid2d.js';
import { type ExitLaw, type RegionPart, refineExit, solveExitLevel } from './exitLaw.js';

/** What is asked: exits of walkers with these initial laws, at the times k·spacing, k < count. */
export interface ExitQuestion2d {
  readonly coefficients: Coefficients2d;
  readonly initial: readonly InitialLaw[];
  readonly inRegion: InRegion;
  readonly box: Box;
  readonly spacing: number;
  readonly count: number;
}

const coarsestCells = 24;
const mostLevels = 2;

/**
 * The exit law in units of time; null where the diffusion is degenerate in the part of the region
 * that walkers reach. Throws NotConvergedError where they cannot leave.
 */
export async function exitOfDiffusion2d(
  question: ExitQuestion2d,
  pace: Pace,
): Promise<ExitLaw | null> {
  const { spacing, count } = question;
  return refineExit(
    (level) => {
      const part = regionPart(question, coarsestCells * 2 ** level);
      if (!part) return Promise.resolve(null);
      const halvings = Math.max(0, level - 1);
      return solveExitLevel([part], { spacing, count, halvings }, pace);
    },
    mostLevels,
    pace,
  );
}

/** The cells that walkers reach; null where their diffusion is degenerate. */
export function regionPart(
  { coefficients, initial, inRegion, box }: Omit<ExitQuestion2d, 'spacing' | 'count'>,
  cells: number,
): RegionPart | null {
  const grids = box.map(([low, high]) =>
    createExitGrid1d({ low, high, endsLow: false, endsHigh: false }, [], cells, 0),
  );
  const whole = createRegionCells(coefficients, inRegion, [grids[0].edges, grids[1].edges]);
  if (whole.degenerate > 0) return null;
  const [wx, wy] = grids.map((grid, a) => startWeights1d(grid, initial[a]));
  const everywhere = outerProduct(wx, wy);
  const start = Float64Array.from(whole.states, (c) => everywhere[c]);
  const { rates, states } = confine(whole.rates, reachedFrom(whole.rates, start));
  return { rates, start: Float64Array.from(states, (k) => start[k]) };
}
