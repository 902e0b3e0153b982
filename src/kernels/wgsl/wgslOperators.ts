/**
 * Each operator of expressions in WGSL: the text of its value from the texts of its arguments
 * (identifiers or literals), and the function of `shaders/functions.wgsl` that it calls, if any.
 * Comparisons give 1 or 0, as everywhere. WGSL's own exp, log, sin, cos and tanh are too coarse.
 */
import type { OperatorName } from '../../math/expression/operators.js';

export interface WgslOperator {
  readonly print: (a: string, b: string, c: string) => string;
  readonly calls?: string;
}

const infix = (operator: string): WgslOperator => ({ print: (a, b) => `${a} ${operator} ${b}` });
const test = (condition: (a: string, b: string) => string): WgslOperator => ({
  print: (a, b) => `select(0f, 1f, ${condition(a, b)})`,
});
const builtin = (name: string): WgslOperator => ({ print: (a) => `${name}(${a})` });
const own = (name: string): WgslOperator => ({ print: (a) => `${name}(${a})`, calls: name });

export const wgslOperators = {
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: infix('/'),
  pow: { print: (a, b) => `powOf(${a}, ${b})`, calls: 'powOf' },
  neg: { print: (a) => `-${a}` },
  lt: test((a, b) => `${a} < ${b}`),
  le: test((a, b) => `${a} <= ${b}`),
  eq: test((a, b) => `${a} == ${b}`),
  ne: test((a, b) => `${a} != ${b}`),
  and: test((a, b) => `(${a} != 0f) && (${b} != 0f)`),
  or: test((a, b) => `(${a} != 0f) || (${b} != 0f)`),
  select: { print: (c, a, b) => `select(${b}, ${a}, ${c} != 0f)` },
  exp: own('expOf'),
  log: own('logOf'),
  sqrt: builtin('sqrt'),
  sin: own('sinOf'),
  cos: own('cosOf'),
  tan: own('tanOf'),
  tanh: own('tanhOf'),
  sigmoid: own('sigmoidOf'),
  softplus: own('softplusOf'),
  erf: own('erfOf'),
  log1p: own('log1pOf'),
  expm1: own('expm1Of'),
  atan: own('atanOf'),
  asin: own('asinOf'),
  acos: own('acosOf'),
  atan2: { print: (a, b) => `atan2Of(${a}, ${b})`, calls: 'atan2Of' },
  abs: builtin('abs'),
  sign: builtin('sign'),
  min: { print: (a, b) => `min(${a}, ${b})` },
  max: { print: (a, b) => `max(${a}, ${b})` },
} as const satisfies Record<OperatorName, WgslOperator>;
