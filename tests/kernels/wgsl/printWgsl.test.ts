/** Golden WGSL: sharing, powers, literals, scopes; nothing of the user's text gets through. */
import { describe, expect, it } from 'vitest';
import { float32Literal } from '../../../src/kernels/wgsl/literals.js';
import { createPrinter } from '../../../src/kernels/wgsl/printWgsl.js';
import {
  add,
  call,
  div,
  mul,
  number,
  pow,
  sub,
  symbol,
} from '../../../src/math/expression/expression.js';

const x = symbol('x');
const lets = (...roots: Parameters<typeof mul>[0][]) =>
  createPrinter(new Map([['x', 'theta']]), new Set()).lets(roots);

describe('createPrinter', () => {
  it('gives a shared subexpression one let', () => {
    const square = mul(x, x);
    expect(lets(add(square, call('exp', square)))).toEqual([
      'let v0 = theta * theta;',
      'let v1 = expOf(v0);',
      'let v2 = v0 + v1;',
    ]);
  });
  it('prints integer powers as the product chain of the twin', () => {
    expect(lets(pow(x, 6))).toEqual([
      'let v0_0 = theta * theta;',
      'let v0_1 = v0_0 * theta;',
      'let v0 = v0_1 * v0_1;',
    ]);
    expect(lets(pow(x, -2))).toEqual(['let v0_0 = theta * theta;', 'let v0 = 1f / v0_0;']);
  });
  it('divides by powers of two with a product, by others with a quotient', () => {
    expect(lets(div(x, number(4)), div(x, number(3)))).toEqual([
      'let v0 = theta * 0.25f;',
      'let v1 = theta / 3f;',
    ]);
  });
  it('puts negative constants in parentheses', () => {
    expect(lets(sub(x, number(-1)))).toEqual(['let v0 = theta - (-1f);']);
  });
  it('lets an inner scope see the outer lets, not the other way round', () => {
    const outer = createPrinter(new Map([['x', 'theta']]), new Set());
    const square = mul(x, x);
    expect(outer.lets([square])).toEqual(['let v0 = theta * theta;']);
    const inner = outer.inner(new Map([['a', 'data0']]));
    expect(inner.lets([mul(symbol('a'), square)])).toEqual(['let v1 = data0 * v0;']);
    expect(() => outer.lets([add(symbol('a'), x)])).toThrow('no value for the symbol a');
  });
  it('never prints a name that it was not given', () => {
    expect(() => lets(add(symbol('discard; }'), x))).toThrow('no value for the symbol');
  });
  it('collects the functions it calls', () => {
    const functions = new Set<string>();
    createPrinter(new Map([['x', 'x']]), functions).lets([call('tanh', call('log', x))]);
    expect([...functions].sort()).toEqual(['logOf', 'tanhOf']);
  });
});

describe('float32Literal', () => {
  it('is the shortest decimal that gives the float32 back', () => {
    expect([0.1, 1, -2.5, 1e-7, 1 / 3, 3e38].map(float32Literal)).toEqual([
      '0.1f',
      '1f',
      '-2.5f',
      '1e-7f',
      '0.33333334f',
      '3e+38f',
    ]);
  });
  it('refuses what float32 cannot hold', () => {
    expect(() => float32Literal(1e39)).toThrow('does not fit float32');
    expect(() => float32Literal(Number.NaN)).toThrow('does not fit float32');
  });
});
