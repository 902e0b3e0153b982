/**
 * Families of walks solved to a limit: each at two resolutions, doubled until they agree, and
 * extrapolated over the family.
 */
import { endsOf, type Grid } from '../../math/grid.js';
import { canAbsorb } from '../../model/boundary.js';
import type { Experiment } from '../../model/experiment.js';
import type { Evaluate } from '../closure/closures.js';
import { initialRange } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { Prediction } from '../prediction.js';
import { targetError } from '../snapshot1d.js';
import { type Errors, errorsBetween2d, predictionFrom2d, targetError2d } from '../snapshot2d.js';
import { paddingFor, wholeRefinement } from '../solverGrid1d.js';
import { type Extrapolated, extrapolateLaws, members } from './extrapolate.js';
import { type Substeps, solveWalkLevel, type WalkLevel } from './walkLevel.js';

/** A family of walks, one for each of `members`, that tends to what is asked for as m → 0. */
export type Family = (m: number) => { readonly stretch: number; readonly substeps: Substeps };

export interface WalkTask {
  readonly experiment: Experiment;
  readonly evaluate: Evaluate;
  readonly family: Family;
  readonly notes: readonly string[];
  /** Whether laws may contract to less than a cell, where linear deposits do better. */
  readonly collapses: boolean;
  /** Said of a law for which the family has no limit without negative cells. */
  readonly noLimit: string;
  readonly pace: Pace;
}

/** Multiplications that one resolution may cost, if it is not the second. */
const affordableWork = 5e8;
/** Multiplications that are spent at most: a minute or two of one core. */
const mostWork = 5e10;
const leastCells = { 1: 128, 2: 48 } as const;
/** Probability beyond the padding that a solution may lose. */
const negligibleLoss = 1e-9;
/** Where smooth deposits leave more negative probability than this, linear ones are tried. */
const unresolved = 1e-4;
const smooth = 5;
const linear = 1;

interface Solved {
  readonly limits: ReadonlyMap<number, Extrapolated>;
  readonly levels: readonly WalkLevel[];
}

interface Setting {
  readonly refinement: number;
  readonly pad: readonly (readonly [number, number])[];
  readonly degree: number;
}

export type WalkSolution =
  | { readonly predictions: ReadonlyMap<number, Prediction> }
  | { readonly absent: string };

/** Solves for all snapshots of the experiment; absent where that would take too long. */
export async function solveWalk(task: WalkTask): Promise<WalkSolution> {
  const { experiment, pace } = task;
  const { grid, walkers } = experiment;
  const target = grid.length === 1 ? targetError(walkers) : targetError2d(walkers);
  const found = await explore(task);
  if (found.least > mostWork) return { absent: tooLong(found.least) };
  pace.progress(0.1);
  let { setting } = found;
  let coarse = await solve(task, setting);
  for (let level = 1; ; level++) {
    pace.progress(1 - 2 ** -level);
    const finer = { ...setting, refinement: 2 * setting.refinement };
    const fine = await solve(task, finer);
    const isDone = largest(coarse, fine) < Math.max(target, ownError(fine) / 10);
    if (isDone || workOf(fine) * 2 ** grid.length > affordableWork) {
      const both = { coarse, fine };
      const chosen = task.collapses ? await chooseDegree(task, setting, both) : both;
      return { predictions: predictionsOf(task, chosen) };
    }
    coarse = fine;
    setting = finer;
  }
}

interface Pair {
  readonly coarse: Solved;
  readonly fine: Solved;
}

const tooLong = (work: number) =>
  `following the law off the cells would take some ${work.toExponential(1)} multiplications (at ` +
  `most ${mostWork.toExponential(0)} are spent); fewer steps or a coarser grid take less`;

/** What two resolutions of all members take, by the work of the last member at the first. */
const leastWork = (work: number, dimension: number) =>
  work * members.reduce((sum, m) => sum + members[2] / m, 0) * (1 + 2 ** dimension);

/**
 * Padding that loses next to nothing, on the coarsest cells, and the least work that a solution
 * with it takes; ends early where that is too much.
 */
async function explore(task: WalkTask): Promise<{ setting: Setting; least: number }> {
  const { grid, initial } = task.experiment;
  const cells = leastCells[grid.length as 1 | 2];
  const coarsest = 2 ** Math.ceil(Math.log2(Math.max(...grid.map((a) => cells / a.cells))));
  const refinement = wholeRefinement(grid, coarsest);
  const padOf = (share: number) =>
    grid.map((axis, i) => paddingFor(axis, initialRange(initial[i]), share));
  let setting: Setting = { refinement, pad: padOf(0.25), degree: smooth };
  let least = 0;
  for (let share = 0.5; share <= 4 && least < mostWork; share *= 2) {
    const { laws, work } = await walk(task, setting, members[2], leastWork(1, grid.length));
    least = leastWork(work, grid.length);
    const hasOpen = grid.some((axis) => endsOf(axis).includes('open'));
    const lost = Math.max(...[...laws.values()].map((law) => law.lost));
    if (!hasOpen || lost < negligibleLoss) break;
    const padded = { ...setting, pad: padOf(share) };
    least *= sizeOf(grid, padded) / sizeOf(grid, setting);
    setting = padded;
  }
  return { setting, least };
}

/** The size of the padded grid, in cells of the experiment. */
const sizeOf = (grid: Grid, { pad }: Setting) =>
  grid.reduce((size, { cells }, i) => size * (cells + pad[i][0] + pad[i][1]), 1);

const walk = (task: WalkTask, setting: Setting, m: number, times = 1) =>
  solveWalkLevel(
    task.experiment,
    task.evaluate,
    { ...setting, ...task.family(m), times },
    task.pace,
  );

async function solve(task: WalkTask, setting: Setting): Promise<Solved> {
  const first = await walk(task, setting, members[0]);
  const second = await walk(task, setting, members[1]);
  const third = await walk(task, setting, members[2]);
  const limits = extrapolateLaws([first.laws, second.laws, third.laws]);
  return { limits, levels: [first, second, third] };
}

const workOf = ({ levels }: Solved) => levels.reduce((sum, { work }) => sum + work, 0);

/** Linear deposits where the law is too sharp for smooth ones and they come out nearer. */
async function chooseDegree(task: WalkTask, setting: Setting, quintic: Pair): Promise<Pair> {
  const error = ({ coarse, fine }: Pair) => largest(coarse, fine) + negativeOf(fine);
  if (negativeOf(quintic.fine) < unresolved) return quintic;
  const plain = { ...setting, degree: linear };
  const other = {
    coarse: await solve(task, plain),
    fine: await solve(task, { ...plain, refinement: 2 * plain.refinement }),
  };
  return error(other) < error(quintic) ? other : quintic;
}

const negativeOf = ({ limits }: Solved) =>
  Math.max(...[...limits.values()].map(({ law }) => law.negative));

const largest = (coarse: Solved, fine: Solved) =>
  Math.max(
    ...[...fine.limits].map(([step, { law }]) => {
      const { solverError, momentError } = errorsBetween2d(coarse.limits.get(step)!.law, law);
      return Math.max(solverError, momentError);
    }),
  );

/** What extrapolation leaves at the worst step: no resolution takes that away. */
const ownError = ({ limits }: Solved) =>
  Math.max(...[...limits.values()].map(({ errors }) => errors.solverError));

function predictionsOf(task: WalkTask, { coarse, fine }: Pair): Map<number, Prediction> {
  const { grid } = task.experiment;
  const predictions = new Map<number, Prediction>();
  for (const [step, { law, errors, isFirst }] of fine.limits) {
    const cells = errorsBetween2d(coarse.limits.get(step)!.law, law);
    const both: Errors = {
      solverError: Math.min(1, Math.max(1e-15, cells.solverError + errors.solverError)),
      momentError: Math.max(1e-13, cells.momentError + errors.momentError),
    };
    const own = isFirst && step > 0 ? [task.noLimit] : [];
    const isAbsorbing = canAbsorb(grid);
    if (isAbsorbing && law.outside > 1e-12) {
      own.push(`absorbed at the ends: ${law.outside.toPrecision(3)}`);
    }
    // What absorbing ends took has not strayed off a padded grid.
    const kept = isAbsorbing ? { ...law, lost: 0 } : law;
    predictions.set(step, predictionFrom2d(step, grid, kept, both, [...task.notes, ...own]));
  }
  return predictions;
}
