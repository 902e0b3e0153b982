import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import {
  type Expression,
  symbolsOf,
  topological,
} from '../../../src/math/expression/expression.js';
import { ExpressionError } from '../../../src/math/expression/expressionError.js';
import { functions } from '../../../src/math/expression/expressionFunctions.js';
import { parseCondition, parseExpression } from '../../../src/math/expression/parseExpression.js';

const values = { x: 3, y: -2, a: 5 };
const symbols = Object.keys(values);
const valueOfText = (text: string) => evaluate(parseExpression(text, symbols), values);

function errorOf(text: string, parse = parseExpression): ExpressionError {
  try {
    parse(text, symbols);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 40)}`);
}

test.each([
  ['-x^2', -9],
  ['(-x)^2', 9],
  ['2^3^2', 512],
  ['2^-2', 0.25],
  ['-2^-2', -0.25],
  ['x - 1 - 1', 1],
  ['12 / x / 2', 2],
  ['1 + 2 * x ^ 2', 19],
  ['--x', 3],
  ['+x', 3],
  ['2 x', 6],
  ['2x^2', 18],
  ['2(x + 1)', 8],
  ['1/2 x', 1.5],
  ['x > 0 ? 1 : 2', 1],
  ['x < 0 ? 1 : y < 0 ? 2 : 3', 2],
  ['x < 0 ? 1 : 2 + 5', 7],
  ['x>0 ?.5:.25', 0.5],
  ['min(x, y, a)', -2],
  ['max(x, y, a, 7)', 7],
  ['sign(y) * abs(y)', -2],
  ['pi', Math.PI],
  ['e', Math.E],
  ['e^x', Math.exp(3)],
  ['1e-3 + 2.5E2 + .5 + 1.', 251.501],
  ['x\n  + y\t', 1],
  ['sinh(y)', Math.tanh(-2) * ((Math.exp(-2) + Math.exp(2)) / 2)],
  ['cosh(y)', (Math.exp(-2) + Math.exp(2)) / 2],
])('%s is %f', (text, expected) => {
  expect(valueOfText(text)).toBe(expected);
});

test.each([
  ['x < a', 1],
  ['x <= 3', 1],
  ['x > a', 0],
  ['x >= 3', 1],
  ['x == 3', 1],
  ['x != 3', 0],
  ['0 < x < a', 1],
  ['0 < a < x', 0],
  ['x + 1 < a and y < 0', 1],
  ['x < 0 or y < 0 and a < 0', 0],
  ['not x < 0', 1],
  ['not (x < 0 or a > 0)', 0],
  ['x > 0 ? y < 0 : y > 0', 1],
  ['if(x > 0, y, a) < 0', 1],
  ['|y| == 2', 1],
])('the condition %s is %f', (text, expected) => {
  expect(evaluate(parseCondition(text, symbols), values)).toBe(expected);
});

test.each([
  ['x - 1', 1],
  ['2', 1],
  ['x and y < 0', 1],
  ['y < 0 and x', 11],
  ['not x', 5],
  ['sqrt(x)', 1],
])('%s is no condition', (text, column) => {
  const error = errorOf(text, parseCondition);
  expect(error.message).toContain('this is a number, expected a condition');
  expect(error.column).toBe(column);
});

test.each(['x < 1', '(x < 1)', 'x < 1 and y > 0', 'not x > 0'])('%s is no number', (text) => {
  const error = errorOf(text);
  expect(error.message).toContain('this is a condition, expected a number');
  expect(error.column).toBe(1);
});

test.each([
  ['2 * (x < 5)', 2],
  ['(x < 1) - 1', -1],
  ['x^2 + (x > 0) * x', 12],
  ['exp(x < 1)', 1],
  ['-(x < 5)', -1],
  ['x > 0 ? 1 : y > 0', 1],
  ['if(x > 0, x > 1, 2)', 1],
  ['(x > 0) + (y > 0)', 1],
])('in arithmetic a condition counts 1 or 0: %s is %d', (text, expected) => {
  expect(evaluate(parseExpression(text, symbols), values)).toBe(expected);
});

test('a product without * that a reader could take two ways is refused', () => {
  for (const text of [
    ...[
      'x^2/2 a',
      'x/a y',
      'x/2(x + 1)',
      '1/2x',
      '1/x y',
      'exp(x)/2 x',
      '(x + 1)/2 (y)',
      'x/y |a|',
    ],
    ...['x/y √(a)', 'x^2y', 'e^2x', 'e^-2x', '|2|x|-1|', '|x|y', '√x^2', '√2x', '√x²', 'x²³ ²'],
    ...['x 2', 'x² 2', '1 2'],
  ]) {
    expect(errorOf(text).message, text).toMatch(/two readings|write|parentheses|missing/);
  }
});

test('sums of a thousand terms are read, in a tree that stays low', () => {
  const terms = Array.from({ length: 800 }, (_, i) => `x*${i + 1}`).join(' - ');
  expect(valueOfText(terms)).toBeCloseTo(3 * (2 - (800 * 801) / 2), 8);
  const depths = new Map<Expression, number>();
  const root = parseExpression(terms, symbols);
  for (const e of topological([root])) {
    const inner = e.kind === 'call' ? e.args.map((arg) => depths.get(arg)!) : [0];
    depths.set(e, 1 + Math.max(...inner));
  }
  expect(depths.get(root)).toBeLessThan(30);
});

test('a declared symbol shadows a constant', () => {
  const e = parseExpression('e * pi', ['e', 'pi']);
  expect(evaluate(e, { e: 2, pi: 3 })).toBe(6);
});

test('names that are properties of objects are names like others', () => {
  const names = ['__proto__', 'constructor', 'toString', 'θ', 'hasOwnProperty'];
  const e = parseExpression(names.join(' + '), names);
  expect([...symbolsOf(e)].sort()).toEqual([...names].sort());
  expect(errorOf('constructor').message).toContain('unknown name');
  expect(errorOf('__proto__(x)').message).toContain('unknown function');
});

describe('errors tell their column', () => {
  test.each([
    ['', 1, 'empty'],
    ['  \n', 1, 'empty'],
    ['x + foo', 5, 'unknown name "foo"'],
    ['x + xy', 5, 'to multiply write x * y'],
    ['x2 + 1', 1, 'x^2 for a power'],
    ['2 + X', 5, 'did you mean "x"'],
    ['if x', 1, 'if is a function'],
    ['sin²(x)', 1, 'write sin(…)'],
    ['np.exp(x)', 3, 'write exp(x) for np.exp(x)'],
    ['floor(x)', 1, 'gradient'],
    ['mod(x, 2)', 1, 'gradient'],
    ['heaviside(x)', 1, 'if(x > 0, 1, 0)'],
    ['sum(x)', 1, 'mean over the samples'],
    ['where(x > 0, 1, 2)', 1, 'if(condition, a, b)'],
    ['randn(x)', 1, 'noise models'],
    ['x + 0,5', 6, 'decimals have a point'],
    ['x + ∞', 5, 'infinity'],
    ['\\frac{x}{2}', 1, 'LaTeX'],
    ['x + epx(y)', 5, 'did you mean "exp"'],
    ['x + exp * 2', 5, 'exp(…)'],
    ['2 + x(3)', 5, 'x is not a function'],
    ['x + exp(x, y)', 5, 'one argument'],
    ['1 + max()', 5, 'arguments'],
    ['x +', 4, 'end of expression'],
    ['x + * y', 5, 'value expected'],
    ['(x', 3, 'parenthesis'],
    ['x)', 2, ')'],
    ['1 2', 3, 'unexpected'],
    ['x > 0 ? 1', 10, 'expected'],
    ['x = 3', 3, 'assignment'],
    ['f(x) = x', 6, 'assignment'],
    ['f(x)', 1, 'unknown function'],
    ['x + "a"', 5, 'quotes'],
    ["x'", 2, 'quotes'],
    ['[x, y]', 1, 'matrices'],
    ['x[1]', 2, 'matrices'],
    ['{x: 1}', 1, 'braces'],
    ['x.y', 2, 'dot'],
    ['x .* y', 3, 'dot'],
    ['2.^x', 2, 'dot'],
    ['x : y', 3, 'ranges'],
    ['x > 0 ? (a : y) : 1', 12, 'parenthesis'],
    ['x; y', 2, 'one expression'],
    ['x, y', 2, ','],
    ['x % 2', 3, '%'],
    ['x!', 2, 'not allowed'],
    ['x && y', 3, 'and'],
    ['x | y', 6, '"or"'],
    ['x || y', 7, '"or"'],
    ['x ?? y', 3, 'unexpected'],
    ['x << 2', 3, 'unexpected'],
    ['x # y', 3, 'unexpected'],
    ['x + $', 5, 'unexpected'],
    ['x + 😀', 5, 'unexpected'],
    ['0x10', 1, 'decimal'],
    ['x + 1e999', 5, 'too large'],
    ['x in a', 3, 'unknown name'],
    ['x mod a', 3, 'no such operator'],
    ['NaN', 1, 'reserved'],
    ['x * true', 5, 'reserved'],
    ['5 cm', 3, 'unknown name'],
    ['#normal', 1, 'unexpected'],
    ['x + 1/0', 5, 'finite'],
    ['x + 2 * log(0 - 1)', 9, 'finite'],
    ['x + 10^999', 5, 'finite'],
    ['x * (0/0)', 6, 'finite'],
  ])('%s', (text, column, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.column).toBe(column);
  });
});

test('no word is proposed that means something else', () => {
  const meanings: [string, string][] = [
    ['asinh', 'sinh'],
    ['sec', 'exp'],
    ['sind', 'sinh'],
    ['atanh', 'tanh'],
    ['erfc', 'erf'],
    ['ceil', 'exp'],
    ['lgamma', 'log'],
    ['besselj', 'sigmoid'],
  ];
  for (const [name, other] of meanings) {
    expect(errorOf(`${name}(x)`).message).not.toContain(`did you mean "${other}"`);
  }
  expect(errorOf('sigmod(x)').message).toContain('did you mean "sigmoid"');
  expect(errorOf('Exp(x)').message).toContain('did you mean "exp"');
});

describe('hostile texts fail with one message and leave the stack alone', () => {
  const filled = (unit: string, end = '') => unit.repeat(Math.floor(9_990 / unit.length)) + end;
  test.each([
    ['parentheses', `${'('.repeat(4_900)}x${')'.repeat(4_900)}`],
    ['open parentheses', filled('(')],
    ['signs', filled('-', 'x')],
    ['negations', filled('not ', 'x')],
    ['powers', filled('x^', 'x')],
    ['powers of signs', filled('x^-', 'x')],
    ['ternaries to the right', filled('x?1:', 'x')],
    ['ternaries in the middle', `${'x?'.repeat(2_400)}1${':1'.repeat(2_400)}`],
    ['signs behind a long product of powers', `${'1^1*'.repeat(195)}${'-'.repeat(9_000)}x`],
    ['calls', `${'abs('.repeat(1_900)}x${')'.repeat(1_900)}`],
    ['sums', filled('x+', 'x')],
    ['tokens', filled('x+')],
    ['comparisons', filled('x<', 'x')],
    ['relations below the node budget', `${'x<'.repeat(1_500)}x`],
    ['arguments', `max(${filled('x,').slice(0, 9_900)}x)`],
    ['an open ternary', filled('x?')],
    ['spaces', `${' '.repeat(9_990)}(`],
    ['length', 'x'.repeat(10_001)],
    ['a megabyte', '('.repeat(1_000_000)],
  ])('%s', (_, text) => {
    const error = errorOf(text);
    expect(error.message.length).toBeLessThan(400);
    expect(error.message).not.toContain('stack');
  });

  test('up to the budget texts are accepted', () => {
    const inner = 150;
    expect(valueOfText(`${'('.repeat(inner)}x${')'.repeat(inner)}`)).toBe(3);
    expect(valueOfText(`x${' + x'.repeat(150)}`)).toBe(453);
    expect(valueOfText(`${'-'.repeat(150)}x`)).toBe(3);
    expect(valueOfText(`x${' + -x^2'.repeat(150)}`)).toBe(-1347);
    expect(valueOfText(Array(60).fill('x^2 - (x > 0 ? 1 : 0)').join('+'))).toBe(480);
  });
});

test('each function is callable by its name, with its number of arguments only', () => {
  for (const [name, { fewest, most, takesCondition }] of functions) {
    const argument = (i: number) => (takesCondition && i === 0 ? 'x > 0' : 'x / 4');
    const written = (n: number) =>
      `${name}(${Array.from({ length: n }, (_, i) => argument(i)).join()})`;
    expect(Number.isFinite(valueOfText(written(fewest)))).toBe(true);
    expect(errorOf(written(most + 1)).column).toBe(1);
  }
});
