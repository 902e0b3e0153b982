/**
 * A law's increment in one dimension taken apart: what it is without noise, and its coefficient of
 * every standard normal. Holds for laws that are affine in their normals; given x, the step is
 * then Gaussian for each minibatch, with the mean and spread that this file evaluates.
 */
import { differentiate } from '../../math/expression/derivative.js';
import {
  type Expression,
  number,
  substitute,
  symbolsOf,
} from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import { inputs, lawInputs, type MinibatchDraw, type UpdateLaw } from '../../model/law.js';
import { withNumbers } from './gradient1d.js';

/** Values of a law's inputs at the points x; only those that the law reads are filled. */
export interface InputColumns {
  readonly x: Float64Array;
  readonly minibatchGradient: Float64Array;
  readonly gradient: Float64Array;
  readonly covarianceFactor: Float64Array;
}

export interface Increment1d {
  /** The increment with every normal at 0. */
  mean(columns: InputColumns, out: Float64Array): void;
  /** Standard deviation of the increment at fixed minibatch; 0 for laws without normals. */
  spread(columns: InputColumns, out: Float64Array): void;
  readonly noisy: boolean;
  /**
   * ∂(increment)/∂(minibatch gradient); null where the increment is not affine in it, or where it
   * multiplies a normal.
   */
  readonly minibatchCoefficient: ((columns: InputColumns, out: Float64Array) => void) | null;
}

/** Ratio of the covariance of a minibatch gradient to that of one sample's gradient. */
export function minibatchFactor(draw: MinibatchDraw, rows: number): number {
  const { batchSize, replacement } = draw;
  if (replacement) return 1 / batchSize;
  return rows === 1 ? 0 : (rows - batchSize) / ((rows - 1) * batchSize);
}

/** The increment of `law`, or null where its noise is not affine in the normals. */
export function createIncrement1d(law: UpdateLaw, parameter: string): Increment1d | null {
  const increment = withNumbers(law.increment[0], law.scalars);
  const names = Array.from({ length: lawInputs(law).normals }, (_, i) => inputs.normal(i).name);
  const zeros = new Map(names.map((name) => [name, number(0)]));
  const slopes = names
    .map((name) => differentiate(increment, name))
    .filter((e) => !(e.kind === 'number' && e.value === 0));
  if (slopes.some((e) => names.some((name) => symbolsOf(e).has(name)))) return null;
  const order = [
    parameter,
    inputs.minibatchGradient(0).name,
    inputs.gradient(0).name,
    inputs.covarianceFactor(0, 0).name,
  ];
  const evaluator = (e: Expression) => {
    const tape = createTape([e], order, 'float64');
    return (c: InputColumns, out: Float64Array) =>
      tape([c.x, c.minibatchGradient, c.gradient, c.covarianceFactor], [out], c.x.length);
  };
  const slopesAt = slopes.map(evaluator);
  const coefficient = differentiate(increment, order[1]);
  return {
    mean: evaluator(substitute(increment, zeros)),
    spread(columns, out) {
      const one = new Float64Array(columns.x.length);
      out.fill(0);
      for (const slope of slopesAt) {
        slope(columns, one);
        for (let i = 0; i < one.length; i++) out[i] = Math.hypot(out[i], one[i]);
      }
    },
    noisy: slopes.length > 0,
    minibatchCoefficient: [order[1], ...names].some((name) => symbolsOf(coefficient).has(name))
      ? null
      : evaluator(coefficient),
  };
}
