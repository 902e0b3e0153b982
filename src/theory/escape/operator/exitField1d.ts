/**
 * The mean number of steps until a walker leaves a region, as a function of where it starts, in one
 * dimension: (1 − P)ᵀ u = 1 on the cells of the region's intervals (docs/theory.md §4).
 */
import { cellCentres } from '../../../math/grid.js';
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type Region } from '../../../model/region.js';
import type { Absent } from '../../absent.js';
import { cellMatrix } from '../../chain/operator/cellMatrix1d.js';
import { createDenseSolver } from '../../chain/operator/denseSolver.js';
import { createMaps1d } from '../../master/maps1d.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import type { Interval } from '../generator/intervals1d.js';
import { createBlocks } from './exitLevel1d.js';
import { lookWithin } from './operatorExit1d.js';

/** Cells of all intervals together: a dense factorisation of so many takes a second or two. */
export const mostCells = 768;

/**
 * Mean first-passage steps from the centre of each cell of the experiment's grid, NaN off the
 * region; of second order in the cells of the intervals, `most` of them together. Absent where walkers
 * cannot leave.
 */
export async function meanExitSteps1d(
  experiment: Experiment,
  index: number,
  region: Region,
  pace: Pace,
  most = mostCells,
): Promise<Float64Array | Absent> {
  const { landscape, ensembles, grid } = experiment;
  const maps = createMaps1d(landscape, ensembles[index].law);
  if ('absent' in maps) return { absent: maps.absent };
  const inRegion = createInRegion(region, landscape.parameters);
  const intervals = lookWithin(experiment, inRegion, 0.5);
  const centres = cellCentres(grid[0]);
  if (intervals.length === 0) return centres.fill(Number.NaN);
  if (maps.sum && intervals.length > 1) {
    return { absent: 'too many minibatches to list one by one between several intervals' };
  }
  const cells = Math.floor(most / intervals.length);
  if (cells < 16) return { absent: `the region has ${intervals.length} parts: too many` };
  const solve = createDenseSolver(
    cellMatrix(await createBlocks(maps, intervals, cells, grid[0], pace)),
  );
  const count = cells * intervals.length;
  const ones = new Uint8Array(count).fill(1);
  try {
    const u = solve(ones, new Float64Array(count).fill(-1), true, 1e-9);
    return centres.map((x) => valueAt(x, intervals, cells, u));
  } catch (error) {
    if (error instanceof NotConvergedError) return absentBecause(error);
    throw error;
  }
}

/** Linear between the centres of an interval's cells, and beyond the outermost. */
function valueAt(x: number, intervals: readonly Interval[], cells: number, u: Float64Array) {
  const part = intervals.findIndex(({ low, high }) => x >= low && x <= high);
  if (part < 0) return Number.NaN;
  const { low, high } = intervals[part];
  const position = ((x - low) / (high - low)) * cells - 0.5;
  const left = Math.min(cells - 2, Math.max(0, Math.floor(position)));
  const at = part * cells + left;
  return u[at] + (position - left) * (u[at + 1] - u[at]);
}
