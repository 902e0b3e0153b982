import { describe, expect, test } from 'vitest';
import { differentiate } from '../../../src/math/expression/derivative.js';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import {
  call,
  type Expression,
  number,
  symbol,
  topological,
} from '../../../src/math/expression/expression.js';
import { type OperatorName, operators } from '../../../src/math/expression/operators.js';
import { parseExpression } from '../../../src/math/expression/parseExpression.js';

const x = symbol('x');

/** Arguments that depend on x, positive and apart from kinks and poles at the points below. */
const args = [
  parseExpression('0.4 + x^2 / 6', ['x']),
  parseExpression('0.3 + sin(x) / 4', ['x']),
  parseExpression('x^3 - x', ['x']),
];
const points = [-1.7, -0.6, 0.35, 0.9, 1.4];

/**
 * The fourth-order central difference errs by h⁴·f⁽⁵⁾/30 and by about 1.5·ε·|f|/h from rounding:
 * at h = 1e-3, with fifth derivatives below 1e4 here, 4e-10 and 1e-12.
 */
function centralDifference(e: Expression, at: number): number {
  const h = 1e-3;
  const f = (offset: number) => evaluate(e, { x: at + offset });
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

function expectDerivative(e: Expression): void {
  const derivative = differentiate(e, 'x');
  for (const at of points) {
    const expected = centralDifference(e, at);
    const found = evaluate(derivative, { x: at });
    expect(Math.abs(found - expected)).toBeLessThan(1e-8 * (1 + Math.abs(expected)));
  }
}

describe('the derivative of each operator is its central difference', () => {
  for (const name of Object.keys(operators) as OperatorName[]) {
    test(name, () => {
      const { arity } = operators[name];
      // The first of them would be its own size.
      const own = name === 'abs' || name === 'nonNegative' ? [args[1]] : args.slice(0, arity);
      const e = call(name, ...own);
      expect(topological([e]).some((n) => n.kind === 'call' && n.operator === name)).toBe(true);
      expectDerivative(e);
      // Each argument by itself, the others constant.
      for (let i = 0; i < arity; i++) {
        const others: Expression[] = [number(0.8), number(1.7), number(-0.4)].slice(0, arity);
        others[i] = args[i];
        expectDerivative(call(name, ...others));
      }
    });
  }
});

test('both branches of a choice are differentiated, the condition is flat', () => {
  const e = parseExpression('x > 0 ? x^3 : -x', ['x']);
  const d = differentiate(e, 'x');
  expect(evaluate(d, { x: 2 })).toBe(12);
  expect(evaluate(d, { x: -2 })).toBe(-1);
});

test('an integer power needs no logarithm, so its derivative holds for negative bases', () => {
  expect(evaluate(differentiate(parseExpression('x^5', ['x']), 'x'), { x: -2 })).toBe(80);
  expect(differentiate(parseExpression('x^2', ['x']), 'x')).toBe(parseExpression('2 * x', ['x']));
});

test('the derivative with respect to a name that does not occur is 0', () => {
  expect(differentiate(parseExpression('exp(x) / x', ['x']), 'y')).toBe(number(0));
});

test('derivatives reuse shared parts: their size grows linearly where the tree doubles', () => {
  let e: Expression = x;
  for (let i = 0; i < 60; i++) e = call('sin', call('mul', e, e));
  expect(topological([differentiate(e, 'x')]).length).toBeLessThan(60 * 12);
});
