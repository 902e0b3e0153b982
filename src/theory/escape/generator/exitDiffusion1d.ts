/**
 * First passage out of a region by a diffusion in one dimension: each interval of the region that
 * holds a start has cells of its own, whose ends are absorbing edges where the region ends and walls
 * where only the domain does. Cells and time steps are halved and extrapolated (both errors are of
 * second order) until two extrapolations agree.
 */
import type { InitialLaw } from '../../../model/experiment.js';
import { jumpRates1d } from '../../chain/generator/jumpRates.js';
import type { Coefficients1d } from '../../fokkerPlanck/coefficients1d.js';
import { createGenerator1d } from '../../fokkerPlanck/generator1d.js';
import type { Pace } from '../../pace.js';
import { createExitGrid1d, startWeights1d } from './exitGrid1d.js';
import { type ExitLaw, refineExit, solveExitLevel } from './exitLaw.js';
import type { Interval } from './intervals1d.js';
import { findJumps } from './jumps1d.js';

/** What is asked: exits of walkers with this initial law, at the times k·spacing, k < count. */
export interface ExitQuestion1d {
  readonly coefficients: Coefficients1d;
  readonly initial: InitialLaw;
  readonly intervals: readonly Interval[];
  readonly spacing: number;
  readonly count: number;
}

const coarsestCells = 64;
const mostLevels = 6;

/**
 * The exit law in units of time; null where the diffusion vanishes or is not finite in an interval
 * that holds a start. Throws NotConvergedError where walkers cannot leave.
 */
export async function exitOfDiffusion1d(
  { coefficients, initial, intervals, spacing, count }: ExitQuestion1d,
  pace: Pace,
): Promise<ExitLaw | null> {
  const jumps = intervals.map(({ low, high }) => findJumps(coefficients, low, high));
  let vanishes = false;
  const solve = async (level: number) => {
    const parts = [];
    for (const [k, interval] of intervals.entries()) {
      const grid = createExitGrid1d(interval, jumps[k], coarsestCells, level);
      const start = startWeights1d(grid, initial);
      if (start.every((w) => w === 0)) continue;
      const generator = createGenerator1d(coefficients, grid.edges);
      if (!generator) {
        vanishes = true;
        return null;
      }
      const rates = jumpRates1d(generator, {
        left: interval.endsLow ? 'absorbing' : 'reflecting',
        right: interval.endsHigh ? 'absorbing' : 'reflecting',
      });
      parts.push({ rates, start });
    }
    return solveExitLevel(parts, { spacing, count, halvings: level }, pace);
  };
  const law = await refineExit(solve, mostLevels, pace);
  return vanishes ? null : law;
}
