/**
 * A product in parts: number · Π baseᵖ · e^exponent. Products, quotients and powers of such terms
 * need no exponential and no large power to be computed: exponents add up, equal bases join.
 */
import { add, call, div, type Expression, mul, number, pow, sub } from '../expression.js';

export interface Term {
  readonly factor: number;
  /** Powers of expressions that are no products; no power is 0. */
  readonly powers: ReadonlyMap<Expression, number>;
  readonly exponent: Expression;
}

const zero = number(0);
const one = number(1);

export const termOfNumber = (factor: number): Term => ({
  factor,
  powers: new Map(),
  exponent: zero,
});
export const termOfBase = (base: Expression): Term => ({
  ...termOfNumber(1),
  powers: new Map([[base, 1]]),
});
export const termOfExponent = (exponent: Expression): Term => ({ ...termOfNumber(1), exponent });

/** a · bˢ for s = ±1. */
export function timesTerm(a: Term, b: Term, sign: 1 | -1): Term {
  const powers = new Map(a.powers);
  for (const [base, p] of b.powers) {
    const sum = (powers.get(base) ?? 0) + sign * p;
    if (sum === 0) powers.delete(base);
    else powers.set(base, sum);
  }
  return {
    factor: sign > 0 ? a.factor * b.factor : a.factor / b.factor,
    powers,
    exponent: (sign > 0 ? add : sub)(a.exponent, b.exponent),
  };
}

/** Powers above this may overflow float32 for values of order 10⁴. */
const largestPower = 8;

/** The term with its large powers in the exponent: xⁿ = x^(n mod 2)·e^((n − n mod 2)·log|x|). */
export function inExponent(term: Term): Term {
  const powers = new Map<Expression, number>();
  let { exponent } = term;
  for (const [base, p] of term.powers) {
    const isLarge = Number.isInteger(p) && Math.abs(p) > largestPower;
    const left = isLarge ? p % 2 : p;
    if (left !== 0) powers.set(base, left);
    if (isLarge) exponent = add(exponent, mul(number(p - left), call('log', call('abs', base))));
  }
  return { ...term, powers, exponent };
}

/** The coefficient as a term. */
export const termOfCoefficient = (e: Expression): Term =>
  e.kind === 'number' ? termOfNumber(e.value) : termOfBase(e);

/** The term without its exponential. */
export function coefficientOf({ factor, powers }: Term): Expression {
  let above: Expression = one;
  let below: Expression = one;
  for (const [base, p] of powers) {
    const power = pow(base, Math.abs(p));
    if (p > 0) above = mul(above, power);
    else below = mul(below, power);
  }
  return div(mul(number(factor), above), below);
}

/** The term as it is computed. */
export const expressionOf = (term: Term): Expression =>
  term.exponent === zero
    ? coefficientOf(term)
    : mul(coefficientOf(term), call('exp', term.exponent));

/** termⁿ; a power that is not whole leaves the sign of the coefficient to `pow`. */
export function powerOfTerm(term: Term, n: number): Term {
  const exponent = mul(number(n), term.exponent);
  if (!Number.isInteger(n)) {
    return { ...termOfCoefficient(pow(coefficientOf(term), n)), exponent };
  }
  const powers = new Map([...term.powers].map(([base, p]) => [base, p * n]));
  return { factor: term.factor ** n, powers, exponent };
}
