/**
 * The master equation in one dimension: the law of the walkers at the experiment's snapshots,
 * exact at any learning rate. The grid is refined until two resolutions agree, or until a further
 * refinement would cost too much; the error given is what they still differ by.
 */

import { cellEdges, endsOf, isPeriodic } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { cutLaw } from '../law/cutLaw.js';
import { initialRange } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import {
  type Law1d,
  lawDistance,
  lawFromDistribution,
  predictionFrom,
  targetError,
  varianceDistance,
} from '../snapshot1d.js';
import {
  coarsestRefinement,
  createSolverGrid1d,
  isOpen,
  paddingFor,
  type SolverGrid1d,
  wholeRefinement,
} from '../solverGrid1d.js';
import { atomDistribution } from './atoms1d.js';
import { type Beginning1d, exactBeginning1d } from './beginning1d.js';
import { varianceAfterOneStep, withFirstStepError } from './firstStep1d.js';
import { createMaps1d, type Maps1d } from './maps1d.js';
import { type Predictions, solveWithSample } from './minibatches/sampleError.js';
import {
  type Budget,
  comfortable,
  fits,
  planOperator1d,
  refusal,
  usualBudget,
} from './operatorPlan1d.js';
import { createTransferOperator1d } from './transferOperator1d.js';

type Laws = Map<number, Law1d>;

const negligibleLoss = 1e-9;
const leastCells = 64;

/** Solves for ensemble `index` of an experiment with one parameter. */
export async function solveMasterEquation1d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const { landscape, ensembles, seed } = experiment;
  const maps = createMaps1d(landscape, ensembles[index].law, seed);
  if ('absent' in maps) return { name: 'masterEquation', absent: maps.absent };
  const exact = isOpen(experiment.grid[0]) ? varianceAfterOneStep(experiment, index) : null;
  if (exact === null) return solveMaps1d(experiment, maps, pace);
  const { snapshots, steps } = experiment;
  const asked = [...new Set([...snapshots, Math.min(1, steps)])].sort((a, b) => a - b);
  const series = await solveMaps1d({ ...experiment, snapshots: asked }, maps, pace);
  if ('absent' in series) return series;
  const all = withFirstStepError(series.predictions, exact);
  return { ...series, predictions: new Map([...all].filter(([step]) => snapshots.includes(step))) };
}

/** The same for any maps of the ensemble; a random sample's error is added. */
export async function solveMaps1d(
  experiment: Experiment,
  maps: Maps1d,
  pace: Pace,
  budget: Budget = usualBudget,
): Promise<PredictionSeries> {
  const solved = await solveWithSample(maps, targetError(experiment.walkers), pace, (...own) =>
    solveAll(experiment, budget, ...own),
  );
  const name = 'masterEquation';
  return 'absent' in solved ? { name, absent: solved.absent } : { name, predictions: solved };
}

interface Task {
  readonly experiment: Experiment;
  readonly maps: Maps1d;
  readonly pace: Pace;
  readonly budget: Budget;
  /** Error at which refinement ends. */
  readonly target: number;
}

async function solveAll(
  experiment: Experiment,
  budget: Budget,
  maps: Maps1d,
  target: number,
  pace: Pace,
): Promise<Predictions | { absent: string }> {
  const exact = await exactBeginning1d(experiment, maps, pace);
  const rest = experiment.snapshots.filter((s) => s > exact.lastStep);
  const predictions = new Map(exact.predictions);
  if (rest.length === 0) return predictions;
  const solved = await refine({ experiment, maps, pace, budget, target }, exact, rest);
  if ('absent' in solved) return solved;
  for (const p of solved.predictions) predictions.set(p.step, p);
  return predictions;
}

const ringNote = 'on the ring, moments are those within the axis; walkers’ own count their turns';

/** Grids of doubled resolution until two agree. */
async function refine(
  { experiment, maps, pace, budget, target }: Task,
  beginning: Beginning1d,
  steps: readonly number[],
): Promise<{ predictions: Prediction[] } | { absent: string }> {
  const [axis] = experiment.grid;
  let refinement = wholeRefinement([axis], coarsestRefinement(axis, leastCells));
  const range = initialRange(experiment.initial[0]);
  const updates = steps[steps.length - 1] - beginning.lastStep;
  const plan = (r: number, pad: [number, number]) =>
    planOperator1d(maps, createSolverGrid1d(axis, r, pad), updates);
  const solve = (r: number, pad: [number, number]) =>
    solveOn(createSolverGrid1d(axis, r, pad), maps, experiment, beginning, steps, pace);

  let pad = paddingFor(axis, range, 0.25);
  // An estimate of the error takes two resolutions.
  const least = plan(2 * refinement, pad);
  if (!fits(least, budget)) return { absent: refusal(maps, least, budget) };
  const first = await solve(refinement, pad);
  let coarse = first;
  let truncation = noErrors;
  for (let share = 0.5; share <= 4 && lostBy(coarse) > negligibleLoss; share *= 2) {
    const wider = paddingFor(axis, range, share);
    if (!fits(plan(2 * refinement, wider), comfortable)) break;
    const wide = await solve(refinement, wider);
    // What the last widening changed bounds what a further one would.
    truncation = largestErrors(coarse, wide);
    pad = wider;
    coarse = wide;
    // Moments of walkers that flee for good never settle: then the cells decide.
    const { solverError, momentError } = truncation;
    if (solverError < target / 10 && (momentError < target || momentError > 0.1)) break;
  }
  while (true) {
    pace.progress(1 - 1 / (1 + refinement));
    refinement *= 2;
    const fine = await solve(refinement, pad);
    const errors = largestErrors(coarse, fine);
    const done = errors.solverError < target && errors.momentError < target;
    if (done || !fits(plan(2 * refinement, pad), comfortable)) {
      const grid = createSolverGrid1d(axis, refinement, pad);
      const notes = isPeriodic(axis) ? [ringNote] : [];
      return { predictions: steps.map((s) => compare(s, grid, coarse, fine, truncation, notes)) };
    }
    coarse = fine;
  }
}

const lostBy = (laws: Laws) => Math.max(...[...laws.values()].map((l) => l.lost));

interface Errors {
  readonly solverError: number;
  readonly momentError: number;
}
const noErrors: Errors = { solverError: 0, momentError: 0 };

const errorsBetween = (a: Law1d, b: Law1d): Errors => ({
  solverError: lawDistance(a, b),
  momentError: varianceDistance(a, b),
});

function largestErrors(coarse: Laws, fine: Laws): Errors {
  const all = [...fine].map(([step, law]) => errorsBetween(coarse.get(step)!, law));
  return {
    solverError: Math.max(...all.map((e) => e.solverError)),
    momentError: Math.max(...all.map((e) => e.momentError)),
  };
}

function compare(
  step: number,
  grid: SolverGrid1d,
  coarse: Laws,
  fine: Laws,
  truncation: Errors,
  notes: readonly string[],
): Prediction {
  const law = fine.get(step)!;
  const own = errorsBetween(coarse.get(step)!, law);
  const isHidden = law.variance < grid.width ** 2;
  const errors = {
    solverError: Math.max(own.solverError + truncation.solverError, 1e-15),
    // Of a law within a cell two resolutions tell no width.
    momentError: isHidden ? 1 : Math.max(own.momentError + truncation.momentError, 1e-13),
  };
  return predictionFrom(step, grid, law, errors, notes);
}

async function solveOn(
  grid: SolverGrid1d,
  maps: Maps1d,
  experiment: Experiment,
  beginning: Beginning1d,
  steps: readonly number[],
  pace: Pace,
): Promise<Laws> {
  const operator = await createTransferOperator1d(maps, grid, pace);
  let distribution: Float64Array = beginning.atoms
    ? operator.startFrom(atomDistribution(beginning.atoms))
    : operator.start(experiment.initial[0]);
  let next: Float64Array = new Float64Array(distribution.length);
  const slopes = new Float64Array(distribution.length);
  const laws: Laws = new Map();
  const last = steps[steps.length - 1];
  const absorbed = createAbsorbed(experiment, beginning);
  for (let step = beginning.lastStep + 1; ; step++) {
    absorbed.count(distribution[grid.cells], operator.leftBelow());
    if (steps.includes(step)) {
      operator.slopes(distribution, slopes);
      laws.set(step, absorbed.tell(lawFromDistribution(grid, distribution, slopes)));
    }
    if (step >= last) break;
    operator.apply(distribution, next);
    [distribution, next] = [next, distribution];
    await pace.tick(operator.matrix.values.length);
  }
  return laws;
}

/** What the ends of the axis have absorbed so far, told apart from what strays off a padded grid. */
function createAbsorbed({ grid, initial }: Experiment, { atoms }: Beginning1d) {
  const ends = endsOf(grid[0]);
  const [low, high] = ends.map((end) => end === 'absorbing');
  if (!low && !high) {
    // Where no end lets walkers out, what is missing is rounding.
    const isClosed = !ends.includes('open');
    const tell = (law: Law1d): Law1d =>
      isClosed && law.lost < 1e-12 ? { ...law, outside: 0, lost: 0 } : law;
    return { count: () => {}, tell };
  }
  const start = cutLaw(initial[0], grid[0], cellEdges(grid[0]));
  const taken: [number, number] = atoms
    ? [...atoms.absorbed]
    : [low ? start.below : 0, high ? start.above : 0];
  let mass = 1 - taken[0] - taken[1];
  return {
    count(left: number, below: number) {
      const fromBelow = ends[0] === 'reflecting' ? 0 : below;
      if (low) taken[0] += fromBelow;
      if (high) taken[1] += mass - left - fromBelow;
      mass = left;
    },
    tell: (law: Law1d): Law1d => ({
      ...law,
      lost: Math.max(0, law.lost - taken[0] - taken[1]),
      absorbed: [taken[0], taken[1]],
    }),
  };
}
