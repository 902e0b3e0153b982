/** Every operator on the adapter against float64, over the range where walkers live. */
import { describe, expect, it } from 'vitest';
import { call, type Expression, number, symbol } from '../../src/math/expression/expression.js';
import {
  type OperatorEntry,
  type OperatorName,
  operators,
} from '../../src/math/expression/operators.js';
import { useAdapter } from '../support/adapter.js';
import { evaluateOnGpu } from '../support/evaluateOnGpu.js';

const gpu = useAdapter();
const points = 20_000;
const spread = (i: number) => Math.fround(((i * 0.6180339887) % 1) * 24 - 12);
const x = Array.from({ length: points }, (_, i) => spread(i));
const y = Array.from({ length: points }, (_, i) => (i % 5 === 0 ? x[i] : spread(i * 7 + 3)));

/** Error allowed, in units of 2⁻²⁴ of the larger of the value and `floor`. */
const allowed: { readonly [name in OperatorName]?: { ulps: number; floor?: number } } = {
  exp: { ulps: 4 },
  log: { ulps: 4, floor: 0.1 },
  sin: { ulps: 4, floor: 0.3 },
  cos: { ulps: 4, floor: 0.3 },
  // The error of a quotient of two functions that are good to 4 units, near poles relative.
  tan: { ulps: 60, floor: 1 },
  tanh: { ulps: 5 },
  sigmoid: { ulps: 6 },
  softplus: { ulps: 6 },
  erf: { ulps: 6, floor: 0.1 },
  log1p: { ulps: 4 },
  expm1: { ulps: 6 },
  atan: { ulps: 4 },
  atan2: { ulps: 6 },
  asin: { ulps: 6 },
  acos: { ulps: 6 },
  // e^(b ln a): the relative error of the exponent is multiplied by it, up to 30 here.
  pow: { ulps: 150 },
  div: { ulps: 6 },
  sqrt: { ulps: 4 },
};

const compare = (
  name: string,
  got: Float32Array,
  exact: (i: number) => number,
  { ulps, floor = 0 }: { ulps: number; floor?: number },
) => {
  let worst = 0;
  let where = -1;
  for (let i = 0; i < points; i++) {
    const want = exact(i);
    if (Number.isNaN(want)) {
      if (!Number.isNaN(got[i])) throw new Error(`${name}(${x[i]}, ${y[i]}) is ${got[i]}, not NaN`);
      continue;
    }
    if (Math.abs(want) > 3e38 || (want !== 0 && Math.abs(want) < 1.2e-38)) continue;
    const error = Math.abs(got[i] - want) / Math.max(Math.abs(want), floor, 1e-30) / 2 ** -24;
    if (error > worst || Number.isNaN(error)) [worst, where] = [error, i];
  }
  expect(worst, `${name} at (${x[where]}, ${y[where]})`).toBeLessThanOrEqual(ulps);
};

describe('operators on the adapter', () => {
  it.each(Object.keys(operators) as OperatorName[])('%s', async (name) => {
    const entry: OperatorEntry = operators[name];
    const args: Expression[] = [symbol('x'), symbol('y'), number(2.5)].slice(0, entry.arity);
    const a = name === 'pow' ? x.map((v) => Math.fround(Math.abs(v))) : x;
    const got = await evaluateOnGpu(gpu.device, call(name, ...args), a, y);
    compare(name, got, (i) => entry.evaluate(a[i], y[i], 2.5), allowed[name] ?? { ulps: 1 });
  });

  // Half the points spread evenly over (−1, 1), half down to 2⁻²⁴ of it.
  const small = x.map((v, i) => Math.fround((v / 12) * (i % 2 ? 1 : 2 ** -((i * 0.0013) % 24))));
  const nearZero = ['log1p', 'expm1', 'atan', 'asin', 'acos', 'atan2'] as const;
  it.each(nearZero)('%s keeps its relative precision near 0', async (name) => {
    const entry: OperatorEntry = operators[name];
    const args = [symbol('x'), symbol('y')].slice(0, entry.arity);
    const got = await evaluateOnGpu(gpu.device, call(name, ...args), small, y);
    compare(name, got, (i) => entry.evaluate(small[i], y[i], 0), allowed[name] ?? { ulps: 1 });
  });

  it.each([-5, -1, 2, 3, 7, 16])('x^%i as a chain of products', async (n) => {
    const got = await evaluateOnGpu(gpu.device, call('pow', symbol('x'), number(n)), x, y);
    compare(`x^${n}`, got, (i) => x[i] ** n, { ulps: 2 * Math.abs(n) + 4 });
  });
});
