/**
 * The master equation in two dimensions: the law of the walkers at the experiment's snapshots,
 * exact at any learning rate. The grid is refined until two resolutions agree, or until a further
 * refinement would cost too much; the error given is what they still differ by.
 */

import type { Experiment } from '../../model/experiment.js';
import type { Pair } from '../law/gradient2d.js';
import { initialRange } from '../law/initialLaw1d.js';
import { outerProduct } from '../law/initialLaw2d.js';
import { solveMasterEquation1d } from '../master/masterEquation1d.js';
import { type Predictions, solveWithSample } from '../master/minibatches/sampleError.js';
import { type Budget, usualBudget } from '../master/operatorPlan1d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import {
  type Errors,
  errorsBetween2d,
  type Law2d,
  predictionFrom2d,
  targetError2d,
} from '../snapshot2d.js';
import {
  coarsestRefinement2d,
  createSolverGrid2d,
  type Padding2d,
  paddingFor2d,
} from '../solverGrid2d.js';
import { type Beginning2d, exactBeginning2d } from './beginning2d.js';
import { createMaps2d, type Maps2d } from './maps2d.js';
import { createLawFromMasses, initialPoints } from './nodalMasses2d.js';
import { noRingInPlane } from './planeEnds.js';
import { independentCoordinates, productPrediction } from './product2d.js';
import {
  createTransferOperator2d,
  type OperatorPlan2d,
  planOperator2d,
} from './transferOperator2d.js';

type Laws = ReadonlyMap<number, Law2d>;

const negligibleLoss = 1e-9;
const leastCells = 64;
const fewestCells = 16;
const smoothDegree = 5;
/** Beyond this error and this much negative probability linear deposits are tried. */
const unresolved = { solverError: 1e-3, negative: 1e-3 };

/** Solves for ensemble `index` of an experiment with two parameters. */
export async function solveMasterEquation2d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'masterEquation';
  const coordinates = independentCoordinates(experiment, index);
  if (!coordinates) return solveInPlane(experiment, index, pace);
  const [x, y] = [
    await solveMasterEquation1d(coordinates[0], 0, pace),
    await solveMasterEquation1d(coordinates[1], 0, pace),
  ];
  if ('absent' in x) return x;
  if ('absent' in y) return y;
  const predictions = experiment.snapshots.map(
    (step) =>
      [step, productPrediction(x.predictions.get(step)!, y.predictions.get(step)!)] as const,
  );
  return { name, predictions: new Map(predictions) };
}

/** The same by the transfer operator in the plane, whether or not the coordinates are independent. */
export async function solveInPlane(
  experiment: Experiment,
  index: number,
  pace: Pace,
  budget: Budget = usualBudget,
): Promise<PredictionSeries> {
  const { landscape, ensembles, seed, grid } = experiment;
  const absent = noRingInPlane(grid);
  if (absent) return { name: 'masterEquation', absent };
  const maps = createMaps2d(landscape, ensembles[index].law, seed);
  if ('absent' in maps) return { name: 'masterEquation', absent: maps.absent };
  return solveMaps2d(experiment, maps, pace, budget);
}

/** The same for any maps of the ensemble; a random sample's error is added. */
export async function solveMaps2d(
  experiment: Experiment,
  maps: Maps2d,
  pace: Pace,
  budget: Budget = usualBudget,
): Promise<PredictionSeries> {
  const solved = await solveWithSample(maps, targetError2d(experiment.walkers), pace, (...own) =>
    solveAll(experiment, budget, ...own),
  );
  const name = 'masterEquation';
  return 'absent' in solved ? { name, absent: solved.absent } : { name, predictions: solved };
}

async function solveAll(
  experiment: Experiment,
  budget: Budget,
  maps: Maps2d,
  target: number,
  pace: Pace,
): Promise<Predictions | { absent: string }> {
  const exact = exactBeginning2d(experiment, maps);
  const steps = experiment.snapshots.filter((s) => !exact.predictions.has(s));
  const predictions = new Map(exact.predictions);
  if (steps.length === 0) return predictions;
  const solved = await refine({ experiment, maps, exact, steps, pace, budget, target });
  if ('absent' in solved) return solved;
  for (const p of solved.predictions) predictions.set(p.step, p);
  return predictions;
}

interface Task {
  readonly experiment: Experiment;
  readonly maps: Maps2d;
  readonly exact: Beginning2d;
  readonly steps: readonly number[];
  readonly pace: Pace;
  readonly budget: Budget;
  /** Error at which refinement ends. */
  readonly target: number;
}

interface Setting {
  readonly refinement: number;
  readonly pad: Padding2d;
  readonly degree: number;
  readonly order: number;
}

const planFor = ({ experiment, maps }: Task, { refinement, pad, degree, order }: Setting) =>
  planOperator2d(maps, createSolverGrid2d(experiment.grid, refinement, pad), { degree, order });

const finerThan = (s: Setting): Setting => ({
  ...s,
  refinement: 2 * s.refinement,
  order: s.order + 2,
});

const updates = ({ steps, exact }: Task) => steps[steps.length - 1] - exact.lastStep;

const fits = (task: Task, plan: OperatorPlan2d) =>
  plan.bytes <= task.budget.bytes && plan.work * updates(task) <= task.budget.work;

/** Grids of doubled resolution until two agree. */
async function refine(task: Task): Promise<{ predictions: Prediction[] } | { absent: string }> {
  const { experiment, steps, pace, target } = task;
  const { grid } = experiment;
  const ranges = experiment.initial.map(initialRange);
  let setting: Setting = {
    refinement: coarsestRefinement2d(grid, leastCells),
    pad: paddingFor2d(grid, ranges, 0.25),
    degree: smoothDegree,
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
    coarse = fine;
    setting = finer;
  }
  const { laws, notes } = await chooseDegree(task, setting, { coarse, fine });
  const predictions = steps.map((step) => {
    const own = errorsBetween2d(laws.coarse.get(step)!, laws.fine.get(step)!);
    const errors = {
      solverError: Math.max(own.solverError + truncation.solverError, 1e-15),
      momentError: Math.max(own.momentError + truncation.momentError, 1e-13),
    };
    return predictionFrom2d(step, grid, laws.fine.get(step)!, errors, notes);
  });
  return { predictions };
}

interface TwoLaws {
  readonly coarse: Laws;
  readonly fine: Laws;
}

/** Linear deposits where the law is too sharp for smooth ones and they come out nearer. */
async function chooseDegree(
  task: Task,
  setting: Setting,
  smooth: TwoLaws,
): Promise<{ laws: TwoLaws; notes: readonly string[] }> {
  const error = ({ coarse, fine }: TwoLaws) =>
    largestErrors(coarse, fine).solverError + negativeOf(fine);
  const sharp =
    error(smooth) > unresolved.solverError && negativeOf(smooth.fine) > unresolved.negative;
  if (!sharp) return { laws: smooth, notes: [] };
  const linear = { ...setting, degree: 1 };
  const laws = {
    coarse: await solve(task, linear),
    fine: await solve(task, finerThan(linear)),
  };
  if (error(laws) >= error(smooth)) return { laws: smooth, notes: [] };
  const note =
    'the law is too sharp for a smooth density: followed with linear weights, which are of first ' +
    'order only and widen it at every step';
  return { laws, notes: [note] };
}

/** What it would take, what there is, and what to ask for instead. */
function refusal(task: Task, plan: OperatorPlan2d): string {
  const { bytes, work } = task.budget;
  const mb = (n: number) => `${Math.ceil(n / 1e6).toLocaleString('en')} MB`;
  const times = (n: number) => n.toExponential(1);
  return (
    `${task.maps.weights.length} distinct minibatches and their noise on ${plan.grid.cells} cells ` +
    `make ${plan.entries} deposits an update: ${mb(plan.bytes)} of memory (at most ${mb(bytes)}) ` +
    `and ${times(plan.work * updates(task))} multiplications for ${updates(task)} updates (at ` +
    `most ${times(work)}); fewer samples, a smaller batch or fewer steps would do`
  );
}

const lostBy = (laws: Laws) => Math.max(...[...laws.values()].map((l) => l.lost));
const negativeOf = (laws: Laws) => Math.max(...[...laws.values()].map((l) => l.negative));

function largestErrors(coarse: Laws, fine: Laws): Errors {
  const all = [...fine].map(([step, law]) => errorsBetween2d(coarse.get(step)!, law));
  return {
    solverError: Math.max(...all.map((e) => e.solverError)),
    momentError: Math.max(...all.map((e) => e.momentError)),
  };
}

/** The laws at all steps asked for, in one setting. */
async function solve(task: Task, setting: Setting): Promise<Laws> {
  const { exact, steps, pace } = task;
  const plan = planFor(task, setting)!;
  const operator = await createTransferOperator2d(plan, pace);
  const lawOf = createLawFromMasses(plan.grid, setting.degree);
  const { points, weights } = startingPoints(task, plan);
  let masses: Float64Array = operator.start(points, weights);
  let next: Float64Array = new Float64Array(masses.length);
  const laws = new Map<number, Law2d>();
  const last = steps[steps.length - 1];
  for (let step = exact.lastStep + 1; ; step++) {
    if (steps.includes(step)) laws.set(step, lawOf(masses));
    if (step >= last) break;
    operator.apply(masses, next);
    [masses, next] = [next, masses];
    await pace.tick();
  }
  return laws;
}

/** Weighted points that stand for the last law that is known without a grid. */
function startingPoints({ exact, experiment }: Task, { grid }: OperatorPlan2d) {
  if (exact.atoms) return { points: exact.atoms.positions, weights: exact.atoms.weights };
  const x = initialPoints(experiment.initial[0], grid.x);
  const y = initialPoints(experiment.initial[1], grid.y);
  const n = y.points.length;
  const points: Pair = [
    Float64Array.from({ length: x.points.length * n }, (_, k) => x.points[Math.floor(k / n)]),
    Float64Array.from({ length: x.points.length * n }, (_, k) => y.points[k % n]),
  ];
  return { points, weights: outerProduct(x.weights, y.weights) };
}
