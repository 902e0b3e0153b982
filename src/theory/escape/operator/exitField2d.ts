/**
 * The mean number of steps until a walker leaves a region of the plane, as a function of where it
 * starts: u = 1 + Pᵀ(s·u), s the share of each cell that lies in the region (docs/theory.md §4). What
 * it is after a step from any point is smooth, so that it is known between the nodes as well.
 */
import { cellCentres, type Grid } from '../../../math/grid.js';
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type Region } from '../../../model/region.js';
import type { Absent } from '../../absent.js';
import type { LinearMap } from '../../chain/chain.js';
import { atExperimentCentres } from '../../chain/generator/currents.js';
import { solvePaced } from '../../chain/operator/solvePaced.js';
import type { Pair } from '../../law/gradient2d.js';
import { createEnds2d } from '../../master2d/ends2d.js';
import { createMaps2d } from '../../master2d/maps2d.js';
import { createTransferOperator2d } from '../../master2d/transferOperator2d.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { betweenWalls, boxAround, leastCells, planFor, refusal, type Task } from './exitBox2d.js';
import { cellShares } from './exitLevel2d.js';

/** Cells along each side, where the operator on so many is affordable. */
export const cellsWanted = 4 * leastCells;

/**
 * Mean first-passage steps from the centre of each cell of the experiment's grid, NaN off the
 * region; of second order in the solver's cells, `wanted` along each side or as many as are
 * affordable. Absent where walkers cannot leave.
 */
export async function meanExitSteps2d(
  experiment: Experiment,
  index: number,
  region: Region,
  pace: Pace,
  wanted = cellsWanted,
): Promise<Float64Array | Absent> {
  const { landscape, ensembles, grid } = experiment;
  const maps = createMaps2d(landscape, ensembles[index].law);
  if ('absent' in maps) return maps;
  const inRegion = betweenWalls(createInRegion(region, landscape.parameters), grid);
  const found = boxAround(inRegion, grid, 0.5);
  if (!found) return { absent: `the region ${region.text} holds no point on or around the grid` };
  const task: Task = { experiment, maps, inRegion, box: found.box, pace };
  let cells = wanted;
  while (cells > leastCells && refusal(planFor(task, cells))) cells /= 2;
  const plan = planFor(task, cells);
  const refused = refusal(plan);
  if (!plan || refused) return { absent: refused ?? 'no operator' };
  const operator = await createTransferOperator2d(plan, pace);
  const shares = cellShares(inRegion, plan.grid);
  const { foldTransposed } = createEnds2d(plan.grid);
  const kept = new Float64Array(shares.length);
  const map: LinearMap = (u, out) => {
    for (let k = 0; k < u.length; k++) kept[k] = u[k] * shares[k];
    foldTransposed(kept);
    operator.applyTransposed(kept, out);
    for (let k = 0; k < u.length; k++) out[k] = u[k] - out[k];
  };
  try {
    const u = await solvePaced(map, new Float64Array(shares.length).fill(1), equation, pace);
    const onGrid = atExperimentCentres(u, [
      { ...plan.grid.x, axis: grid[0] },
      { ...plan.grid.y, axis: grid[1] },
    ]);
    const inside = new Uint8Array(onGrid.length);
    inRegion(centresOf(grid), inside);
    return onGrid.map((steps, c) => (inside[c] === 1 ? steps : Number.NaN));
  } catch (error) {
    if (error instanceof NotConvergedError) return absentBecause(error);
    throw error;
  }
}

const equation = {
  what: 'the mean exit step from every cell',
  remedy: 'walkers leave the region too seldom for double precision; a smaller one has an answer',
};

/** Coordinates of the centres of all cells. */
function centresOf(grid: Grid): Pair {
  const [x, y] = grid.map(cellCentres);
  const size = x.length * y.length;
  return [
    Float64Array.from({ length: size }, (_, k) => x[Math.floor(k / y.length)]),
    Float64Array.from({ length: size }, (_, k) => y[k % y.length]),
  ];
}
