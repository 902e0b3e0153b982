/**
 * Expressions whose value is an ordinary number are computed as one in float32, and exactly in
 * float64, whatever their intermediates would do; with their first and second derivatives.
 */
import { expect, test } from 'vitest';
import { differentiate } from '../../../src/math/expression/derivative.js';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import type { Expression } from '../../../src/math/expression/expression.js';
import { parseExpression } from '../../../src/math/expression/parseExpression.js';
import { stableForms } from '../../../src/math/expression/stable/stableForm.js';
import { createTape } from '../../../src/math/expression/tape.js';
import { createRandom, randomExpression } from './randomExpressions.js';
import { stableRows } from './stableRows.js';

const names = ['x', 'y'];

function computed(e: Expression, precision: 'float32' | 'float64', x: number, y: number): number {
  const out = precision === 'float32' ? new Float32Array(1) : new Float64Array(1);
  createTape([e], names, precision)([Float64Array.of(x), Float64Array.of(y)], [out], 1);
  return out[0];
}

// Float32 exponents of size u err by u·2⁻²⁴, and the largest here are some hundreds.
test.each(stableRows)('$text', ({ text, value, slope, at }) => {
  const e = parseExpression(text, names);
  const d = differentiate(e, 'x');
  const second = differentiate(d, 'x');
  for (const [x, y] of at) {
    for (const [what, form, exact] of [
      ['value', e, value(x, y)],
      ['slope', d, slope(x, y)],
    ] as const) {
      const place = `${what} at (${x}, ${y})`;
      const size = Math.max(1, Math.abs(exact));
      expect(Math.abs(computed(form, 'float64', x, y) - exact) / size, place).toBeLessThan(1e-12);
      expect(Math.abs(computed(form, 'float32', x, y) - exact) / size, place).toBeLessThan(3e-4);
    }
    if (x === 0) continue;
    const h = 1e-4 * Math.max(1, Math.abs(x) * 1e-3);
    if (Math.abs(x) < 1e-3) continue;
    const curvature = (slope(x + h, y) - slope(x - h, y)) / (2 * h);
    expect(computed(second, 'float32', x, y), `curvature at (${x}, ${y})`).toSatisfy(
      Number.isFinite,
    );
    const found = computed(second, 'float64', x, y);
    expect(Math.abs(found - curvature)).toBeLessThan(1e-4 * Math.max(1, Math.abs(curvature)));
  }
});

test('where the plain form is finite the stable one is the same number', () => {
  const random = createRandom(5);
  let compared = 0;
  let changed = 0;
  for (let trial = 0; trial < 3000; trial++) {
    const e = randomExpression(random, 9, names, [
      ...(['add', 'mul', 'div', 'exp', 'exp', 'log', 'log', 'sub', 'neg', 'sqrt', 'pow'] as const),
      ...(['sigmoid', 'tanh', 'nonNegative', 'abs'] as const),
    ]);
    const [stable] = stableForms([e]);
    if (stable !== e) changed++;
    for (let i = 0; i < 5; i++) {
      const values = { x: 4 * random() - 2, y: 4 * random() - 2 };
      const plain = evaluate(e, values);
      const found = evaluate(stable, values);
      if (!Number.isFinite(plain) || Math.abs(plain) > 1e6) continue;
      compared++;
      const error = Math.abs(found - plain) / Math.max(1, Math.abs(plain));
      if (!(error < 1e-6)) expect([trial, values, found]).toEqual([trial, values, plain]);
    }
  }
  expect(compared).toBeGreaterThan(3000);
  expect(changed).toBeGreaterThan(30);
});

test('what needs no care is its own stable form', () => {
  for (const text of [
    'log(1 + x^2)',
    'log(2 * x * y)',
    '(x^2 - 1)^2 / 4 + y * x',
    'exp(-x^2) * (1 + y^2) + y * exp(-y)',
    'x^8 / (1 + y^8)',
    '1 - tanh(x)^2',
    'sqrt(x^2 + y^2) / (1 + sigmoid(x))',
    'cos(x) / (2 + sin(y))',
  ]) {
    const e = parseExpression(text, names);
    expect(stableForms([e])).toEqual([e]);
  }
});

test('a logarithm and its derivative have the same domain', () => {
  for (const text of ['log(x)', 'log(3 * x)', 'log(x^3)', 'log(x * y)', 'log(exp(x) - exp(-x))']) {
    const e = parseExpression(text, names);
    const d = differentiate(e, 'x');
    for (const precision of ['float32', 'float64'] as const) {
      expect(computed(d, precision, -0.5, 1), text).toBeNaN();
      expect(computed(e, precision, -0.5, 1), text).toBeNaN();
      expect(computed(d, precision, 0.5, 1), text).toSatisfy(Number.isFinite);
    }
  }
});
