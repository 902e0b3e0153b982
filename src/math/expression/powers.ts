/**
 * Integer powers as repeated products. The CPU and the WGSL printer follow the same steps, so
 * that both round alike; `pow` of the platform is left for exponents that are no small integer.
 */

/** The largest |exponent| that is computed by products. */
const largestProductPower = 1024;

/** Whether aⁿ is computed by products: n is an integer, not 0 or 1, and |n| ≤ 1024. */
export const isProductPower = (n: number) =>
  Number.isInteger(n) && n !== 0 && n !== 1 && Math.abs(n) <= largestProductPower;

export type PowerStep = 'square' | 'multiply';

/**
 * The product chain of a^|n|: start with the accumulator a, then for each step square it or
 * multiply it by a (left-to-right binary method: a³ = a²·a, a⁴ = (a²)², a⁶ = (a³)²). For
 * negative n the power is 1 / (a^|n|), one division at the end. Needs `isProductPower(n)`.
 */
export function powerSteps(n: number): PowerStep[] {
  const steps: PowerStep[] = [];
  for (const bit of Math.abs(n).toString(2).slice(1)) {
    steps.push('square');
    if (bit === '1') steps.push('multiply');
  }
  return steps;
}

/** aᵇ: by the chain of `powerSteps` where `isProductPower(b)`, else by the platform. */
export function power(a: number, b: number): number {
  if (!isProductPower(b)) return a ** b;
  const n = Math.abs(b);
  let result = a;
  for (let bit = 30 - Math.clz32(n); bit >= 0; bit--) {
    result *= result;
    if ((n >> bit) & 1) result *= a;
  }
  return b < 0 ? 1 / result : result;
}
