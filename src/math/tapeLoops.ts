/**
 * The inner loops of the tape: one operator over one block of points. Stores into a
 * Float32Array round, so the same loops serve both precisions. Every loop may write over one of
 * its arguments. The cheap operators are spelled out; the others cost more than a call does.
 */
import { type OperatorEntry, type OperatorName, operators } from './operators.js';

export type Register = Float64Array | Float32Array;

/** d[i] ← operator(a[i], b[i], c[i]) for i < n; unused arguments are ignored. */
export type Loop = (d: Register, a: Register, b: Register, c: Register, n: number) => void;

const loops: { readonly [name in OperatorName]?: Loop } = {
  add: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = a[i] + b[i];
  },
  sub: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = a[i] - b[i];
  },
  mul: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = a[i] * b[i];
  },
  div: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = a[i] / b[i];
  },
  neg: (d, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) d[i] = -a[i];
  },
  sqrt: (d, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) d[i] = Math.sqrt(a[i]);
  },
  abs: (d, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) d[i] = Math.abs(a[i]);
  },
  min: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = Math.min(a[i], b[i]);
  },
  max: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = Math.max(a[i], b[i]);
  },
  lt: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = a[i] < b[i] ? 1 : 0;
  },
  le: (d, a, b, _, n) => {
    for (let i = 0; i < n; i++) d[i] = a[i] <= b[i] ? 1 : 0;
  },
  select: (d, c, a, b, n) => {
    for (let i = 0; i < n; i++) d[i] = c[i] !== 0 ? a[i] : b[i];
  },
  exp: (d, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) d[i] = Math.exp(a[i]);
  },
};

function throughCalls({ arity, evaluate }: OperatorEntry): Loop {
  if (arity === 1) {
    return (d, a, _b, _c, n) => {
      for (let i = 0; i < n; i++) d[i] = evaluate(a[i], 0, 0);
    };
  }
  return (d, a, b, c, n) => {
    for (let i = 0; i < n; i++) d[i] = evaluate(a[i], b[i], c[i]);
  };
}

/** The loop of an operator. */
export const loopOf = (name: OperatorName): Loop => loops[name] ?? throughCalls(operators[name]);
