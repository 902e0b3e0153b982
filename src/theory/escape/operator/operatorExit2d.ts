/**
 * First passage out of the experiment's region in steps, in two dimensions: the transfer operator on
 * a grid around the region, confined to it, on grids of doubled resolution until two agree.
 */
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type Region } from '../../../model/region.js';
import { createEnds2d } from '../../master2d/ends2d.js';
import { createMaps2d } from '../../master2d/maps2d.js';
import { createTransferOperator2d } from '../../master2d/transferOperator2d.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import type { ExitSeries } from '../exitPrediction.js';
import {
  betweenWalls,
  boxAround,
  gridOf,
  leastCells,
  longest,
  planFor,
  refusal,
  type Task,
} from './exitBox2d.js';
import { cellShares, followInside2d } from './exitLevel2d.js';
import {
  coarseNote,
  type ExitErrors,
  exactExit,
  exitDifference,
  noErrors,
  refineExit,
} from './exitRefinement.js';
import { atomsInside, pointsInside } from './exitStart2d.js';
import type { ExitLevel } from './exitSurvival.js';

const name = 'masterEquation';
const mostCells = 384;
const mostWork = 5e9;

/** A fifth of the largest error that sampling alone makes, within reason. */
const targetError = (walkers: number) => Math.min(1e-3, Math.max(1e-5, 0.1 / Math.sqrt(walkers)));

/** The first passage of ensemble `index`, of two parameters, out of `region`. */
export async function predictOperatorExit2d(
  experiment: Experiment,
  index: number,
  region: Region,
  pace: Pace,
): Promise<ExitSeries> {
  try {
    return await passage(experiment, index, region, pace);
  } catch (error) {
    if (error instanceof NotConvergedError) return { name, ...absentBecause(error) };
    throw error;
  }
}

async function passage(
  experiment: Experiment,
  index: number,
  region: Region,
  pace: Pace,
): Promise<ExitSeries> {
  const maps = createMaps2d(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in maps) return { name, absent: maps.absent };
  const inRegion = betweenWalls(
    createInRegion(region, experiment.landscape.parameters),
    experiment.grid,
  );
  const found = boxAround(inRegion, experiment.grid, 0.25);
  if (!found) {
    return { name, absent: `the region ${region.text} holds no point on or around the grid` };
  }
  let task: Task = { experiment, maps, inRegion, box: found.box, pace };
  const atoms = atomsInside(experiment, maps, inRegion);
  if (atoms?.survival.at(-1) === 0 && atoms.survival[0] > 0) {
    return exactExit(atoms.survival, experiment.steps);
  }
  const inside = atoms ?? pointsInside(experiment, gridOf(task, leastCells), inRegion);
  if (!(inside.survival[0] > 1e-15)) {
    return {
      name,
      absent: `the region ${region.text} contains no start: every walker is outside at step 0`,
    };
  }
  let cells = leastCells;
  const refused = refusal(planFor(task, 2 * cells));
  if (refused) return { name, absent: refused };
  let coarse = await solve(task, cells);
  let truncation: ExitErrors = noErrors;
  if (found.isCut) {
    const wider = boxAround(inRegion, experiment.grid, 0.5)!;
    const wide = { ...task, box: wider.box };
    const same = Math.ceil(cells * longest(wider.box, task.box));
    if (!refusal(planFor(wide, 2 * same))) {
      const other = await solve(wide, same);
      truncation = exitDifference(coarse, other);
      [task, cells, coarse] = [wide, same, other];
    }
  }
  const chosen = task;
  const refinement = {
    solve: (n: number) => solve(chosen, n),
    coarse,
    coarseCells: cells,
    truncation,
    target: targetError(experiment.walkers),
    order: 2,
    fits: (finest: ExitLevel, n: number) =>
      n <= mostCells &&
      finest.work * (maps.normals > 0 ? 8 : 4) <= mostWork &&
      !refusal(planFor(chosen, n)),
    notes: (n: number) => notesOn(chosen, n),
  };
  return refineExit(refinement, pace);
}

async function solve(task: Task, n: number): Promise<ExitLevel> {
  const { experiment, maps, inRegion, pace } = task;
  const plan = planFor(task, n)!;
  const operator = await createTransferOperator2d(plan, pace);
  const start =
    atomsInside(experiment, maps, inRegion) ?? pointsInside(experiment, plan.grid, inRegion);
  const first = operator.start(start.points, start.weights);
  const shares = cellShares(inRegion, plan.grid);
  const { steps } = experiment;
  const work = { step: plan.work, most: mostWork };
  const { fold } = createEnds2d(plan.grid);
  fold(first);
  return followInside2d({ operator, fold }, shares, first, start.survival, steps, work, pace);
}

/** Where the noise of one step is finer than the cells, with the numbers. */
function notesOn(task: Task, n: number): string[] {
  const plan = planFor(task, n);
  if (!plan || task.maps.normals === 0) return [];
  const { x, y } = plan.grid;
  const own = plan.noise?.own ?? [0, 0];
  const finest = Math.min(own[0] / x.width, own[1] / y.width);
  return finest > 0 && finest < 1 ? [coarseNote(finest * x.width, x.width)] : [];
}
