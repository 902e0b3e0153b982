/**
 * First passage out of the experiment's region in steps, in two dimensions: the transfer operator on
 * a grid around the region, confined to it, on grids of doubled resolution until two agree.
 */
import type { Grid } from '../../../math/grid.js';
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type InRegion, type Region } from '../../../model/region.js';
import { createMaps2d, type Maps2d } from '../../master2d/maps2d.js';
import {
  createTransferOperator2d,
  type OperatorPlan2d,
  planOperator2d,
} from '../../master2d/transferOperator2d.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { createSolverGrid2d } from '../../solverGrid2d.js';
import type { ExitSeries } from '../exitPrediction.js';
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
const leastCells = 32;
const mostCells = 384;
const degree = 5;
/** Cells beyond the region, over which B-splines reach. */
const margin = 8;
const limits = { bytes: 4e8, work: 5e9 };
const looks = 512;

/** A fifth of the largest error that sampling alone makes, within reason. */
const targetError = (walkers: number) => Math.min(1e-3, Math.max(1e-5, 0.1 / Math.sqrt(walkers)));

interface Task {
  readonly experiment: Experiment;
  readonly maps: Maps2d;
  readonly inRegion: InRegion;
  /** The axes of a box around the region; cells do not count yet. */
  readonly box: Grid;
  readonly pace: Pace;
}

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
    if (error instanceof NotConvergedError) return { name, absent: error.message };
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
  const inRegion = createInRegion(region, experiment.landscape.parameters);
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
      n <= mostCells && finest.work * 4 <= limits.work && !refusal(planFor(chosen, n)),
    notes: (n: number) => notesOn(chosen, n),
  };
  return refineExit(refinement, pace);
}

/** How much longer the axes of one box are than those of another, at most. */
const longest = (a: Grid, b: Grid) =>
  Math.max(...a.map((axis, i) => (axis.max - axis.min) / (b[i].max - b[i].min)));

/** The box of the region's points within the grid and `share` of its sides around it. */
function boxAround(
  inRegion: InRegion,
  grid: Grid,
  share: number,
): { box: Grid; isCut: boolean } | null {
  const domain = grid.map(({ name: axis, min, max }) => {
    const reach = share * (max - min);
    return { name: axis, min: min - reach, max: max + reach, cells: 1 };
  });
  const extents = domain.map((_, axis) => extentAlong(inRegion, domain, axis));
  const [x, y] = extents;
  if (!x || !y) return null;
  const box = [x, y].map(([min, max], i) => ({ ...domain[i], min, max }));
  const isCut = box.some(({ min, max }, i) => min === domain[i].min || max === domain[i].max);
  return { box, isCut };
}

/** Least and largest coordinate of the region along one axis, to 1e-12 of the domain. */
function extentAlong(inRegion: InRegion, domain: Grid, axis: number): [number, number] | null {
  const { min, max } = domain[axis];
  const other = domain[1 - axis];
  const across = Float64Array.from(
    { length: looks },
    (_, k) => other.min + ((other.max - other.min) * (k + 0.5)) / looks,
  );
  const inside = new Uint8Array(looks);
  /** Whether the line at a coordinate meets the region. */
  const meets = (at: number) => {
    const along = new Float64Array(looks).fill(at);
    inRegion(axis === 0 ? [along, across] : [across, along], inside);
    return inside.includes(1);
  };
  const line = (k: number) => min + ((max - min) * (k + 0.5)) / looks;
  const met = Array.from({ length: looks }, (_, k) => meets(line(k)));
  const [first, last] = [met.indexOf(true), met.lastIndexOf(true)];
  if (first < 0) return null;
  const edge = (without: number, within: number) => {
    let [a, b] = [without, within];
    for (let k = 0; k < 40; k++) {
      const middle = (a + b) / 2;
      if (meets(middle)) b = middle;
      else a = middle;
    }
    return b;
  };
  return [
    first === 0 ? min : edge(line(first - 1), line(first)),
    last === looks - 1 ? max : edge(line(last + 1), line(last)),
  ];
}

/** The box in n cells along each side, with a margin around it. */
const gridOf = ({ box }: Pick<Task, 'box'>, n: number) =>
  createSolverGrid2d(
    box.map((axis) => ({ ...axis, cells: n })),
    1,
    [
      [margin, margin],
      [margin, margin],
    ],
  );

const planFor = (task: Task, n: number) =>
  planOperator2d(task.maps, gridOf(task, n), { degree, order: 9 + 2 * Math.log2(n / leastCells) });

/** Why a plan cannot be carried out, with both numbers; null where it can. */
function refusal(plan: OperatorPlan2d | null): string | null {
  if (!plan) return 'the update is not finite anywhere on the region';
  if (plan.bytes <= limits.bytes) return null;
  return (
    `the operator on ${plan.grid.cells} cells around the region takes ` +
    `${Math.ceil(plan.bytes / 1e6)} MB of memory (at most ${limits.bytes / 1e6} MB); fewer ` +
    'samples, a smaller batch or a smaller region would do'
  );
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
  const work = { step: plan.work, most: limits.work };
  return followInside2d(operator, shares, first, start.survival, steps, work, pace);
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
