/**
 * The functions that a user may call: every one-argument operator under its own name, min and
 * max of any number of arguments, and a few compositions.
 */
import { add, call, div, type Expression, mul, neg, number } from './expression.js';
import { type OperatorName, operators } from './operators.js';

export interface UserFunction {
  readonly fewest: number;
  readonly most: number;
  readonly build: (args: readonly Expression[]) => Expression;
}

const unary = (build: (a: Expression) => Expression): UserFunction => ({
  fewest: 1,
  most: 1,
  build: ([a]) => build(a),
});

const nested = (operator: OperatorName): UserFunction => ({
  fewest: 1,
  most: 100,
  build: (args) => args.reduce((a, b) => call(operator, a, b)),
});

const cosh = (a: Expression) => div(add(call('exp', a), call('exp', neg(a))), number(2));

const ofOneArgument = (Object.keys(operators) as OperatorName[])
  .filter((name) => operators[name].arity === 1 && name !== 'neg')
  .map((name): [string, UserFunction] => [name, unary((a) => call(name, a))]);

/** By name. */
export const functions: ReadonlyMap<string, UserFunction> = new Map([
  ...ofOneArgument,
  ['min', nested('min')],
  ['max', nested('max')],
  ['cosh', unary(cosh)],
  // Unlike (eᵃ − e⁻ᵃ) / 2 this keeps its relative precision near 0.
  ['sinh', unary((a) => mul(call('tanh', a), cosh(a)))],
]);
