/**
 * Gradients of a two-parameter landscape as numbers at many points: of the loss and of a minibatch,
 * and the covariance of one sample's gradient. Uses the landscape's exact moments where it has them
 * and loops over the samples where it has not. Where one is 0/0 it is its limit.
 */
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { withNumbers } from './gradient1d.js';
import { fillLimits } from './limits.js';

/** Two coordinates, or two components, at each of many points. */
export type Pair = readonly [Float64Array, Float64Array];
/** Entries (0, 0), (1, 0) and (1, 1) of symmetric matrices at many points. */
export type Triple = readonly [Float64Array, Float64Array, Float64Array];

export const createPair = (n: number): Pair => [new Float64Array(n), new Float64Array(n)];

export interface Gradient2d {
  /** ∇L at the points. */
  mean(points: Pair, out: Pair): void;
  /** Covariance C₁ of one sample's gradient at the points. */
  covariance(points: Pair, out: Triple): void;
  /** Mean of the gradients of the samples `rows`. */
  minibatch(rows: Iterable<number>, points: Pair, out: Pair): void;
}

/** The gradients of `landscape`, which has two parameters. */
export function createGradient2d(landscape: Landscape): Gradient2d {
  const { data, constants, moments, parameters } = landscape;
  const roots = landscape.sampleGradient.map((e) => withNumbers(e, constants));
  const tape = createTape(roots, [...parameters, ...data.columns], 'float64');
  const sampleGradient = (row: number, points: Pair, out: Pair) =>
    tape([...points, ...data.values.map((c) => c.subarray(row, row + 1))], out, points[0].length);
  const average = (rows: Iterable<number>, points: Pair, out: Pair) => {
    const one = createPair(points[0].length);
    let count = 0;
    for (const column of out) column.fill(0);
    for (const row of rows) {
      sampleGradient(row, points, one);
      for (let i = 0; i < out.length; i++) {
        for (let k = 0; k < out[i].length; k++) out[i][k] += one[i][k];
      }
      count++;
    }
    for (const column of out) for (let i = 0; i < column.length; i++) column[i] /= count;
  };
  if (moments) {
    const { gradient, covariance } = moments;
    const entries = [covariance[0][0], covariance[1][0], covariance[1][1]];
    const evaluator = (roots: typeof gradient) =>
      createTape(
        roots.map((e) => withNumbers(e, constants)),
        parameters,
        'float64',
      );
    const meanTape = evaluator(gradient);
    const covarianceTape = evaluator(entries);
    return withLimits({
      mean: (points, out) => meanTape(points, out, points[0].length),
      covariance: (points, out) => covarianceTape(points, out, points[0].length),
      minibatch: average,
    });
  }
  const allRows = Int32Array.from({ length: data.rows }, (_, r) => r);
  return withLimits({
    mean: (points, out) => average(allRows, points, out),
    covariance(points, out) {
      const mean = createPair(points[0].length);
      const one = createPair(points[0].length);
      average(allRows, points, mean);
      for (const column of out) column.fill(0);
      for (const row of allRows) {
        sampleGradient(row, points, one);
        for (let i = 0; i < one.length; i++) {
          for (let k = 0; k < one[i].length; k++) one[i][k] -= mean[i][k];
        }
        addTo(out[0], one[0], one[0], 1 / data.rows);
        addTo(out[1], one[0], one[1], 1 / data.rows);
        addTo(out[2], one[1], one[1], 1 / data.rows);
      }
    },
    minibatch: average,
  });
}

function withLimits({ mean, covariance, minibatch }: Gradient2d): Gradient2d {
  const limited =
    <Out extends readonly Float64Array[]>(evaluate: (points: Pair, out: Out) => void) =>
    (points: Pair, out: Out) => {
      evaluate(points, out);
      fillLimits(([x, y], own) => evaluate([x, y], own as unknown as Out), points, out);
    };
  return {
    mean: limited(mean),
    covariance: limited(covariance),
    minibatch: (rows, points, out) =>
      limited<Pair>((at, own) => minibatch(rows, at, own))(points, out),
  };
}

/** sum += factor·a·b. */
function addTo(sum: Float64Array, a: Float64Array, b: Float64Array, factor: number): void {
  for (let k = 0; k < sum.length; k++) sum[k] += factor * a[k] * b[k];
}
