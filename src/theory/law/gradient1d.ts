/**
 * Gradients of a one-parameter landscape as numbers at many points: of the loss, of one sample,
 * of a minibatch, and the variance of a sample's gradient. Uses the landscape's exact moments
 * where it has them and loops over the samples where it has not. Where one is 0/0 it is its limit.
 */
import { type Expression, number, substitute } from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { fillLimits } from './limits.js';

export interface Gradient1d {
  /** ∇L at the points. */
  mean(x: Float64Array, out: Float64Array): void;
  /** Variance C₁ of one sample's gradient at the points, ≥ 0. */
  variance(x: Float64Array, out: Float64Array): void;
  /** The gradients of all samples at one point. */
  samples(x: number, out: Float64Array): void;
  /** Mean of the gradients of the samples `rows`. */
  minibatch(rows: Int32Array, x: Float64Array, out: Float64Array): void;
}

/** Replaces symbols by their numbers. */
export function withNumbers(e: Expression, values: Readonly<Record<string, number>>): Expression {
  return substitute(e, new Map(Object.entries(values).map(([name, v]) => [name, number(v)])));
}

/** Evaluates `e`, an expression of `name` alone, at many points. */
function evaluateAt(e: Expression, name: string): (x: Float64Array, out: Float64Array) => void {
  const tape = createTape([e], [name], 'float64');
  return (x, out) => tape([x], [out], x.length);
}

/** The gradients of `landscape`, which has one parameter. */
export function createGradient1d(landscape: Landscape): Gradient1d {
  const [parameter] = landscape.parameters;
  const { data, constants, moments } = landscape;
  const sample = withNumbers(landscape.sampleGradient[0], constants);
  const tape = createTape([sample], [parameter, ...data.columns], 'float64');
  const sampleGradient = (row: number, x: Float64Array, out: Float64Array) => {
    tape([x, ...data.values.map((column) => column.subarray(row, row + 1))], [out], x.length);
  };
  const average = (rows: Iterable<number>, x: Float64Array, out: Float64Array) => {
    const one = new Float64Array(x.length);
    let count = 0;
    out.fill(0);
    for (const row of rows) {
      sampleGradient(row, x, one);
      for (let i = 0; i < x.length; i++) out[i] += one[i];
      count++;
    }
    for (let i = 0; i < x.length; i++) out[i] /= count;
  };
  const allRows = Int32Array.from({ length: data.rows }, (_, r) => r);
  const loopedVariance = (x: Float64Array, out: Float64Array) => {
    const mean = new Float64Array(x.length);
    const one = new Float64Array(x.length);
    average(allRows, x, mean);
    out.fill(0);
    for (const row of allRows) {
      sampleGradient(row, x, one);
      for (let i = 0; i < x.length; i++) out[i] += (one[i] - mean[i]) ** 2 / data.rows;
    }
  };
  const exactVariance =
    moments && evaluateAt(withNumbers(moments.covariance[0][0], constants), parameter);
  const gradient: Gradient1d = {
    mean: moments
      ? evaluateAt(withNumbers(moments.gradient[0], constants), parameter)
      : (x, out) => average(allRows, x, out),
    variance: exactVariance
      ? (x, out) => {
          exactVariance(x, out);
          for (let i = 0; i < x.length; i++) if (out[i] < 0) out[i] = 0;
        }
      : loopedVariance,
    samples: (x, out) => tape([Float64Array.of(x), ...data.values], [out], data.rows),
    minibatch: average,
  };
  return {
    ...gradient,
    mean: withLimits(gradient.mean),
    variance: withLimits(gradient.variance),
    minibatch: (rows, x, out) => withLimits((at, own) => gradient.minibatch(rows, at, own))(x, out),
  };
}

type AtPoints = (x: Float64Array, out: Float64Array) => void;

const withLimits =
  (evaluate: AtPoints): AtPoints =>
  (x, out) => {
    evaluate(x, out);
    fillLimits(([at], [own]) => evaluate(at, own), [x], [out]);
  };
