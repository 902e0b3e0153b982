/**
 * The functions that a user may call: every operator of one argument under its own name, a few of
 * two and three, and compositions.
 */
import { add, call, div, type Expression, mul, neg, number, sqrt, sub } from './expression.js';
import { type OperatorName, operators } from './operators.js';

export interface UserFunction {
  readonly fewest: number;
  readonly most: number;
  /** The first argument is a condition; every other is a number. */
  readonly takesCondition?: true;
  readonly build: (args: readonly Expression[]) => Expression;
}

const unary = (build: (a: Expression) => Expression): UserFunction => ({
  fewest: 1,
  most: 1,
  build: ([a]) => build(a),
});

const binary = (build: (a: Expression, b: Expression) => Expression): UserFunction => ({
  fewest: 2,
  most: 2,
  build: ([a, b]) => build(a, b),
});

const ofMany = (build: UserFunction['build']): UserFunction => ({ fewest: 1, most: 100, build });

const nested = (operator: OperatorName) =>
  ofMany((args) => args.reduce((a, b) => call(operator, a, b)));

const ownName = (name: OperatorName) => unary((a) => call(name, a));

const euler = number(Math.E);

/** aᵇ, where e^b is the exponential. */
export const raise = (a: Expression, b: Expression): Expression =>
  a === euler ? call('exp', b) : call('pow', a, b);

const cosh = (a: Expression) => div(add(call('exp', a), call('exp', neg(a))), number(2));
const logarithm = (base: number) => unary((a) => mul(number(1 / Math.log(base)), call('log', a)));
const norm = ofMany((args) =>
  args.length === 1
    ? call('abs', args[0])
    : sqrt(args.map((a) => call('pow', a, number(2))).reduce(add)),
);

const ofOneArgument = (Object.keys(operators) as OperatorName[])
  .filter((name) => operators[name].arity === 1 && name !== 'neg' && name !== 'nonNegative')
  .map((name): [string, UserFunction] => [name, ownName(name)]);

/** By name. */
export const functions: ReadonlyMap<string, UserFunction> = new Map([
  ...ofOneArgument,
  ['min', nested('min')],
  ['max', nested('max')],
  ['cosh', unary(cosh)],
  // Unlike (eᵃ − e⁻ᵃ) / 2 this keeps its relative precision near 0.
  ['sinh', unary((a) => mul(call('tanh', a), cosh(a)))],
  ['atan2', binary((a, b) => call('atan2', a, b))],
  ['arctan', ownName('atan')],
  ['arcsin', ownName('asin')],
  ['arccos', ownName('acos')],
  ['ln', ownName('log')],
  ['log2', logarithm(2)],
  ['log10', logarithm(10)],
  ['pow', binary(raise)],
  ['relu', unary((a) => call('max', a, number(0)))],
  ['hypot', norm],
  ['norm', norm],
  // log(eᵃ + eᵇ) = a + log(1 + e^(b − a)), which does not overflow.
  ['logsumexp', ofMany((args) => args.reduce((a, b) => add(a, call('softplus', sub(b, a)))))],
  [
    'if',
    {
      fewest: 3,
      most: 3,
      takesCondition: true,
      build: ([condition, a, b]) => call('select', condition, a, b),
    },
  ],
]);
