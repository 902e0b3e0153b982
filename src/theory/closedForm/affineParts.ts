/** A law's increment as a linear map of gradients, covariance factor and normals, in numbers. */
import { differentiate } from '../../math/expression/derivative.js';
import {
  type Expression,
  number,
  substitute,
  symbolsOf,
} from '../../math/expression/expression.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { withNumbers } from '../law/gradient1d.js';

export interface AffineParts {
  /** d × d coefficients of the minibatch gradient and of the gradient. */
  readonly minibatch: Float64Array;
  readonly gradient: Float64Array;
  /** d × d coefficient of L·ξ, L the covariance factor. */
  readonly factor: Float64Array;
  /** Coefficients of normals that stand alone, one column each. */
  readonly constant: readonly Float64Array[];
}

/**
 * The increment of `law` taken apart; null where it is not affine with constant coefficients or
 * mixes its normals otherwise.
 */
export function affineParts(law: UpdateLaw, parameters: readonly string[]): AffineParts | null {
  const d = parameters.length;
  const increment = law.increment.map((e) => withNumbers(e, law.scalars));
  let affine = true;
  const constantOf = (e: Expression) => {
    if (e.kind !== 'number') affine = false;
    return e.kind === 'number' ? e.value : 0;
  };
  const square = (input: (j: number) => { name: string }) =>
    Float64Array.from({ length: d * d }, (_, k) =>
      constantOf(differentiate(increment[Math.floor(k / d)], input(k % d).name)),
    );
  const minibatch = square(inputs.minibatchGradient);
  const gradient = square(inputs.gradient);
  const factor = new Float64Array(d * d);
  const constant: Float64Array[] = [];
  const { normals } = lawInputs(law);
  for (let k = 0; k < normals; k++) {
    const slopes = increment.map((e) => differentiate(e, inputs.normal(k).name));
    const factorNames = Array.from({ length: d }, (_, p) => inputs.covarianceFactor(p, k).name);
    if (!factorNames.some((name) => slopes.some((e) => symbolsOf(e).has(name)))) {
      constant.push(Float64Array.from(slopes, constantOf));
      continue;
    }
    // Column k of γ·L: γ_ip is the coefficient of L_pk, the same for every k ≤ p.
    const zeros = new Map(factorNames.map((name) => [name, number(0)]));
    for (let i = 0; i < d; i++) {
      if (constantOf(substitute(slopes[i], zeros)) !== 0) return null;
      for (let p = k; p < d; p++) {
        const value = constantOf(differentiate(slopes[i], factorNames[p]));
        if (k > 0 && value !== factor[i * d + p]) return null;
        factor[i * d + p] = value;
      }
    }
  }
  const zero = new Map<string, Expression>();
  for (const name of symbolsOf(...increment)) if (name.startsWith('#')) zero.set(name, number(0));
  if (increment.some((e) => constantOf(substitute(e, zero)) !== 0)) return null;
  return affine ? { minibatch, gradient, factor, constant } : null;
}
