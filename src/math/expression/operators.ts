/**
 * The operators of expressions: arity and value. Derivatives are in `derivative.ts`, the WGSL of
 * each in `kernels/printWgsl.ts`; both tables are checked for completeness against this one.
 * Comparisons give 1 or 0; `select(c, a, b)` is a where c is not 0, else b; `nonNegative(a)` is a
 * where a ≥ 0, else not a number. What is not a number stays so, in min and max too; a comparison with
 * it is 0.
 */
import erf from '@stdlib/math-base-special-erf';
import { power } from './powers.js';

export interface OperatorEntry {
  readonly arity: 1 | 2 | 3;
  readonly evaluate: (a: number, b: number, c: number) => number;
}

const sigmoid = (a: number) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)));

export const operators = {
  add: { arity: 2, evaluate: (a, b) => a + b },
  sub: { arity: 2, evaluate: (a, b) => a - b },
  mul: { arity: 2, evaluate: (a, b) => a * b },
  div: { arity: 2, evaluate: (a, b) => a / b },
  pow: { arity: 2, evaluate: power },
  neg: { arity: 1, evaluate: (a) => -a },
  lt: { arity: 2, evaluate: (a, b) => (a < b ? 1 : 0) },
  le: { arity: 2, evaluate: (a, b) => (a <= b ? 1 : 0) },
  eq: { arity: 2, evaluate: (a, b) => (a === b ? 1 : 0) },
  ne: { arity: 2, evaluate: (a, b) => (a !== b ? 1 : 0) },
  and: { arity: 2, evaluate: (a, b) => (a !== 0 && b !== 0 ? 1 : 0) },
  or: { arity: 2, evaluate: (a, b) => (a !== 0 || b !== 0 ? 1 : 0) },
  select: { arity: 3, evaluate: (c, a, b) => (c !== 0 ? a : b) },
  exp: { arity: 1, evaluate: Math.exp },
  log: { arity: 1, evaluate: Math.log },
  sqrt: { arity: 1, evaluate: Math.sqrt },
  sin: { arity: 1, evaluate: Math.sin },
  cos: { arity: 1, evaluate: Math.cos },
  tan: { arity: 1, evaluate: Math.tan },
  tanh: { arity: 1, evaluate: Math.tanh },
  sigmoid: { arity: 1, evaluate: sigmoid },
  softplus: {
    arity: 1,
    evaluate: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  },
  erf: { arity: 1, evaluate: (a) => erf(a) },
  log1p: { arity: 1, evaluate: Math.log1p },
  expm1: { arity: 1, evaluate: Math.expm1 },
  atan: { arity: 1, evaluate: Math.atan },
  asin: { arity: 1, evaluate: Math.asin },
  acos: { arity: 1, evaluate: Math.acos },
  // 0 and −0 are one number here, as in `number`.
  atan2: { arity: 2, evaluate: (a, b) => Math.atan2(a + 0, b + 0) },
  nonNegative: { arity: 1, evaluate: (a) => (a < 0 ? Number.NaN : a) },
  abs: { arity: 1, evaluate: Math.abs },
  sign: { arity: 1, evaluate: Math.sign },
  min: { arity: 2, evaluate: (a, b) => Math.min(a, b) },
  max: { arity: 2, evaluate: (a, b) => Math.max(a, b) },
} as const satisfies Record<string, OperatorEntry>;

export type OperatorName = keyof typeof operators;
