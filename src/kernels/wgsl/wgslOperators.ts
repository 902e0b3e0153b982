/**
 * Each operator of expressions in WGSL: the text of its value from the texts of its arguments
 * (identifiers or literals), and the function of `shaders/functions.wgsl` that it calls, if any.
 * Comparisons give 1 or 0, as everywhere. WGSL's own exp, log, sin, cos and tanh are too coarse,
 * and its min, max and sign may lose what is not a number.
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
const ownOfTwo = (name: string): WgslOperator => ({
  print: (a, b) => `${name}(${a}, ${b})`,
  calls: name,
});

export const wgslOperators = {
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: infix('/'),
  pow: ownOfTwo('powOf'),
  neg: { print: (a) => `-${a}` },
  lt: test((a, b) => `${a} < ${b}`),
  le: test((a, b) => `${a} <= ${b}`),
  eq: test((a, b) => `${a} == ${b}`),
  ne: test((a, b) => `${a} != ${b}`),
  and: test((a, b) => `(${a} != 0f) & (${b} != 0f)`),
  or: test((a, b) => `(${a} != 0f) | (${b} != 0f)`),
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
  atan2: ownOfTwo('atan2Of'),
  abs: builtin('abs'),
  nonNegative: own('nonNegativeOf'),
  sign: own('signOf'),
  min: ownOfTwo('minOf'),
  max: ownOfTwo('maxOf'),
} as const satisfies Record<OperatorName, WgslOperator>;
