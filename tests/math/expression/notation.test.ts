/** What people type, paste and copy from papers reads as what they mean. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import { symbolsOf } from '../../../src/math/expression/expression.js';
import { isFreeName, parseExpression } from '../../../src/math/expression/parseExpression.js';

const values = { x: 3, y: -2, a: 5 };
const symbols = Object.keys(values);
const valueOfText = (text: string) => evaluate(parseExpression(text, symbols), values);

describe('as people write it', () => {
  const same: [string, string][] = [
    ['x − 1', 'x - 1'],
    ['x – 1', 'x - 1'],
    ['2e−1 x', '0.2 * x'],
    ['2 × x · a ÷ 4', '2 * x * a / 4'],
    ['x**2', 'x^2'],
    ['2**3**2', '2^3^2'],
    ['x² + y³ - a⁻¹ + x¹⁰', 'x^2 + y^3 - a^(-1) + x^10'],
    ['-x²', '-(x^2)'],
    ['(x − 1)²/4', '(x - 1)^2 / 4'],
    ['½x² + ¼', '0.5 * x^2 + 0.25'],
    ['½ a*(x − y)²', '0.5 * a * (x - y)^2'],
    ['√a', 'sqrt(a)'],
    ['2√(x² + 1)', '2 * sqrt(x^2 + 1)'],
    ['π + 2π', 'pi + 2 * pi'],
    ['|x|', 'abs(x)'],
    ['|x - |y||', 'abs(x - abs(y))'],
    ['||x| - 1|', 'abs(abs(x) - 1)'],
    ['2|x|^3', '2 * abs(x)^3'],
    ['(|x|)|y|', 'abs(x) * abs(y)'],
    ['abs(|x| - |y|)', 'abs(abs(x) - abs(y))'],
    ['x ≤ 3 ? 1 : 2', 'x <= 3 ? 1 : 2'],
    ['x ≠ y ∧ ¬(x ≥ 5) ? 1 : 2', 'x != y and not x >= 5 ? 1 : 2'],
    ['if(x > 0, x, -x)', 'x > 0 ? x : -x'],
    ['pow(x, 3)', 'x^3'],
    ['pow(e, x)', 'exp(x)'],
    ['ln(x)', 'log(x)'],
    ['relu(x)', 'max(x, 0)'],
    ['hypot(x, y)', 'sqrt(x^2 + y^2)'],
    ['norm(x, y, a)', 'sqrt(x^2 + y^2 + a^2)'],
    ['norm(y)', 'abs(y)'],
    ['a (x - y)^2', 'a * (x - y)^2'],
    ['2 a (x) (y)', '2 * a * x * y'],
    ['1/2 a x^2', '(1/2) * a * x^2'],
    ['-1/2 x', '-0.5 * x'],
    ['1/2(x + 1)', '0.5 * (x + 1)'],
    ['x^2 y', 'x^2 * y'],
    ['x^2(x - 1)', 'x^2 * (x - 1)'],
    ['a x y/2', 'a * x * y / 2'],
    ['a sin(x) cos(y)', 'a * sin(x) * cos(y)'],
    ['x - 2y', 'x - 2 * y'],
  ];
  test.each(same)('%s is %s', (text, plain) => {
    expect(parseExpression(text, symbols)).toBe(parseExpression(plain, symbols));
  });

  test.each([
    ['log10(a * 200)', 3],
    ['log2(a + x)', 3],
    ['logsumexp(x, y, a)', Math.log(Math.exp(3) + Math.exp(-2) + Math.exp(5))],
    ['logsumexp(1000 x, x) / 1000', 3],
  ])('%s is %f', (text, expected) => {
    expect(valueOfText(text)).toBeCloseTo(expected, 14);
  });

  test('a name is one name however it is spelled', () => {
    const names = ['θ', 'λ1', 'é', 'μ'];
    const e = parseExpression('θ + λ₁ + e\u0301 + \u00b5 + 𝜃', names);
    expect([...symbolsOf(e)].sort()).toEqual([...names].sort());
    expect(parseExpression('𝑥^2', symbols)).toBe(parseExpression('x^2', symbols));
    expect(isFreeName('θ')).toBe(true);
    for (const word of ['π', 'e', 'sin', 'if', 'not', 'NaN']) expect(isFreeName(word)).toBe(false);
  });
});
