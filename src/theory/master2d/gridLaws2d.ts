/**
 * The master equation on one grid over the experiment's range: the operator is built once for every
 * resolution. The grid is refined until two resolutions agree, or until a further refinement would
 * cost too much; the error given is what they still differ by.
 */
import { eigen2 } from '../../math/symmetric2.js';
import { initialRange } from '../law/initialLaw1d.js';
import { remainingDistance } from '../resolutions.js';
import { type Errors, errorsBetween2d, type Law2d } from '../snapshot2d.js';
import {
  coarsestRefinement2d,
  createSolverGrid2d,
  type Padding2d,
  paddingFor2d,
} from '../solverGrid2d.js';
import { createLawFromMasses } from './nodalMasses2d.js';
import { startingPoints } from './start2d.js';
import { type SolvedLaws, type Task2d, updatesOf } from './task2d.js';
import {
  createTransferOperator2d,
  type OperatorPlan2d,
  planOperator2d,
} from './transferOperator2d.js';

type Laws = ReadonlyMap<number, Law2d>;

const negligibleLoss = 1e-9;
const leastCells = 64;
const fewestCells = 16;
const degree = 5;
/** Cells in a deviation of the law, below which no grid is worth its while. */
const cellsAcross = 2;

interface Setting {
  readonly refinement: number;
  readonly pad: Padding2d;
  readonly order: number;
}

const planFor = ({ experiment, maps }: Task2d, { refinement, pad, order }: Setting) =>
  planOperator2d(maps, createSolverGrid2d(experiment.grid, refinement, pad), { degree, order });

const finerThan = (s: Setting): Setting => ({
  ...s,
  refinement: 2 * s.refinement,
  order: s.order + 2,
});

const fits = (task: Task2d, plan: OperatorPlan2d) =>
  plan.bytes <= task.budget.bytes && plan.work * updatesOf(task) <= task.budget.work;

/**
 * The laws on grids of doubled resolution until two agree, or the reason why there are none. Null
 * where the law is so narrow that no grid of the experiment's range can resolve it, unless `narrow`.
 */
export async function lawsOnGrid(
  task: Task2d,
  narrow: boolean,
): Promise<SolvedLaws | { absent: string } | null> {
  const { experiment, steps, pace, target } = task;
  const { grid } = experiment;
  const ranges = experiment.initial.map(initialRange);
  let setting: Setting = {
    refinement: coarsestRefinement2d(grid, leastCells),
    pad: paddingFor2d(grid, ranges, 0.25),
    order: 9,
  };
  // An estimate of the error takes two resolutions.
  while (true) {
    const plan = planFor(task, finerThan(setting));
    if (!plan) return { absent: 'the update is not finite anywhere on the grid' };
    if (fits(task, plan)) break;
    const coarser = setting.refinement / 2;
    if (coarser * Math.min(...grid.map((a) => a.cells)) < fewestCells)
      return { absent: refusal(task, plan) };
    setting = { ...setting, refinement: coarser };
  }
  let coarse = await solve(task, setting);
  if (!narrow && isTooNarrow(task, setting, coarse)) return null;
  let truncation: Errors = { solverError: 0, momentError: 0 };
  for (let share = 0.5; share <= 2 && lostBy(coarse) > negligibleLoss; share *= 2) {
    const wider = { ...setting, pad: paddingFor2d(grid, ranges, share) };
    const plan = planFor(task, finerThan(wider));
    if (!plan || !fits(task, plan)) break;
    const wide = await solve(task, wider);
    // What the last widening changed bounds what a further one would.
    truncation = largestErrors(coarse, wide);
    setting = wider;
    coarse = wide;
    // Moments of walkers that flee for good never settle: then the cells decide.
    const { solverError, momentError } = truncation;
    if (solverError < target / 10 && (momentError < target || momentError > 0.1)) break;
  }
  let fine: Laws;
  let before: Changes = new Map();
  for (let level = 1; ; level++) {
    pace.progress(1 - 1 / (1 + level));
    const finer = finerThan(setting);
    fine = await solve(task, finer);
    const errors = largestErrors(coarse, fine);
    const plan = planFor(task, finerThan(finer));
    // Where walkers flee, moments are those of the grid's end: no refinement settles them.
    const settled = errors.momentError < target || truncation.momentError > 10 * target;
    const done = errors.solverError < target && settled;
    if (done || !plan || !fits(task, plan)) break;
    before = changes(coarse, fine);
    coarse = fine;
    setting = finer;
  }
  const last = changes(coarse, fine);
  const solved = steps.map((step) => {
    const { solverError, momentError } = last.get(step)!;
    const own = remainingDistance(before.get(step)?.solverError ?? Number.NaN, solverError);
    const errors = {
      solverError: Math.min(1, Math.max(own + truncation.solverError, 1e-15)),
      momentError: Math.max(momentError + truncation.momentError, 1e-13),
    };
    return [step, { law: fine.get(step)!, errors, notes: [] }] as const;
  });
  return new Map(solved);
}

/**
 * Whether the finest grid that can be paid for has fewer than `cellsAcross` cells in a deviation of
 * the law in the direction in which it is narrowest; `coarse`, whose moments are exact, tells.
 */
function isTooNarrow(task: Task2d, setting: Setting, coarse: Laws): boolean {
  const plan = planFor(task, setting);
  if (!plan) return false;
  const { budget } = task;
  const room = Math.min(budget.work / (plan.work * updatesOf(task)), budget.bytes / plan.bytes);
  const finer = 2 ** Math.max(0, Math.floor(Math.log2(room) / 2));
  const [wx, wy] = [plan.grid.x.width, plan.grid.y.width];
  const deviations = [...coarse.values()].map(({ covariance: [xx, xy, , yy] }) =>
    Math.sqrt(Math.max(0, eigen2(xx / wx ** 2, xy / (wx * wy), yy / wy ** 2).values[0])),
  );
  return Math.min(...deviations) * finer < cellsAcross;
}

/** What it would take, what there is, and what to ask for instead. */
export function refusal(task: Task2d, plan: OperatorPlan2d): string {
  const { bytes, work } = task.budget;
  const mb = (n: number) => `${Math.ceil(n / 1e6).toLocaleString('en')} MB`;
  const times = (n: number) => n.toExponential(1);
  return (
    `${task.maps.weights.length} distinct minibatches and their noise on ${plan.grid.cells} cells ` +
    `make ${plan.entries} deposits an update: ${mb(plan.bytes)} of memory (at most ${mb(bytes)}) ` +
    `and ${times(plan.work * updatesOf(task))} multiplications for ${updatesOf(task)} updates (at ` +
    `most ${times(work)}); fewer samples, a smaller batch or fewer steps would do`
  );
}

type Changes = ReadonlyMap<number, Errors>;

/** How far two resolutions are apart at each step. */
const changes = (coarse: Laws, fine: Laws): Changes =>
  new Map([...fine].map(([step, law]) => [step, errorsBetween2d(coarse.get(step)!, law)]));

const lostBy = (laws: Laws) => Math.max(...[...laws.values()].map((l) => l.lost));

function largestErrors(coarse: Laws, fine: Laws): Errors {
  const all = [...changes(coarse, fine).values()];
  return {
    solverError: Math.max(...all.map((e) => e.solverError)),
    momentError: Math.max(...all.map((e) => e.momentError)),
  };
}

/** The laws at all steps asked for, in one setting. */
async function solve(task: Task2d, setting: Setting): Promise<Laws> {
  const { exact, steps, pace } = task;
  const plan = planFor(task, setting)!;
  const operator = await createTransferOperator2d(plan, pace);
  const lawOf = createLawFromMasses(plan.grid, degree);
  const { points, weights } = startingPoints(task, plan.grid);
  let masses: Float64Array = operator.start(points, weights);
  let next: Float64Array = new Float64Array(masses.length);
  const laws = new Map<number, Law2d>();
  const last = steps[steps.length - 1];
  for (let step = exact.lastStep + 1; ; step++) {
    if (steps.includes(step)) laws.set(step, lawOf(masses));
    if (step >= last) break;
    operator.apply(masses, next);
    [masses, next] = [next, masses];
    await pace.tick(plan.work);
  }
  return laws;
}
