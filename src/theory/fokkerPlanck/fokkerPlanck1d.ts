/**
 * The Fokker–Planck equation in one dimension (diffusion limit of order 1, Itô): finite volumes
 * with the reversible generator, TR-BDF2 in time, steps that grow from the scale of the initial
 * law. Cells are halved, time steps with them until theirs is the smaller error, and extrapolated
 * (both errors are of second order) until two extrapolations agree.
 */
import type { Experiment } from '../../model/experiment.js';
import type { ClosureName } from '../closure/closures.js';
import { initialRange } from '../law/initialLaw1d.js';
import { negativeNote } from '../negativeNote.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import {
  lawDistance,
  poorError,
  predictionFrom,
  targetError,
  varianceDistance,
} from '../snapshot1d.js';
import { coarsestRefinement, paddingFor, wholeRefinement } from '../solverGrid1d.js';
import { solveDegenerate } from '../walk/degenerate.js';
import { type Coefficients1d, createClosureCoefficients1d } from './coefficients1d.js';
import { absorbedNote } from './ends.js';
import { type Laws, type Level, solveLevel } from './fokkerPlanckLevel1d.js';

/** Cells times time steps that one resolution may cost. */
const affordableWork = 4e7;
const negligibleAtWall = 1e-9;
const leastCells = 80;

/** Solves for ensemble `index` of an experiment with one parameter. */
export async function solveFokkerPlanck1d(
  experiment: Experiment,
  index: number,
  pace: Pace,
  name: ClosureName = 'fokkerPlanck',
): Promise<PredictionSeries> {
  const { grid } = experiment;
  const closure = createClosureCoefficients1d(experiment, index, name);
  if ('absent' in closure) return { name, absent: closure.absent };
  const { coefficients } = closure;
  const [axis] = grid;
  const range = initialRange(experiment.initial[0]);
  const base = wholeRefinement(grid, coarsestRefinement(axis, leastCells));
  let pad = paddingFor(axis, range, 0.25);
  const cells = axis.cells * base + base * (pad[0] + pad[1]);
  // The next resolution takes four times the work of the first.
  const most = Math.max(100, affordableWork / (4 * cells));
  const coarsest = { level: 0, most };
  let coarse = await solveLevel(experiment, coefficients, base, pad, coarsest, pace);
  let truncation = noErrors;
  for (let share = 0.5; share <= 4 && coarse && coarse.atWall > negligibleAtWall; share *= 2) {
    const wider = paddingFor(axis, range, share);
    const wide = await solveLevel(experiment, coefficients, base, wider, coarsest, pace);
    if (!wide) break;
    // What the last widening changed bounds, about, what a further one would.
    truncation = wide.atWall > negligibleAtWall ? largestErrors(coarse.laws, wide.laws) : noErrors;
    pad = wider;
    coarse = wide;
  }
  if (!coarse) return solveDegenerate(experiment, index, name, degenerate, pace);
  const atWall = `${coarse.atWall.toExponential(1)} of the probability has reached the solver's walls`;
  const notes = [...closure.notes, ...(coarse.atWall > 1e-6 ? [atWall] : [])];
  const target = targetError(experiment.walkers);
  const { timeLevel, timeError } = await enoughTimeSteps(
    experiment,
    coefficients,
    coarse,
    pad,
    { target, most },
    pace,
  );
  let previous: Laws | null = null;
  for (let level = 1; ; level++) {
    pace.progress(1 - 2 ** -level);
    const parts = Math.min(level, timeLevel);
    const finer = { level: parts, most };
    const fine = await solveLevel(experiment, coefficients, base * 2 ** level, pad, finer, pace);
    if (!fine || touchesZero(coefficients, fine)) {
      return solveDegenerate(experiment, index, name, degenerate, pace);
    }
    const laws = extrapolate(coarse.laws, fine.laws);
    // Once time steps are no longer halved, extrapolation leaves their error in.
    const left = level > timeLevel ? timeError : noErrors;
    const resolved = errorsOf(previous ?? fine.laws, laws, left);
    const errors = resolved.map((e, k) => ({
      momentError: e.momentError + truncation.momentError,
      // What was set to 0 is as wrong as it was negative.
      solverError: Math.min(
        1,
        e.solverError + truncation.solverError + (fine.negative.get(experiment.snapshots[k]) ?? 0),
      ),
    }));
    const done =
      previous && resolved.every((e) => e.solverError < target && e.momentError < target);
    if (done || fine.work * (level < timeLevel ? 4 : 2) > affordableWork) {
      const predictions = new Map<number, Prediction>();
      experiment.snapshots.forEach((step, k) => {
        const own = [
          ...notes,
          ...absorbedNote(axis, fine.absorbed.get(step)),
          ...negativeNote(fine.negative.get(step) ?? 0),
        ];
        predictions.set(step, predictionFrom(step, { axis }, laws.get(step)!, errors[k], own));
      });
      const own: PredictionSeries = { name, predictions };
      // A law narrower than cells that can be afforded is followed better off them.
      if (worst(own) < poorError) return own;
      const walked = await solveDegenerate(experiment, index, name, tooNarrow, pace);
      return worst(walked) < worst(own) ? walked : own;
    }
    previous = laws;
    coarse = fine;
  }
}

const tooNarrow = 'the law is narrower than cells can follow';

const worst = (series: PredictionSeries) =>
  'absent' in series
    ? Number.POSITIVE_INFINITY
    : Math.max(...[...series.predictions.values()].map((p) => p.solverError));

/** How often time steps must be halved until their own error, seen on the coarsest grid, is small. */
async function enoughTimeSteps(
  experiment: Experiment,
  coefficients: Coefficients1d,
  coarse: Level,
  pad: readonly [number, number],
  { target, most: mostSteps }: { readonly target: number; readonly most: number },
  pace: Pace,
): Promise<{ timeLevel: number; timeError: Errors }> {
  const most = 7;
  let { laws } = coarse;
  let timeError = noErrors;
  for (let level = 1; level < most; level++) {
    const { refinement } = coarse.grid;
    const finer = { level, most: mostSteps };
    const next = await solveLevel(experiment, coefficients, refinement, pad, finer, pace);
    if (!next) break;
    const changes = errorsOf(laws, next.laws);
    timeError = {
      solverError: Math.max(...changes.map((e) => e.solverError)) / 3,
      momentError: Math.max(...changes.map((e) => e.momentError)) / 3,
    };
    if (Math.max(timeError.solverError, timeError.momentError) < target / 2) {
      return { timeLevel: level, timeError };
    }
    laws = next.laws;
    if (2 * next.work > affordableWork) return { timeLevel: level, timeError };
  }
  return { timeLevel: most, timeError };
}

const degenerate = 'the diffusion vanishes where the walkers are: the equation is degenerate there';

/** Whether the diffusion has a zero at a cell that walkers visit. */
function touchesZero(coefficients: Coefficients1d, { grid, visited }: Level): boolean {
  const { edges, cells } = grid;
  const diffusion = new Float64Array(cells + 1);
  coefficients.evaluate(edges, new Float64Array(cells + 1), diffusion);
  const reach = 3;
  for (let j = reach; j <= cells - reach; j++) {
    const around = Math.min(diffusion[j - reach], diffusion[j + reach]);
    if (diffusion[j] <= 0.04 * around && Math.max(visited[j - 1], visited[j]) > 1e-9) return true;
  }
  return false;
}

/** (4·fine − coarse)/3 where that has no negative cell, else the finer. */
function extrapolate(coarse: Laws, fine: Laws): Laws {
  return new Map(
    [...fine].map(([step, b]) => {
      const a = coarse.get(step)!;
      const mix = (f: number, c: number) => f + (f - c) / 3;
      const cells = b.cells.map((v, i) => mix(v, a.cells[i]));
      if (cells.some((v) => v < -1e-10)) return [step, b];
      const outside = Math.max(0, mix(b.outside, a.outside));
      const total = cells.reduce((sum, v) => sum + Math.max(0, v), outside);
      const law = {
        cells: cells.map((v) => Math.max(0, v) / total),
        outside: outside / total,
        mean: mix(b.mean, a.mean),
        variance: mix(b.variance, a.variance),
        lost: 0,
      };
      return [step, law];
    }),
  );
}

interface Errors {
  readonly solverError: number;
  readonly momentError: number;
}
const noErrors: Errors = { solverError: 0, momentError: 0 };

function largestErrors(before: Laws, laws: Laws): Errors {
  const all = errorsOf(before, laws);
  return {
    solverError: Math.max(...all.map((e) => e.solverError)),
    momentError: Math.max(...all.map((e) => e.momentError)),
  };
}

function errorsOf(before: Laws, laws: Laws, left = noErrors): Errors[] {
  return [...laws].map(([step, law]) => ({
    solverError: Math.max(1e-15, lawDistance(before.get(step)!, law) + left.solverError),
    momentError: Math.max(1e-13, varianceDistance(before.get(step)!, law) + left.momentError),
  }));
}
