/** Whatever stands in the text of an expression: a tree that means it, or an error with its place. */
import { expect, test } from 'vitest';
import { differentiate } from '../../../src/math/expression/derivative.js';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import { ExpressionError } from '../../../src/math/expression/expressionError.js';
import { functions } from '../../../src/math/expression/expressionFunctions.js';
import { parseCondition, parseExpression } from '../../../src/math/expression/parseExpression.js';
import { createRandom } from './randomExpressions.js';
import { writtenTwice } from './writtenTwice.js';

const random = createRandom(16);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
const symbols = ['x', 'y', 'θ', 'a1'];
const values = { x: 0.7, y: -1.3, θ: 2.1, a1: 0.4 };

const pieces = [
  ...['x', 'y', 'θ', 'a1', '2', '3', '0.5', '1e-3', 'pi', 'e', 'b', '½', 'NaN', 'x₁', '𝑥', 'é'],
  ...['+', '-', '*', '/', '^', '−', '·', '÷', '**', '²', '⁻¹', '√', '|', '(', ')', ',', ' ', ' '],
  ...['<', '<=', '>', '≥', '==', '!=', '=', 'and', ' or ', 'not ', '?', ':', '!', '%', '[', '"'],
  ...['\\', '\u0000', '\u202e', '\ud800', '😀', '\n', '.', ';', '#', '∞', '∑', '{', '}'],
  ...[...functions.keys()].map((name) => `${name}(`),
];

function requireTreeOrPlace(text: string): boolean {
  try {
    const e = pick([parseExpression, parseCondition])(text, symbols);
    expect(evaluate(e, values)).toBeTypeOf('number');
    expect(evaluate(differentiate(e, 'x'), values)).toBeTypeOf('number');
    return true;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw new Error(`for ${text}`, { cause: error });
    expect(error.message.length).toBeLessThan(700);
    expect(error.column).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeLessThanOrEqual(text.length + 1);
    return false;
  }
}

test('random pieces', () => {
  let read = 0;
  for (let trial = 0; trial < 3000; trial++) {
    const length = 1 + Math.floor(random() ** 2 * 14);
    const text = Array.from({ length }, () => pick(pieces)).join('');
    if (requireTreeOrPlace(text)) read++;
  }
  // Enough of each kind that both are tried.
  expect(read).toBeGreaterThan(40);
});

test('losses of the catalogue with something wrong in them', () => {
  const losses = [
    '(x^2 - 1)^2 / 4 + a1 * (x + 0.15 * x^2)',
    'log(1 + exp(-y * θ)) + max(|x|, 0.5) - if(x > 0 and not y < 1, x², -x)',
    '1 / 2 * (a1 - tanh(x * y))^2 + norm(x, y) / 3 + atan2(y, x)',
  ];
  for (let trial = 0; trial < 1200; trial++) {
    let text = pick(losses);
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) {
      const at = Math.floor(random() * text.length);
      const cut = Math.floor(random() * 3);
      text = text.slice(0, at) + pick(['', '', pick(pieces)]) + text.slice(at + cut);
    }
    requireTreeOrPlace(text);
  }
});

test('what people write without parentheses means what it means with all of them', () => {
  let read = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const { plain, human } = writtenTwice(random, 4);
    let meant: number;
    try {
      meant = evaluate(parseExpression(plain, symbols), values);
    } catch {
      continue; // A constant part that is not finite.
    }
    let said: number;
    try {
      said = evaluate(parseExpression(human, symbols), values);
    } catch (error) {
      // Only where it has two readings.
      expect((error as Error).message, human).toMatch(/two readings|absolute value|a power of a/);
      continue;
    }
    read++;
    // A quotient by nearly nothing keeps no digits.
    if (Math.abs(meant) > 1e6) continue;
    if (Number.isFinite(meant)) {
      expect(Math.abs(said - meant), `${human} for ${plain}`).toBeLessThanOrEqual(
        1e-9 * Math.abs(meant) + 1e-12,
      );
    } else expect(Number.isFinite(said), human).toBe(false);
  }
  expect(read).toBeGreaterThan(1000);
});
