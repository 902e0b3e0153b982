/** What a one-dimensional solver keeps of a law at one step, and how far two of them are apart. */
import { cellWidth } from '../math/grid.js';
import { hermiteWeights } from '../math/spline.js';
import { isEdgeNote } from './edgeNote.js';
import { absorbedNote } from './fokkerPlanck/ends.js';
import { lostNote } from './lostNote.js';
import type { Prediction } from './prediction.js';
import type { SolverGrid1d } from './solverGrid1d.js';

export interface Law1d {
  /** Probability per cell of the experiment. */
  readonly cells: Float64Array;
  readonly outside: number;
  /** Of the mass on the solver's grid. */
  readonly mean: number;
  readonly variance: number;
  /** Probability that has left the solver's grid, but not at an end that absorbs. */
  readonly lost: number;
  /** Probability that absorbing ends of the axis have taken. */
  readonly absorbed?: readonly [low: number, high: number];
}

/**
 * The law with values `distribution` at the solver's edges, `slopes` per cell between them;
 * moments are those of the Hermite cubics, exactly.
 */
export function lawFromDistribution(
  grid: SolverGrid1d,
  distribution: Float64Array,
  slopes: Float64Array,
): Law1d {
  const { edges, width, cells } = grid;
  const origin = (edges[0] + edges[cells]) / 2;
  let first = 0;
  let second = 0;
  for (let j = 0; j < cells; j++) {
    const left = distribution[j];
    const mass = distribution[j + 1] - left;
    // ∫₀¹ (F − F_left) du and ∫₀¹ u (F − F_left) du of the cubic.
    const area = mass / 2 + (slopes[j] - slopes[j + 1]) / 12;
    const moment = (7 * mass) / 20 + slopes[j] / 30 - slopes[j + 1] / 20;
    const start = edges[j] - origin;
    const one = width * (mass - area);
    first += start * mass + one;
    second += start * start * mass + 2 * start * one + width * width * (mass - 2 * moment);
  }
  const total = distribution[cells] - distribution[0];
  const mean = first / total;
  const outer = atExperimentEdges(grid, distribution, slopes);
  const inner = Float64Array.from({ length: outer.length - 1 }, (_, i) => outer[i + 1] - outer[i]);
  return {
    cells: inner,
    outside: Math.max(0, 1 - (outer[inner.length] - outer[0])),
    mean: origin + mean,
    variance: Math.max(0, second / total - mean * mean),
    lost: Math.max(0, 1 - total),
  };
}

/** The distribution function at the edges of the experiment's cells. */
export function atExperimentEdges(
  grid: SolverGrid1d,
  distribution: Float64Array,
  slopes: Float64Array,
): Float64Array {
  const { axis, refinement, first, cells } = grid;
  const weights = new Float64Array(4);
  return Float64Array.from({ length: axis.cells + 1 }, (_, i) => {
    const position = first + i * refinement;
    const j = Math.min(cells - 1, Math.floor(position));
    hermiteWeights(position - j, weights);
    return (
      weights[0] * distribution[j] +
      weights[1] * distribution[j + 1] +
      weights[2] * slopes[j] +
      weights[3] * slopes[j + 1]
    );
  });
}

/** Total variation between two laws on the experiment's cells, the outside being one more. */
export function lawDistance(a: Law1d, b: Law1d): number {
  let sum = Math.abs(a.outside - b.outside);
  for (let i = 0; i < a.cells.length; i++) sum += Math.abs(a.cells[i] - b.cells[i]);
  return sum / 2;
}

/** Relative difference of the variances of two laws. */
export function varianceDistance(a: Law1d, b: Law1d): number {
  const largest = Math.max(a.variance, b.variance);
  return largest > 0 ? Math.abs(a.variance - b.variance) / largest : 0;
}

/**
 * The error at which a solver may stop: a law that far off adds less than 10⁻³ to the χ² of so many
 * walkers, and to all but the steepest of its tests.
 */
export const targetError = (walkers: number) =>
  Math.min(1e-5, Math.max(1e-7, 0.01 / Math.sqrt(walkers)));

/** Beyond this the solver has not converged and says so. */
export const poorError = 1e-3;

/** The prediction at `step`: the finer of two laws, with their distance as its error. */
export function predictionFrom(
  step: number,
  grid: Pick<SolverGrid1d, 'axis'>,
  law: Law1d,
  errors: { solverError: number; momentError: number },
  notes: readonly string[],
): Prediction {
  const { solverError, momentError } = errors;
  const own: string[] = [];
  // Doubt at a cell's edge has a note of its own, and no resolution mends it.
  if (solverError > poorError && !notes.some(isEdgeNote)) {
    own.push(
      `two resolutions still differ by ${solverError.toExponential(1)} in total variation: ` +
        'the law has features finer than the solver resolves, or no density at all ' +
        `(the experiment's cells are ${cellWidth(grid.axis).toPrecision(3)} wide)`,
    );
  }
  own.push(...absorbedNote(grid.axis, law.absorbed), ...lostNote(law.lost));
  return {
    step,
    probabilities: law.cells,
    outside: law.outside,
    mean: Float64Array.of(law.mean),
    covariance: Float64Array.of(law.variance),
    solverError,
    momentError,
    notes: [...notes, ...own],
  };
}
