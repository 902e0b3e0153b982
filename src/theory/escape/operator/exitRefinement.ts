/** First passages on grids of doubled resolution until two agree, and what is said of them. */
import type { Pace } from '../../pace.js';
import { remainingError } from '../../resolutions.js';
import type { ExitPrediction, ExitSeries } from '../exitPrediction.js';
import type { ExitLevel } from './exitSurvival.js';

const name = 'masterEquation';
/** Distributions further apart than this are not shown. */
const useless = 0.05;
const poor = 1e-3;

/** Errors of a survival function, absolute, and of its mean, relative to the mean. */
export interface ExitErrors {
  readonly distribution: number;
  readonly mean: number;
}

export const noErrors: ExitErrors = { distribution: 0, mean: 0 };

/** Largest difference of two survivals, and the relative one of their means. */
export function exitDifference(a: ExitLevel, b: ExitLevel): ExitErrors {
  let largest = 0;
  for (let k = 0; k < a.survival.length; k++) {
    largest = Math.max(largest, Math.abs(a.survival[k] - b.survival[k]));
  }
  return { distribution: largest, mean: Math.abs(a.mean - b.mean) / Math.max(1, b.mean) };
}

export interface Refinement {
  solve(cells: number): Promise<ExitLevel>;
  /** The solution on `coarseCells` cells. */
  readonly coarse: ExitLevel;
  readonly coarseCells: number;
  /** What cutting an open region adds. */
  readonly truncation: ExitErrors;
  readonly target: number;
  /**
   * The order that changes must show before they are believed, 0 where any will do: where edges cut
   * through cells two solutions may agree by chance, and the change before them tells.
   */
  readonly order: number;
  /** Whether `cells` cells can be afforded after `finest` on half as many. */
  fits(finest: ExitLevel, cells: number): boolean;
  /** What there is to say of a solution on so many cells. */
  notes(cells: number): string[];
}

/** Doubles the cells until two solutions agree to the target. */
export async function refineExit(task: Refinement, pace: Pace): Promise<ExitSeries> {
  let previous = task.coarse;
  let before: ExitErrors = { distribution: Number.NaN, mean: Number.NaN };
  for (let cells = 2 * task.coarseCells; ; cells *= 2) {
    pace.progress(1 - task.coarseCells / cells);
    const finer = await task.solve(cells);
    const last = exitDifference(previous, finer);
    const isSure = task.order === 0 || !Number.isNaN(before.mean);
    const left = (first: number, second: number) =>
      isSure
        ? Math.max(remainingError(first, second), task.order > 0 ? first / 2 ** task.order : 0)
        : second * 2 ** task.order;
    const errors = {
      distribution: left(before.distribution, last.distribution) + task.truncation.distribution,
      mean: left(before.mean, last.mean) + task.truncation.mean,
    };
    before = last;
    previous = finer;
    const done = isSure && errors.distribution < task.target && errors.mean < task.target;
    if (done || !task.fits(finer, 2 * cells)) return report(finer, errors, task.notes(cells));
  }
}

function report(finest: ExitLevel, errors: ExitErrors, notes: string[]): ExitSeries {
  if (errors.distribution > useless) {
    return {
      name,
      notConverged: true,
      absent: [
        `two resolutions differ by ${errors.distribution.toPrecision(2)} in the distribution of ` +
          'exits: the region is too small for the cells that can be afforded',
        ...notes,
      ].join('; '),
    };
  }
  if (errors.distribution > poor || errors.mean > poor) {
    notes.push(
      `two resolutions still differ by ${errors.distribution.toExponential(1)} in the ` +
        `distribution of exits and by ${errors.mean.toExponential(1)} of the mean`,
    );
  }
  const { survival, mean, rate } = finest;
  return {
    name,
    distribution: survival.map((s) => 1 - s),
    distributionError: Math.max(1e-15, errors.distribution),
    mean,
    meanError: Math.max(1e-15, errors.mean) * Math.max(1, mean),
    rate,
    notes,
  };
}

/** All walkers have left by the last of these survivals, none of which needed a grid. */
export function exactExit(survival: readonly number[], steps: number): ExitPrediction {
  const last = survival.findLastIndex((s) => s > 0);
  const mean = survival.reduce((a, b) => a + b, 0);
  return {
    name,
    distribution: Float64Array.from({ length: steps + 1 }, (_, k) => 1 - (survival[k] ?? 0)),
    distributionError: 1e-15,
    mean,
    meanError: 1e-15 * mean,
    rate: last > 0 ? 1 - survival[last] / survival[last - 1] : 1,
    notes: [],
  };
}

/** Noise of one step that is finer than the cells, with the numbers; `where` says on which. */
export const coarseNote = (noise: number, width: number) =>
  `the noise of one step, ${noise.toPrecision(2)}, is finer than the solver's cells of ` +
  `${width.toPrecision(2)}: the layer at the region's edge is not resolved; a larger learning rate ` +
  'or a smaller region is, and the generator is the limit of small steps';
