/**
 * What closed forms say of walkers near a minimum of any landscape: the linear model of the gradients
 * there, and the first correction by what is not linear (docs/theory.md §3).
 */
import { differentiate } from '../../math/expression/derivative.js';
import { number, substitute } from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import type { UpdateLaw } from '../../model/law.js';
import { withNumbers } from '../law/gradient1d.js';
import { createLocalModel } from './linearModel.js';
import { meanShift } from './smallStepForms.js';
import { stationaryMoments } from './stationaryMoments.js';

export interface AtMinimum {
  /** Factor by which second moments about the minimum change each step. */
  readonly growth: number;
  /** Of the linear model, d × d; null where it has none (flat, or growth at least 1). */
  readonly covariance: Float64Array | null;
  /** Shift of the mean by the third derivatives; null where unknown, or not small beside the width. */
  readonly shift: Float64Array | null;
}

/** The linear model of ensemble law `law` at `point`, or why there is none. */
export async function describeMinimum(
  landscape: Landscape,
  law: UpdateLaw,
  point: readonly number[],
): Promise<AtMinimum | { readonly absent: string }> {
  const model = createLocalModel(landscape, law, point);
  if ('absent' in model) return model;
  const { growth, moments } = await stationaryMoments(model);
  if (!moments) return { growth, covariance: null, shift: null };
  const { hessian, third } = meanDerivatives(landscape, point);
  const { covariance } = moments;
  const shift = third.every(Number.isFinite) ? meanShift(hessian, third, covariance) : null;
  return { growth, covariance, shift: shift && isSmall(shift, covariance) ? shift : null };
}

/**
 * Beyond half a standard deviation the curvature changes by more than itself across the law, and a
 * first correction says nothing.
 */
function isSmall(shift: Float64Array, covariance: Float64Array): boolean {
  const d = shift.length;
  return shift.every((v, i) => v * v <= covariance[i * (d + 1)] / 4);
}

/** ∇²L (d × d) and ∇³L (d × d × d) at `point`. */
function meanDerivatives(
  { parameters, data, constants, sampleGradient }: Landscape,
  point: readonly number[],
) {
  const here = new Map(parameters.map((p, i) => [p, number(point[i])]));
  const second = sampleGradient.flatMap((g) =>
    parameters.map((p) => differentiate(withNumbers(g, constants), p)),
  );
  const third = second.flatMap((h) => parameters.map((p) => differentiate(h, p)));
  const roots = [...second, ...third].map((e) => substitute(e, here));
  const columns = roots.map(() => new Float64Array(data.rows));
  createTape(roots, data.columns, 'float64')(data.values, columns, data.rows);
  const means = Float64Array.from(columns, (c) => c.reduce((a, b) => a + b, 0) / data.rows);
  return { hessian: means.slice(0, second.length), third: means.slice(second.length) };
}
