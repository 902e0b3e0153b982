/**
 * Sums Σ cᵢ·e^uᵢ. What is asked of them, their logarithm and their ratio, does not change when all
 * are divided by e^M with M the largest exponent of the sum that must not overflow or vanish:
 *
 *   log Σ cᵢe^uᵢ = M + log Σ cᵢe^(uᵢ−M),   Σ aᵢe^vᵢ / Σ bⱼe^uⱼ = Σ aᵢe^(vᵢ−M) / Σ bⱼe^(uⱼ−M).
 */
import { add, call, div, type Expression, mul, neg, number, sub } from '../expression.js';
import { isNonNegative } from '../signs.js';
import {
  coefficientOf,
  expressionOf,
  inExponent,
  type Term,
  termOfCoefficient,
  timesTerm,
} from './exponentialTerm.js';

/** Terms of different exponents. */
export type Sum = readonly Term[];

const zero = number(0);

export const hasExponent = ({ exponent }: Term) => exponent !== zero;
export const hasExponents = (sum: Sum) => sum.some(hasExponent);

const total = (parts: readonly Expression[]) => parts.reduce(add);

/** The sum as it is computed without any care. */
export const plainly = (sum: Sum): Expression => total(sum.map(expressionOf));

/** a + sign·b; coefficients of equal exponents are added up. */
export function plus(a: Sum, b: Sum, sign: 1 | -1): Sum {
  const merged = new Map(a.map((term) => [term.exponent, term]));
  for (const term of b) {
    const { exponent } = term;
    const known = merged.get(exponent);
    const coefficient = known
      ? (sign > 0 ? add : sub)(coefficientOf(known), coefficientOf(term))
      : null;
    if (!coefficient) merged.set(exponent, { ...term, factor: sign * term.factor });
    else if (coefficient === zero) merged.delete(exponent);
    else merged.set(exponent, { ...termOfCoefficient(coefficient), exponent });
  }
  return [...merged.values()];
}

/** The largest exponent. */
const largest = (sum: Sum): Expression =>
  sum.map((term) => term.exponent).reduce((a, b) => call('max', a, b));

const over = (sum: Sum, exponent: Expression): Expression =>
  plainly(sum.map(inExponent).map((term) => ({ ...term, exponent: sub(term.exponent, exponent) })));

/** The sum over e^M, and M. */
export function scaled(sum: Sum): { readonly rest: Expression; readonly exponent: Expression } {
  const exponent = largest(sum);
  return { rest: over(sum, exponent), exponent };
}

/** a / b. */
export function ratio(a: Sum, b: Sum): Expression {
  const logistic = a.length === 1 && b.length === 2 ? asSigmoid(a[0], b[0], b[1]) : null;
  if (logistic) return logistic;
  const exponent = largest(b);
  return div(over(a, exponent), over(b, exponent));
}

/** a·e^u / (b·e^u + b·e^v) = a/b · sigmoid(u − v). */
function asSigmoid(a: Term, first: Term, second: Term): Expression | null {
  if (coefficientOf(first) !== coefficientOf(second)) return null;
  const [own, other] = a.exponent === first.exponent ? [first, second] : [second, first];
  if (a.exponent !== own.exponent) return null;
  const argument = sub(own.exponent, other.exponent);
  return mul(expressionOf(timesTerm(a, own, -1)), call('sigmoid', argument));
}

/** The logarithm of a sum of two or more terms. */
export function logarithm(sum: Sum): Expression {
  const [first, second] = sum.length === 2 && hasExponent(sum[0]) ? [sum[1], sum[0]] : sum;
  if (sum.length === 2 && !hasExponent(first) && isPositive(first) && isPositive(second)) {
    const shift = number(Math.log(second.factor / first.factor));
    const above = call('softplus', add(second.exponent, shift));
    return add(above, number(Math.log(first.factor)));
  }
  const { rest, exponent } = scaled(sum);
  return add(exponent, call('log', rest));
}

const isPositive = ({ factor, powers }: Term) => factor > 0 && powers.size === 0;

/** Powers that are known to be never negative, and the others. */
function bySign(powers: Term['powers']): Record<'free' | 'bound', [Expression, number][]> {
  const isFree = ([base, p]: [Expression, number]) => p % 2 === 0 || isNonNegative(base);
  const all = [...powers];
  return { free: all.filter(isFree), bound: all.filter((power) => !isFree(power)) };
}

/** The logarithm of one term: Σ p·log|base|. */
export function logarithmOfTerm({ factor, powers, exponent }: Term): Expression {
  // Where several bases have an unknown sign, that of their product counts: one logarithm for them.
  const { free, bound } = bySign(powers);
  const alone = bound.length <= 1 && factor > 0;
  const parts = (alone ? [...free, ...bound] : free).map(([base, p]) =>
    mul(number(p), logarithmOfBase(p % 2 === 0 ? call('abs', base) : base)),
  );
  const rest = alone ? number(factor) : coefficientOf({ factor, powers: new Map(bound), exponent });
  return total([exponent, ...parts, call('log', rest)]);
}

/** The term where it is not negative, else not a number; null where that takes all of it. */
export function nonNegativeTerm(term: Term): Term | null {
  const { free, bound } = bySign(term.powers);
  if (!(term.factor > 0) || bound.length > 1) return null;
  if (bound.length === 0) return term;
  const [[base, p]] = bound;
  const guarded: [Expression, number][] = [[call('nonNegative', base), 1]];
  const left: [Expression, number][] = p === 1 ? [] : [[base, p - 1]];
  return { ...term, powers: new Map([...free, ...left, ...guarded]) };
}

/** log base, where the base is a sigmoid without its vanishing. */
function logarithmOfBase(base: Expression): Expression {
  if (base.kind === 'call' && base.operator === 'sigmoid') {
    return neg(call('softplus', neg(base.args[0])));
  }
  return call('log', base);
}
