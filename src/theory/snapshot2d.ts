/** What a two-dimensional solver keeps of a law at one step, and how far two of them are apart. */
import { cellWidth, type Grid } from '../math/grid.js';
import { isEdgeNote } from './edgeNote.js';
import { lostNote } from './lostNote.js';
import { negativeNote } from './negativeNote.js';
import type { Prediction } from './prediction.js';

export interface Law2d {
  /** Probability per cell of the experiment, row-major, ≥ 0. */
  readonly cells: Float64Array;
  readonly outside: number;
  /** Two entries; of the mass on the solver's grid. */
  readonly mean: Float64Array;
  /** 2 × 2, row-major; of the mass on the solver's grid. */
  readonly covariance: Float64Array;
  /** Probability that has left the solver's grid. */
  readonly lost: number;
  /** Probability of the cells that came out negative, as a positive number; they are now 0. */
  readonly negative: number;
}

/**
 * A law from probabilities per cell of the experiment, which may undershoot: negative cells become
 * 0 and the others shrink so that the sum stays. `lost` is what has left the solver's grid.
 */
export function lawFromExperimentCells(
  raw: Float64Array,
  mean: Float64Array,
  covariance: Float64Array,
  lost: number,
): Law2d {
  let positive = 0;
  let negative = 0;
  for (const v of raw) {
    if (v > 0) positive += v;
    else negative -= v;
  }
  const inside = Math.min(1, Math.max(0, positive - negative));
  const scale = positive > 0 ? inside / positive : 0;
  const cells = raw.map((v) => (v > 0 ? v * scale : 0));
  return { cells, outside: Math.max(0, 1 - inside), mean, covariance, lost, negative };
}

/** Total variation between two laws on the experiment's cells, the outside being one more. */
export function lawDistance2d(a: Law2d, b: Law2d): number {
  let sum = Math.abs(a.outside - b.outside);
  for (let i = 0; i < a.cells.length; i++) sum += Math.abs(a.cells[i] - b.cells[i]);
  return sum / 2;
}

/** Largest difference of the covariance entries, relative to the largest entry. */
function covarianceDistance(a: Law2d, b: Law2d): number {
  const largest = Math.max(...[...a.covariance, ...b.covariance].map(Math.abs));
  const difference = Math.max(...a.covariance.map((v, k) => Math.abs(v - b.covariance[k])));
  return largest > 0 ? difference / largest : 0;
}

export interface Errors {
  readonly solverError: number;
  readonly momentError: number;
}

/** How far two laws are apart, in cells and in moments. */
export const errorsBetween2d = (a: Law2d, b: Law2d): Errors => ({
  solverError: lawDistance2d(a, b),
  momentError: covarianceDistance(a, b),
});

/**
 * The error at which a two-dimensional solver may stop: spread evenly, it adds less than 1 to the
 * χ² of so many walkers.
 */
export const targetError2d = (walkers: number) =>
  Math.min(1e-4, Math.max(1e-6, 0.3 / Math.sqrt(walkers)));

/** Beyond this the solver has not converged and says so. */
const poorError = 1e-3;

/** The prediction at `step`: the finer of two laws, with their distance as its error. */
export function predictionFrom2d(
  step: number,
  grid: Grid,
  law: Law2d,
  { solverError, momentError }: Errors,
  notes: readonly string[],
): Prediction {
  const own: string[] = [];
  // Doubt at a cell's edge has a note of its own, and no resolution mends it.
  if (solverError > poorError && !notes.some(isEdgeNote)) {
    const widths = grid.map((axis) => cellWidth(axis).toPrecision(3)).join(' × ');
    own.push(
      `two resolutions still differ by ${solverError.toExponential(1)} in total variation: ` +
        'the law has features finer than the solver resolves, or no density at all ' +
        `(the experiment's cells are ${widths} wide)`,
    );
  }
  own.push(...lostNote(law.lost));
  own.push(...negativeNote(law.negative));
  return {
    step,
    probabilities: law.cells,
    outside: law.outside,
    mean: law.mean,
    covariance: law.covariance,
    // What was set to 0 is as wrong as it was negative.
    solverError: Math.min(1, solverError + law.negative),
    momentError,
    notes: [...notes, ...own],
  };
}
