/**
 * The inner loops of the tape: one operator over one block of points. Registers are Float64Array
 * in both precisions, because loops that meet two kinds of array run three times slower;
 * `roundLoop` makes float32 of them. Every loop may write over one of its arguments. The cheap
 * operators are spelled out, the others cost more than a call does; sums, products, quotients
 * and rounding take four points a turn, which halves their time.
 */
import { type OperatorEntry, type OperatorName, operators } from './operators.js';

export type Register = Float64Array;

/** d[i] ← operator(a[i], b[i], c[i]) for i < n; n is a multiple of 4; spare arguments are ignored. */
export type Loop = (d: Register, a: Register, b: Register, c: Register, n: number) => void;

/** d[i] ← the float32 nearest to a[i]. */
export const roundLoop: Loop = (d, a, _b, _c, n) => {
  for (let i = 0; i < n; i += 4) {
    d[i] = Math.fround(a[i]);
    d[i + 1] = Math.fround(a[i + 1]);
    d[i + 2] = Math.fround(a[i + 2]);
    d[i + 3] = Math.fround(a[i + 3]);
  }
};

/** Whether the operator gives a float32 for float32 arguments without rounding. */
export const isExact = (name: OperatorName) => exact.has(name);
const exact: ReadonlySet<OperatorName> = new Set<OperatorName>([
  ...(['neg', 'abs', 'sign', 'min', 'max', 'select', 'nonNegative'] as const),
  ...(['lt', 'le', 'eq', 'ne', 'and', 'or'] as const),
]);

const loops: { readonly [name in OperatorName]?: Loop } = {
  add: (d, a, b, _, n) => {
    for (let i = 0; i < n; i += 4) {
      d[i] = a[i] + b[i];
      d[i + 1] = a[i + 1] + b[i + 1];
      d[i + 2] = a[i + 2] + b[i + 2];
      d[i + 3] = a[i + 3] + b[i + 3];
    }
  },
  sub: (d, a, b, _, n) => {
    for (let i = 0; i < n; i += 4) {
      d[i] = a[i] - b[i];
      d[i + 1] = a[i + 1] - b[i + 1];
      d[i + 2] = a[i + 2] - b[i + 2];
      d[i + 3] = a[i + 3] - b[i + 3];
    }
  },
  mul: (d, a, b, _, n) => {
    for (let i = 0; i < n; i += 4) {
      d[i] = a[i] * b[i];
      d[i + 1] = a[i + 1] * b[i + 1];
      d[i + 2] = a[i + 2] * b[i + 2];
      d[i + 3] = a[i + 3] * b[i + 3];
    }
  },
  div: (d, a, b, _, n) => {
    for (let i = 0; i < n; i += 4) {
      d[i] = a[i] / b[i];
      d[i + 1] = a[i + 1] / b[i + 1];
      d[i + 2] = a[i + 2] / b[i + 2];
      d[i + 3] = a[i + 3] / b[i + 3];
    }
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
