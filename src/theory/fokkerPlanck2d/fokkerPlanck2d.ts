/**
 * The Fokker–Planck equation in two dimensions (diffusion limit of order 1, Itô): a chain of jumps
 * along lines of cells, split implicit steps. Cells and time steps are halved together and
 * extrapolated (both errors are of second order) until two extrapolations agree or the next would
 * cost too much.
 */
import { endsOf } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import type { ClosureName } from '../closure/closures.js';
import { absorbedNote } from '../fokkerPlanck/ends.js';
import { initialMoments, initialRange } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import { orderOf, remainingDistance } from '../resolutions.js';
import {
  type Errors,
  errorsBetween2d,
  type Law2d,
  lawDistance2d,
  predictionFrom2d,
  targetError2d,
} from '../snapshot2d.js';
import { wholeRefinement } from '../solverGrid1d.js';
import {
  coarsestRefinement2d,
  createSolverGrid2d,
  type Padding2d,
  paddingFor2d,
  solverCentres,
} from '../solverGrid2d.js';
import { solveDegenerate } from '../walk/degenerate.js';
import {
  type Coefficients2d,
  createClosureCoefficients2d,
  createField2d,
} from './coefficients2d.js';
import { degeneracyIn } from './degeneracy2d.js';
import { type Level2d, solveLevel2d, sweepsOf } from './fokkerPlanckLevel2d.js';

/** Cells to be solved for, over all lines and time steps, that one resolution may cost. */
const affordableWork = 3e8;
const negligibleAtWall = 1e-8;
const leastCells = 48;
/**
 * Time steps of the coarsest level, in relaxation times and in shares of the time since the start:
 * then both errors are about the same.
 */
const longestStep = 1;
const growth = 0.5;

type Laws = ReadonlyMap<number, Law2d>;

/** Solves for ensemble `index` of an experiment with two parameters. */
export async function solveFokkerPlanck2d(
  experiment: Experiment,
  index: number,
  pace: Pace,
  name: ClosureName = 'fokkerPlanck',
): Promise<PredictionSeries> {
  const { grid } = experiment;
  const closure = createClosureCoefficients2d(experiment, index, name);
  if ('absent' in closure) return { name, absent: closure.absent };
  const { coefficients } = closure;
  const base = wholeRefinement(grid, coarsestRefinement2d(grid, leastCells));
  const beyond = startBeyondGrid(experiment, base);
  if (beyond) return { name, absent: beyond };
  const { pad, longest, scout } = await explore(experiment, coefficients, base, pace);
  const degenerate = degeneracyIn(coefficients, scout);
  if (degenerate) return solveDegenerate(experiment, index, name, degenerate, pace);
  const solve = (level: number) => {
    const refinement = base * 2 ** level;
    return solveLevel2d(
      experiment,
      coefficients,
      { refinement, pad, longest, growth, parts: 2 ** level },
      pace,
    );
  };
  const atWall = `${scout.atWall.toExponential(1)} of the probability has reached the solver's walls`;
  const notes = [...closure.notes, ...(scout.atWall > 1e-6 ? [atWall] : [])];
  const target = targetError2d(experiment.walkers);
  let coarse = await solve(0);
  let previous: Laws | null = null;
  let before: ReadonlyMap<number, number> = new Map();
  for (let level = 1; ; level++) {
    pace.progress(1 - 2 ** -level);
    const fine = await solve(level);
    const singular = degeneracyIn(coefficients, fine);
    if (singular) return solveDegenerate(experiment, index, name, singular, pace);
    const laws = extrapolate(coarse.laws, fine.laws);
    const changes = changesBetween(coarse.laws, fine.laws);
    const errors = new Map<number, Errors>();
    for (const [step, law] of laws) {
      const own = errorsOf(law, fine, step, previous?.get(step));
      errors.set(step, doubted(own, before.get(step), changes.get(step)!));
    }
    const reached = [...errors.values()].every(
      (e) => Math.max(e.solverError, e.momentError) < target,
    );
    if ((previous && reached) || 8 * fine.work > affordableWork) {
      const predictions = new Map<number, Prediction>();
      for (const [step, law] of laws) {
        const absorbed = fine.absorbedBy.get(step);
        const own = grid.flatMap((axis, k) =>
          absorbedNote(axis, absorbed && [absorbed[2 * k], absorbed[2 * k + 1]]),
        );
        const errorsHere = errors.get(step)!;
        predictions.set(step, predictionFrom2d(step, grid, law, errorsHere, [...notes, ...own]));
      }
      return { name, predictions };
    }
    previous = laws;
    before = changes;
    coarse = fine;
  }
}

/**
 * Solves roughly to learn how far walkers go, how fast the fastest relaxation is where they are, and
 * whether the diffusion holds there.
 */
async function explore(
  experiment: Experiment,
  coefficients: Coefficients2d,
  refinement: number,
  pace: Pace,
): Promise<{ pad: Padding2d; longest: number; scout: Level2d }> {
  const { learningRate, steps } = experiment;
  const solve = (pad: Padding2d, longest: number) =>
    solveLevel2d(experiment, coefficients, { refinement, pad, longest, growth, parts: 1 }, pace);
  let pad = paddingOf(experiment, 0.25);
  // Stable at any step: a fortieth of the whole time shows where walkers go.
  const rough = Math.max(1, steps / 40) * learningRate;
  let scout = await solve(pad, rough);
  for (let share = 0.5; share <= 2 && scout.atWall > negligibleAtWall; share *= 2) {
    pad = paddingOf(experiment, share);
    scout = await solve(pad, rough);
  }
  // However steep the drift, implicit steps stay stable: the next level, of eight times the work, is
  // to be affordable.
  const most = Math.max(50, affordableWork / (4 * sweepsOf(scout.generator)));
  const wanted = longestStep / relaxationRate(experiment, coefficients, scout);
  return { pad, longest: Math.max(wanted, (steps * learningRate) / most), scout };
}

/** Padding of the axes that are open. */
function paddingOf({ grid, initial }: Experiment, share: number): Padding2d {
  return paddingFor2d(grid, initial.map(initialRange), share);
}

/** Steepest change of the drift where walkers start or stay. */
function relaxationRate(
  { initial }: Experiment,
  coefficients: Coefficients2d,
  { grid, visited }: Level2d,
): number {
  const [xs, ys] = [solverCentres(grid.x), solverCentres(grid.y)];
  const often = 1e-2 * visited.reduce((m, v) => Math.max(m, v), 0);
  const starts = initial.map((law) => {
    const { mean, variance } = initialMoments(law);
    return (x: number, width: number) => Math.abs(x - mean) < 3 * Math.sqrt(variance) + width;
  });
  const x = new Float64Array(ys.length);
  let before = createField2d(ys.length);
  let here = createField2d(ys.length);
  let rate = 1e-9;
  for (let i = 0; i < xs.length; i++) {
    coefficients.evaluate(x.fill(xs[i]), ys, here);
    const startsX = starts[0](xs[i], grid.x.width);
    for (let j = 1; j < ys.length && i > 0; j++) {
      const isStart = startsX && starts[1](ys[j], grid.y.width);
      if (!isStart && !(visited[i * ys.length + j] > often)) continue;
      const change = Math.hypot(
        (here.bx[j] - before.bx[j]) / grid.x.width,
        (here.by[j] - before.by[j]) / grid.x.width,
        (here.bx[j] - here.bx[j - 1]) / grid.y.width,
        (here.by[j] - here.by[j - 1]) / grid.y.width,
      );
      if (Number.isFinite(change)) rate = Math.max(rate, change);
    }
    [before, here] = [here, before];
  }
  return rate;
}

/** (4·fine − coarse)/3; where that is negative, the finer. */
function extrapolate(coarse: Laws, fine: Laws): Laws {
  const laws = new Map<number, Law2d>();
  for (const [step, b] of fine) {
    const a = coarse.get(step)!;
    const mix = (f: number, c: number) => f + (f - c) / 3;
    const positive = (f: number, c: number) => (mix(f, c) >= 0 ? mix(f, c) : f);
    const cells = b.cells.map((v, c) => positive(v, a.cells[c]));
    const outside = positive(b.outside, a.outside);
    const total = cells.reduce((sum, v) => sum + v, outside);
    laws.set(step, {
      cells: cells.map((v) => v / total),
      outside: outside / total,
      mean: b.mean.map((v, k) => mix(v, a.mean[k])),
      covariance: b.covariance.map((v, k) => mix(v, a.covariance[k])),
      lost: 0,
      negative: b.negative,
    });
  }
  return laws;
}

/**
 * How far a law is from the finer of the two that it was extrapolated from, or from the previous
 * extrapolation where that is nearer: before orders settle the former is the better judge. What is
 * at the walls may be anywhere on the grid, and a law narrower than a cell deceives both.
 */
function errorsOf(law: Law2d, level: Level2d, step: number, previous: Law2d | undefined): Errors {
  const others = [level.laws.get(step)!, ...(previous ? [previous] : [])];
  if (step === 0) return { solverError: 1e-15, momentError: 1e-13 };
  const all = others.map((other) => errorsBetween2d(other, law));
  const atWall = level.atWallBy.get(step)!;
  const { x, y } = level.grid;
  const largest = Math.max(law.covariance[0], law.covariance[3]);
  // A law that is thinner than its extrapolation has nothing that mass at the walls could move.
  const far = largest > 0 ? Math.max(x.width * x.cells, y.width * y.cells) ** 2 / largest : 0;
  const momentError = Math.min(...all.map((e) => e.momentError)) + atWall * far;
  const isWithin = (cells: number) =>
    law.covariance[0] < (cells * x.width) ** 2 || law.covariance[3] < (cells * y.width) ** 2;
  // Where a cell of the coarser of only two hides the law, all of their difference is in doubt.
  const doubt = !previous && isWithin(2) ? 3 : 1;
  const solverError = doubt * Math.min(...all.map((e) => e.solverError)) + atWall;
  return {
    solverError: Math.min(1, Math.max(1e-15, solverError, isWithin(1) ? momentError : 0)),
    momentError: Math.max(1e-13, momentError),
  };
}

/** Total variations between two levels, not extrapolated. */
const changesBetween = (coarse: Laws, fine: Laws) =>
  new Map([...fine].map(([step, law]) => [step, lawDistance2d(coarse.get(step)!, law)]));

/**
 * Extrapolation takes both errors for of second order. Cells wider than the law widen it by a first
 * order or none: where the levels show that, or are far apart, they say what is left themselves.
 */
function doubted(own: Errors, before = Number.NaN, last: number): Errors {
  const order = orderOf(before, last);
  const isSettled = last < doubtful && (Number.isNaN(order) || order > leastOrder);
  if (isSettled || last < 1e-12) return own;
  const solverError = Math.max(own.solverError, remainingDistance(before, last));
  return { ...own, solverError };
}

/** Between levels that are further apart an extrapolation is not believed. */
const doubtful = 0.05;
const leastOrder = 1;

/** Why walkers that start further off the grid than it can be padded have no prediction. */
function startBeyondGrid({ grid, initial }: Experiment, refinement: number): string | null {
  const ranges = initial.map(initialRange);
  const solver = createSolverGrid2d(grid, refinement, paddingFor2d(grid, ranges, 0.25));
  for (const [k, { edges, cells, axis }] of [solver.x, solver.y].entries()) {
    const [low, high] = ranges[k];
    const [atLow, atHigh] = endsOf(axis).map((end) => end === 'open');
    if ((!atLow || low >= edges[0]) && (!atHigh || high <= edges[cells])) continue;
    return (
      `walkers start at ${axis.name} from ${low.toPrecision(3)} to ${high.toPrecision(3)}, beyond ` +
      `${edges[0].toPrecision(3)} to ${edges[cells].toPrecision(3)}, as far as the grid can be ` +
      'padded: a wider grid makes it solvable'
    );
  }
  return null;
}
