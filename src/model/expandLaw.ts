/**
 * An update law with everything substituted that is known as an expression, so that the kernels and
 * the twin compute the same operations in the same order. Gradient and covariance come from the
 * landscape's moments; where there are none they stay symbols, to be summed over the samples.
 */
import {
  call,
  div,
  type Expression,
  mul,
  number,
  sqrt,
  sub,
  substitute,
  symbol,
  symbolsOf,
} from '../math/expression/expression.js';
import { type DrawPlan, planDraws } from './draws.js';
import type { Landscape } from './experiment.js';
import { inputs, lawInputs, type MinibatchDraw, type UpdateLaw } from './law.js';

/** Entry (i, j ≤ i) of C₁, the covariance of one sample's gradient, where it has to be summed. */
export const covarianceInput = (i: number, j: number) => symbol(`#covariance.${i}.${j}`);

export interface ExpandedLaw {
  /**
   * Over parameters, scalars, `#normal.i`, and those of the symbols `#minibatchGradient.i` (mean
   * over the minibatch), `#gradient.i` and `#covariance.i.j` (means over all samples; products of
   * centred gradients) that the flags below announce.
   */
  readonly increment: readonly Expression[];
  /** Values of all scalar symbols: constants of the landscape and scalars of the law. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly draws: DrawPlan;
  /** Set where indices are drawn and `#minibatchGradient.i` occurs. */
  readonly minibatch: MinibatchDraw | null;
  readonly sumGradient: boolean;
  readonly sumCovariance: boolean;
}

/** Substitutes the moments of `landscape` into the increment of `law` and plans its draws. */
export function expandLaw(landscape: Landscape, law: UpdateLaw): ExpandedLaw {
  const wanted = lawInputs(law);
  const { moments } = landscape;
  const d = landscape.parameters.length;
  const values = new Map<string, Expression>();
  const bind = (input: Expression, value: Expression) => {
    if (input.kind === 'symbol') values.set(input.name, value);
  };
  if (wanted.gradient && moments) {
    for (let i = 0; i < d; i++) bind(inputs.gradient(i), moments.gradient[i]);
  }
  if (wanted.covarianceFactor && law.minibatch) {
    const scale = number(covarianceScale(law.minibatch, landscape.data.rows));
    const entry = (i: number, j: number) =>
      mul(moments ? moments.covariance[i][j] : covarianceInput(i, j), scale);
    for (const [i, j, value] of choleskyFactor(d, entry))
      bind(inputs.covarianceFactor(i, j), value);
  }
  const increment = law.increment.map((e) => substitute(e, values));
  const left = [...symbolsOf(...increment)];
  const occurs = (prefix: string) => left.some((name) => name.startsWith(prefix));
  const minibatch = wanted.minibatchGradient ? law.minibatch : null;
  return {
    increment,
    scalars: { ...landscape.constants, ...law.scalars },
    draws: planDraws(wanted.normals, minibatch),
    minibatch,
    sumGradient: occurs('#gradient.'),
    sumCovariance: occurs('#covariance.'),
  };
}

/** The covariance of a minibatch's gradient is this times C₁ (n rows). */
export function covarianceScale({ batchSize, replacement }: MinibatchDraw, rows: number): number {
  if (replacement) return 1 / batchSize;
  return rows === 1 ? 0 : (rows - batchSize) / (rows - 1) / batchSize;
}

/** Lower Cholesky factor, entry by entry; a pivot that is not positive gives a column of zeros. */
function choleskyFactor(
  d: number,
  entry: (i: number, j: number) => Expression,
): [number, number, Expression][] {
  const zero = number(0);
  const factor: Expression[][] = Array.from({ length: d }, () => []);
  const result: [number, number, Expression][] = [];
  for (let j = 0; j < d; j++) {
    for (let i = j; i < d; i++) {
      let rest = entry(i, j);
      for (let k = 0; k < j; k++) rest = sub(rest, mul(factor[i][k], factor[j][k]));
      const pivot = factor[j][j];
      factor[i][j] =
        i === j
          ? sqrt(call('max', rest, zero))
          : call('select', call('lt', zero, pivot), div(rest, pivot), zero);
      result.push([i, j, factor[i][j]]);
    }
  }
  return result;
}
