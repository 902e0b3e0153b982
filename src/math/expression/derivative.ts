/**
 * Derivatives of expressions: one rule an operator, applied once per shared subexpression.
 * Comparisons are flat; kinks (abs, min, max, select) get the derivative of the taken branch.
 */
import {
  add,
  type CallNode,
  call,
  div,
  type Expression,
  mul,
  neg,
  number,
  sub,
  symbol,
  topological,
} from './expression.js';
import type { OperatorName } from './operators.js';
import { simplify } from './simplify.js';

/** The derivative of the call `e`, given those of its arguments (not all of them zero). */
type Rule = (e: CallNode, d: readonly Expression[]) => Expression;

const zero = number(0);
const one = number(1);
const two = number(2);
const flat: Rule = () => zero;
const square = (a: Expression) => call('pow', a, two);

/** A rule for one argument: the outer derivative times the inner one. */
const chain =
  (outer: (a: Expression, e: CallNode) => Expression): Rule =>
  (e, [da]) =>
    mul(outer(e.args[0], e), da);

/** c·a^(c−1)·a′ for a constant exponent; else the exponent's part a^b·log(a)·b′ joins it. */
const power: Rule = (e, [da, db]) => {
  const [a, b] = e.args;
  const base = mul(mul(b, call('pow', a, sub(b, one))), da);
  return db === zero ? base : add(base, mul(mul(e, call('log', a)), db));
};

const rules = {
  add: (_, [da, db]) => add(da, db),
  sub: (_, [da, db]) => sub(da, db),
  mul: ({ args: [a, b] }, [da, db]) => add(mul(da, b), mul(a, db)),
  div: (e, [da, db]) => div(sub(da, mul(e, db)), e.args[1]),
  pow: power,
  neg: (_, [da]) => neg(da),
  lt: flat,
  le: flat,
  eq: flat,
  ne: flat,
  and: flat,
  or: flat,
  select: ({ args: [condition] }, [, da, db]) => call('select', condition, da, db),
  exp: chain((_, e) => e),
  // Where the logarithm is no number its derivative is none, although 1/a would be.
  log: (e, [da]) => div(da, call('nonNegative', e.args[0])),
  sqrt: (e, [da]) => div(da, mul(two, e)),
  sin: chain((a) => call('cos', a)),
  cos: chain((a) => neg(call('sin', a))),
  tan: chain((_, e) => add(one, square(e))),
  tanh: chain((_, e) => sub(one, square(e))),
  sigmoid: chain((_, e) => mul(e, sub(one, e))),
  softplus: chain((a) => call('sigmoid', a)),
  erf: chain((a) => mul(number(2 / Math.sqrt(Math.PI)), call('exp', neg(square(a))))),
  log1p: (e, [da]) => div(da, call('nonNegative', add(one, e.args[0]))),
  expm1: chain((a) => call('exp', a)),
  atan: (e, [da]) => div(da, add(one, square(e.args[0]))),
  asin: (e, [da]) => div(da, call('sqrt', sub(one, square(e.args[0])))),
  acos: (e, [da]) => neg(div(da, call('sqrt', sub(one, square(e.args[0]))))),
  atan2: ({ args: [a, b] }, [da, db]) =>
    div(sub(mul(b, da), mul(a, db)), add(square(a), square(b))),
  nonNegative: (_, [da]) => da,
  abs: chain((a) => call('sign', a)),
  sign: flat,
  min: ({ args: [a, b] }, [da, db]) => call('select', call('lt', a, b), da, db),
  max: ({ args: [a, b] }, [da, db]) => call('select', call('lt', b, a), da, db),
} as const satisfies Record<OperatorName, Rule>;

/**
 * ∂e/∂name of `e` simplified. Holds wherever e is differentiable; on a kink
 * it is one of the one-sided derivatives, or 0 for `abs`.
 */
export function differentiate(e: Expression, name: string): Expression {
  const variable = symbol(name);
  const done = new Map<Expression, Expression>();
  const root = simplify(e);
  for (const node of topological([root])) {
    if (node.kind === 'call') {
      const inner = node.args.map((arg) => done.get(arg)!);
      const rule: Rule = rules[node.operator];
      done.set(node, inner.every((d) => d === zero) ? zero : rule(node, inner));
    } else {
      done.set(node, node === variable ? one : zero);
    }
  }
  return done.get(root)!;
}
