/**
 * What is not a number on the CPU is none on the adapter, and the other way round: over random
 * expressions with poles and branch points. Compilers for GPUs may assume numbers, and min, max, sign
 * and comparisons of most GPUs drop what is none.
 */
import { expect, test } from 'vitest';
import { differentiate } from '../../src/math/expression/derivative.js';
import { call, type Expression, number, symbol } from '../../src/math/expression/expression.js';
import type { OperatorName } from '../../src/math/expression/operators.js';
import { parseExpression } from '../../src/math/expression/parseExpression.js';
import { createTape } from '../../src/math/expression/tape.js';
import { createRandom, randomExpression } from '../math/expression/randomExpressions.js';
import { stableRows } from '../math/expression/stableRows.js';
import { useAdapter } from '../support/adapter.js';
import { evaluateAllOnGpu } from '../support/evaluateOnGpu.js';

const gpu = useAdapter();
const names = ['x', 'y'];
const count = 256;

function onCpu(roots: readonly Expression[], x: readonly number[], y: readonly number[]) {
  const out = roots.map(() => new Float32Array(x.length));
  createTape(roots, names, 'float32')([Float64Array.from(x), Float64Array.from(y)], out, x.length);
  return out;
}

/** As a walker counts: beyond a bound or not a number, or where it is. */
const isLost = (value: number) => !(Math.abs(value) < 2 ** 40);

test('random expressions are lost at the same points', async () => {
  const random = createRandom(11);
  const x = Array.from({ length: count }, () => Math.fround(4 * random() - 2));
  const y = Array.from({ length: count }, () => Math.fround(4 * random() - 2));
  const operators: OperatorName[] = [
    ...(['log', 'sqrt', 'div', 'pow', 'min', 'max', 'sign', 'select', 'lt', 'le'] as const),
    ...(['log', 'sqrt', 'div', 'add', 'sub', 'mul', 'abs', 'exp', 'tanh', 'eq', 'and'] as const),
    ...(['softplus', 'sigmoid', 'erf', 'sin', 'tan', 'nonNegative', 'or', 'ne'] as const),
    ...(['log1p', 'expm1', 'asin', 'acos', 'atan2'] as const),
  ];
  let lost = 0;
  for (let batch = 0; batch < 5; batch++) {
    const roots = Array.from({ length: 30 }, () => {
      const e = randomExpression(random, 10, names, operators);
      return random() < 0.5 ? e : differentiate(e, 'x');
    }).filter((e) => e.kind === 'call');
    const found = await evaluateAllOnGpu(gpu.device, roots, x, y);
    const expected = onCpu(roots, x, y);
    // Where a nudge of the point changes the answer, a rounding may too.
    const nudged = [1 - 2 ** -16, 1 + 2 ** -16].map((f) =>
      onCpu(
        roots,
        x.map((v) => v * f),
        y.map((v) => v * f),
      ),
    );
    for (let r = 0; r < roots.length; r++) {
      for (let i = 0; i < count; i++) {
        const want = isLost(expected[r][i]);
        if (nudged.some((n) => isLost(n[r][i]) !== want)) continue;
        if (want) lost++;
        if (isLost(found[r][i]) !== want) {
          const what = `batch ${batch}, expression ${r} at (${x[i]}, ${y[i]})`;
          expect([what, found[r][i]]).toEqual([what, expected[r][i]]);
        }
      }
    }
  }
  expect(lost).toBeGreaterThan(1500);
});

test('each operator of what is not a number is none, save in comparisons and conditions', async () => {
  const none = call('log', symbol('x'));
  const roots = [
    ...(['neg', 'exp', 'log', 'sqrt', 'sin', 'cos', 'tan', 'tanh', 'sigmoid'] as const),
    ...(['softplus', 'erf', 'abs', 'sign', 'nonNegative', 'log1p', 'expm1'] as const),
    ...(['atan', 'asin', 'acos'] as const),
  ].map((name): Expression => call(name, none));
  for (const name of ['add', 'sub', 'mul', 'div', 'pow', 'min', 'max', 'atan2'] as const) {
    roots.push(call(name, none, symbol('y')), call(name, symbol('y'), none));
    roots.push(call(name, none, number(0.7)), call(name, number(2.5), none));
  }
  const [x, y] = [
    [-1, -1, -0.3],
    [1, -2, 0.5],
  ];
  const found = await evaluateAllOnGpu(gpu.device, roots, x, y);
  for (const [r, values] of found.entries()) expect([r, ...values]).toEqual([r, NaN, NaN, NaN]);
  for (const values of onCpu(roots, x, y)) expect([...values]).toEqual([NaN, NaN, NaN]);
});

test('stable forms are finite and right on the adapter too', async () => {
  const losses = stableRows.map(({ text }) => parseExpression(text, names));
  const points = stableRows.flatMap(({ at }) => at);
  const [x, y] = [0, 1].map((k) => points.map((point) => point[k]));
  const slopes = losses.map((e) => differentiate(e, 'x'));
  const found = await evaluateAllOnGpu(gpu.device, [...losses, ...slopes], x, y);
  stableRows.forEach(({ text, value, slope, at }, r) => {
    for (const point of at) {
      const i = points.indexOf(point);
      const pairs = [
        [found[r][i], value(...point)],
        [found[r + losses.length][i], slope(...point)],
      ];
      for (const [got, exact] of pairs) {
        const error = Math.abs(got - exact) / Math.max(1, Math.abs(exact));
        expect(error, `${text} at (${point})`).toBeLessThan(3e-4);
      }
    }
  });
});
