import { expect, test } from 'vitest';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import { number, symbolsOf } from '../../../src/math/expression/expression.js';
import type { OperatorName } from '../../../src/math/expression/operators.js';
import { parseExpression } from '../../../src/math/expression/parseExpression.js';
import { type SeparateTerm, separate } from '../../../src/math/expression/separate.js';
import { createRandom, randomExpression } from './randomExpressions.js';

const data = new Set(['a', 'b']);
const symbols = ['x', 'w', 'a', 'b'];
const parts = (text: string) => separate(parseExpression(text, symbols), data);

const total = (terms: readonly SeparateTerm[], values: Record<string, number>) => {
  const each = terms.map((t) => evaluate(t.factor, values) * evaluate(t.feature, values));
  return { sum: each.reduce((s, v) => s + v, 0), size: each.reduce((s, v) => s + Math.abs(v), 0) };
};

function expectSeparated(terms: readonly SeparateTerm[]): void {
  for (const { factor, feature } of terms) {
    expect([...symbolsOf(factor)].some((name) => data.has(name))).toBe(false);
    expect([...symbolsOf(feature)].every((name) => data.has(name))).toBe(true);
  }
  expect(new Set(terms.map((t) => t.feature)).size).toBe(terms.length);
}

test.each([
  ['x^2 / 2', 1],
  ['(x^2 - 1)^2 / 4 + a * x', 2],
  ['(b - w * a)^2 / 2', 3],
  ['(b - w * a - x)^4', 15],
  ['a * x * b + 3 * b * a', 1],
  ['x * sin(a) - w * sin(a) + tanh(x) / exp(b)', 2],
  ['(a + b) * x', 1],
  ['1 / (a * x)^2', 1],
  ['(x + a) / (2 * w * b)', 2],
  ['-(a - x) * (a + x)', 2],
  ['x > 0 ? a * x : b - w', 3],
  ['a > b ? a * x : w * x', 2],
  ['a / a * x - x^2', 1],
])('%s has %i features and is their sum', (text, count) => {
  const e = parseExpression(text, symbols);
  const terms = separate(e, data)!;
  expect(terms.length).toBe(count);
  expectSeparated(terms);
  const random = createRandom(count);
  for (let i = 0; i < 50; i++) {
    const values = Object.fromEntries(symbols.map((name) => [name, 0.2 + 2 * random()]));
    const { sum, size } = total(terms, values);
    // Some forty roundings, relative to the sum without its cancellations.
    expect(Math.abs(sum - evaluate(e, values))).toBeLessThanOrEqual(40 * 2 ** -52 * size);
  }
});

test('random polynomial expressions are the sum of their terms', () => {
  const names: OperatorName[] = ['add', 'sub', 'mul', 'neg', 'div', 'select', 'sin', 'pow'];
  const random = createRandom(7);
  let separated = 0;
  for (let trial = 0; trial < 400; trial++) {
    const e = randomExpression(random, 8, symbols, names);
    const terms = separate(e, data);
    if (!terms) continue;
    expectSeparated(terms);
    if (terms.length > 1) separated++;
    for (let i = 0; i < 5; i++) {
      const values = Object.fromEntries(symbols.map((name) => [name, 0.5 + random()]));
      const expected = evaluate(e, values);
      const { sum, size } = total(terms, values);
      if (!Number.isFinite(expected) || !Number.isFinite(size)) continue;
      expect(Math.abs(sum - expected)).toBeLessThanOrEqual(1e-12 * (size + Math.abs(expected)));
    }
  }
  expect(separated).toBeGreaterThan(20);
});

test('what does not separate gives null', () => {
  for (const text of ['tanh(a * x)', 'abs(x - a)', '1 / (x + a)', '(x + a)^5', 'sqrt(x * a)']) {
    expect(parts(text)).toBeNull();
  }
  expect(parts('x > a ? x : a')).toBeNull();
  expect(parts('(x + a + b + sin(a) + cos(b) + exp(a))^4')).toBeNull();
});

test('a part without data has the feature 1, and 0 has no terms', () => {
  expect(parts('sin(x)')).toEqual([
    { factor: parseExpression('sin(x)', symbols), feature: number(1) },
  ]);
  expect(parts('0 * a')).toEqual([]);
  expect(parts('a * x - a * x + b * 0')).toEqual([]);
});
