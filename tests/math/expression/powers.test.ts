import { expect, test } from 'vitest';
import { isProductPower, power, powerSteps } from '../../../src/math/expression/powers.js';

test('the product chain of n multiplies n equal factors', () => {
  for (let n = 2; n <= 1024; n++) {
    let exponent = 1;
    for (const step of powerSteps(n)) exponent += step === 'square' ? exponent : 1;
    expect(exponent).toBe(n);
    expect(powerSteps(-n)).toEqual(powerSteps(n));
  }
});

test('the power follows its chain bit for bit', () => {
  for (let n = 2; n <= 40; n++) {
    let chained = 1.1;
    for (const step of powerSteps(n)) chained *= step === 'square' ? chained : 1.1;
    expect(power(1.1, n)).toBe(chained);
    expect(power(1.1, -n)).toBe(1 / chained);
  }
});

test('every step of a chain costs at most one rounding', () => {
  for (let n = -1024; n <= 1024; n++) {
    const exact = Math.exp(n * Math.log1p(2 ** -10));
    // The chain rounds (relatively) at most |n| + 1 times, exp∘log about |n|·2⁻¹⁰ + 2 times.
    const bound = (Math.abs(n) + 6) * Number.EPSILON;
    expect(Math.abs(power(1 + 2 ** -10, n) / exact - 1)).toBeLessThanOrEqual(bound);
  }
});

test('exponents that are no small integers are left to the platform', () => {
  for (const n of [0, 1, 0.5, 1025, -1025, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(isProductPower(n)).toBe(false);
    expect(power(1.3, n)).toBe(1.3 ** n);
  }
  expect([2, -1, 1024, -1024].every(isProductPower)).toBe(true);
});
