/**
 * How an expression is computed so that no intermediate overflows or vanishes where the value is an
 * ordinary number: logarithms, quotients and products of exponentials, and of powers, are taken in
 * the exponents. Expressions and their derivatives stay as mathematics writes them; whoever evaluates
 * or prints them, in either precision, takes this form of them first. Expressions without such parts
 * are their own stable form.
 */
import { type CallNode, call, type Expression, mul, number, topological } from '../expression.js';
import { saturating } from '../signs.js';
import { simplify } from '../simplify.js';
import {
  hasExponent,
  hasExponents,
  logarithm,
  logarithmOfTerm,
  nonNegativeTerm,
  plainly,
  plus,
  ratio,
  type Sum,
  scaled,
} from './exponentialSum.js';
import {
  inExponent,
  powerOfTerm,
  type Term,
  termOfBase,
  termOfExponent,
  termOfNumber,
  timesTerm,
} from './exponentialTerm.js';

/** More terms than this are left as they are. */
const maxTerms = 16;

interface Form {
  /** The stable form. */
  readonly stable: Expression;
  /** The same value as a sum of exponentials; one term without an exponent where it is none. */
  readonly sum: Sum;
}

const known = new WeakMap<Expression, Form>();

/** The stable forms of `roots`; to be taken once, after all derivatives and substitutions. */
export function stableForms(roots: readonly Expression[]): Expression[] {
  const simple = roots.map(simplify);
  for (const e of topological(simple)) if (!known.has(e)) known.set(e, formOf(e));
  return simple.map((e) => known.get(e)!.stable);
}

const atom = (e: Expression): Form => ({ stable: e, sum: [termOfBase(e)] });

function formOf(e: Expression): Form {
  if (e.kind === 'number') return { stable: e, sum: [termOfNumber(e.value)] };
  if (e.kind === 'symbol') return atom(e);
  const parts = e.args.map((arg) => known.get(arg)!);
  const plain = call(e.operator, ...parts.map((part) => part.stable));
  const sums = parts.map((part) => part.sum);
  switch (e.operator) {
    case 'exp':
      return { stable: plain, sum: [termOfExponent(parts[0].stable)] };
    case 'expm1':
      return { stable: plain, sum: [termOfExpm1(parts[0].stable)] };
    case 'log1p':
      return atom(hasExponents(sums[0]) ? logarithm(plus([termOfNumber(1)], sums[0], 1)) : plain);
    case 'neg':
      return { stable: plain, sum: timesEach(sums[0], termOfNumber(-1), 1) };
    case 'add':
    case 'sub':
      return sumForm(e, plain, sums[0], sums[1]);
    case 'mul':
      return productForm(plain, sums[0], sums[1]);
    case 'div':
      return quotientForm(plain, sums[0], sums[1]);
    case 'sqrt':
      return powerForm(plain, sums[0], 0.5);
    case 'pow':
      return e.args[1].kind === 'number' ? powerForm(plain, sums[0], e.args[1].value) : atom(plain);
    case 'nonNegative':
      return nonNegativeForm(plain, sums[0]);
    case 'log':
      return atom(logarithmForm(plain, sums[0]));
    default:
      return atom(plain);
  }
}

/** e^u − 1 = e^max(u, 0)·(1 − e^−|u|)·sign(u), precise for small u too. */
function termOfExpm1(u: Expression): Term {
  const size = call('neg', call('expm1', call('neg', call('abs', u))));
  return { ...termOfBase(mul(call('sign', u), size)), exponent: call('max', u, number(0)) };
}

const timesEach = (sum: Sum, by: Term, sign: 1 | -1): Sum =>
  sum.map((term) => timesTerm(term, by, sign));

/** Sums without exponentials stay whole. */
function sumForm(e: CallNode, plain: Expression, a: Sum, b: Sum): Form {
  const complement = complementOf(plain);
  if (complement) return { stable: plain, sum: [complement] };
  const [x, y] = [a, b].map((sum) => sum.map(inExponent));
  if (!hasExponents(x) && !hasExponents(y)) return atom(plain);
  const sum = plus(x, y, e.operator === 'add' ? 1 : -1);
  return sum.length > maxTerms ? atom(plain) : { stable: plain, sum };
}

/** What saturates next to 1 as a product. */
function complementOf(e: Expression): Term | null {
  const found = saturating(e);
  if (!found) return null;
  return found.sigmoids
    .map(([scale, u]) => termOfBase(call('sigmoid', mul(number(scale), u))))
    .reduce((product, sigmoid) => timesTerm(product, sigmoid, 1), termOfNumber(found.factor));
}

/** A sum as one term, its largest exponential apart. */
function asTerm(sum: Sum, change = (rest: Expression) => rest): Term {
  const { rest, exponent } = scaled(sum);
  return { ...termOfBase(change(rest)), exponent };
}

/** Exponentials meet in a product: e^u·e^v = e^(u+v). */
function productForm(plain: Expression, a: Sum, b: Sum): Form {
  if (a.length > 1 && b.length > 1) {
    return { stable: plain, sum: [timesTerm(asTerm(a), asTerm(b), 1)] };
  }
  const [one, many] = a.length === 1 ? [a[0], b] : [b[0], a];
  const sum = timesEach(many, one, 1);
  const meet = hasExponent(one) && hasExponents(many);
  return { stable: meet ? plainly(sum) : plain, sum };
}

function quotientForm(plain: Expression, a: Sum, b: Sum): Form {
  if (b.length > 1) return atom(ratio(a, b));
  const [divisor] = b;
  const quotient = timesEach(a, divisor, -1);
  const sum = hasExponent(divisor) ? quotient.map(inExponent) : quotient;
  const meet = hasExponent(divisor) || (a.length === 1 && vanishTogether(a[0], divisor));
  return { stable: meet ? plainly(sum) : plain, sum };
}

/**
 * Whether both have a base in common whose powers in float32 may vanish or overflow: as in the
 * derivative of the logarithm of a product of powers. Quotients of ordinary products stay.
 */
function vanishTogether(a: Term, b: Term): boolean {
  const isOperator = (base: Expression, operator: string) =>
    base.kind === 'call' && base.operator === operator;
  const ofLogarithm = [...b.powers.keys()].some((base) => isOperator(base, 'nonNegative'));
  return [...b.powers].some(
    ([base, p]) =>
      a.powers.has(base) && (ofLogarithm || isOperator(base, 'sigmoid') || Math.abs(p) >= 4),
  );
}

function powerForm(plain: Expression, base: Sum, n: number): Form {
  if (base.length > 1) {
    const sum = [powerOfTerm(asTerm(base), n)];
    // A root may be an ordinary number where what is under it is none.
    return { stable: Math.abs(n) < 1 ? plainly(sum) : plain, sum };
  }
  const term = powerOfTerm(base[0], n);
  return { stable: hasExponent(term) ? plainly([term]) : plain, sum: [term] };
}

function nonNegativeForm(plain: Expression, sum: Sum): Form {
  if (sum.length > 1) {
    return { stable: plain, sum: [asTerm(sum, (rest) => call('nonNegative', rest))] };
  }
  const term = nonNegativeTerm(sum[0]);
  return term ? { stable: plain, sum: [term] } : atom(plain);
}

function logarithmForm(plain: Expression, sum: Sum): Expression {
  if (sum.length > 1) return logarithm(sum);
  const [term] = sum;
  const needsCare = ([base, p]: [Expression, number]) =>
    p !== 1 || (base.kind === 'call' && base.operator === 'sigmoid');
  return hasExponent(term) || [...term.powers].some(needsCare) ? logarithmOfTerm(term) : plain;
}
