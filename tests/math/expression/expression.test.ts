/** Equal expressions are one object, and numbers in a product come to one factor in front. */
import { describe, expect, it } from 'vitest';
import {
  add,
  call,
  div,
  mul,
  neg,
  number,
  sub,
  symbol,
} from '../../../src/math/expression/expression.js';

const x = symbol('x');
const u = sub(mul(x, x), number(1));

describe('constructors', () => {
  it('give the same object for the same expression', () => {
    expect(add(mul(x, x), number(1))).toBe(add(mul(symbol('x'), symbol('x')), number(1)));
    expect(number(-0)).toBe(number(0));
  });

  it('gather the numbers of a product: 2u · 2x / 4 = ux', () => {
    expect(div(mul(mul(number(2), u), mul(number(2), x)), number(4))).toBe(mul(u, x));
    expect(mul(number(3), mul(x, number(2)))).toBe(mul(number(6), x));
    expect(div(mul(number(3), x), number(2))).toBe(mul(number(1.5), x));
  });

  it('gather signs with them', () => {
    expect(neg(mul(number(2), x))).toBe(mul(number(-2), x));
    expect(mul(neg(x), neg(u))).toBe(mul(x, u));
    expect(neg(neg(x))).toBe(x);
    expect(mul(number(-1), x)).toBe(neg(x));
  });

  it('leave a quotient without a factor alone: its rounding is the division’s', () => {
    expect(div(x, number(3))).toMatchObject({ operator: 'div' });
    expect(call('div', mul(number(2), x), number(0))).toMatchObject({ operator: 'div' });
  });
});
