/**
 * Identities of powers, roots and logarithms that change neither value nor domain. What they leave
 * neither overflows nor vanishes on the way to an ordinary number, and has derivatives wherever the
 * value has them: √(x²) = |x|, (x²)^0.75 = |x|^1.5, (√(x² + y²))² = x² + y², x³/x = x²,
 * log eᵘ = u, log xᵖ = p·log|x|, log sigmoid(u) = −softplus(−u).
 */
import {
  type CallNode,
  call,
  div,
  type Expression,
  mul,
  neg,
  number,
  topological,
} from './expression.js';
import { isNonNegative, type Saturating, saturating } from './signs.js';

const known = new WeakMap<Expression, Expression>();

/** `root` simplified from its leaves up; itself where there is nothing to simplify. */
export function simplify(root: Expression): Expression {
  for (const e of topological([root])) {
    if (known.has(e)) continue;
    const plain = e.kind === 'call' ? call(e.operator, ...e.args.map((a) => known.get(a)!)) : e;
    known.set(e, plain.kind === 'call' ? simplifyCall(plain) : plain);
  }
  return known.get(root)!;
}

function simplifyCall(e: CallNode): Expression {
  const [a, b] = e.args;
  switch (e.operator) {
    case 'mul':
      return (a === b && rootOf(a)) || e;
    case 'div':
      return quotient(a, b) ?? e;
    case 'pow':
      return (b.kind === 'number' && powerOf(a, b.value)) || e;
    case 'sqrt':
      return powerOf(a, 0.5) ?? e;
    case 'log':
      return logarithmOf(a) ?? e;
    case 'abs':
    case 'nonNegative':
      return isNonNegative(a) ? a : e;
    default:
      return e;
  }
}

/** a for √a where a is never negative: there √a·√a = a. */
const rootOf = (e: Expression): Expression | null =>
  e.kind === 'call' && e.operator === 'sqrt' && isNonNegative(e.args[0]) ? e.args[0] : null;

/** The base and the exponent of a power by a number; of anything else, itself and 1. */
function splitPower(e: Expression): [Expression, number] {
  if (e.kind !== 'call') return [e, 1];
  if (e.operator === 'sqrt') return [e.args[0], 0.5];
  const exponent = e.args[1];
  return e.operator === 'pow' && exponent.kind === 'number' ? [e.args[0], exponent.value] : [e, 1];
}

const powerByNumber = (a: Expression, p: number) => simplify(call('pow', a, number(p)));

/** aᵖ where a is a power, or a size; null for every other a. */
function powerOf(a: Expression, p: number): Expression | null {
  if (a.kind === 'call' && a.operator === 'abs' && p % 2 === 0) return powerByNumber(a.args[0], p);
  const [base, inner] = splitPower(a);
  if (inner === 1 || inner <= 0 || p <= 0) return null;
  if (inner % 2 === 0) return powerByNumber(simplify(call('abs', base)), inner * p);
  return isNonNegative(base) ? powerByNumber(base, inner * p) : null;
}

/** `e` as number · rest. */
function splitFactor(e: Expression): [number, Expression] {
  if (e.kind === 'call' && e.operator === 'neg') return [-1, e.args[0]];
  const isScaled = e.kind === 'call' && e.operator === 'mul' && e.args[0].kind === 'number';
  return isScaled ? [(e.args[0] as { value: number }).value, e.args[1]] : [1, e];
}

/** a / b where a factor or a base cancels: 2a/(2b) = a/b, x³/x = x²; null where none does. */
function quotient(a: Expression, b: Expression): Expression | null {
  const [[p, above], [q, below]] = [splitFactor(a), splitFactor(b)];
  const [[base, m], [other, n]] = [splitPower(above), splitPower(below)];
  if (base === other && Number.isInteger(m) && Number.isInteger(n)) {
    return mul(number(p / q), powerByNumber(base, m - n));
  }
  return p === q && p !== 1 ? div(above, below) : null;
}

/** log a where it needs no logarithm, or one less; null for every other a. */
function logarithmOf(a: Expression): Expression | null {
  if (a.kind !== 'call') return null;
  const [left, right] = a.args;
  const saturated = saturating(a);
  if (saturated) return ofSaturating(saturated);
  switch (a.operator) {
    case 'exp':
      return left;
    case 'mul':
      return ofTwo('add', left, right);
    case 'div':
      return ofTwo('sub', left, right);
    default: {
      const [base, p] = splitPower(a);
      if (p === 1) return null;
      const size = p % 2 === 0 ? simplify(call('abs', base)) : base;
      return mul(number(p), simplify(call('log', size)));
    }
  }
}

/** Apart where neither can be negative and one needs no logarithm. */
function ofTwo(operator: 'add' | 'sub', a: Expression, b: Expression): Expression | null {
  if (!isNonNegative(a) || !isNonNegative(b)) return null;
  if (!logarithmOf(a) && !logarithmOf(b)) return null;
  return call(operator, ...[a, b].map((part) => simplify(call('log', part))));
}

function ofSaturating({ factor, sigmoids }: Saturating): Expression {
  return sigmoids
    .map(([scale, u]) => neg(call('softplus', mul(number(-scale), u))))
    .reduce((sum, part) => call('add', sum, part), number(Math.log(factor)) as Expression);
}
