import { expect, test } from 'vitest';
import {
  gaussHermite,
  gaussLegendre,
  legendreIntegrationMatrix,
} from '../../src/math/quadrature.js';

const integral = (rule: { nodes: Float64Array; weights: Float64Array }, f: (x: number) => number) =>
  rule.nodes.reduce((sum, x, k) => sum + rule.weights[k] * f(x), 0);

test.each([1, 2, 4, 8, 15])('%i Legendre nodes integrate degree 2n − 1, not 2n', (n) => {
  const rule = gaussLegendre(n);
  for (let p = 0; p <= 2 * n - 1; p++) {
    expect(integral(rule, (x) => x ** p)).toBeCloseTo(p % 2 === 0 ? 2 / (p + 1) : 0, 13);
  }
  // The error of x^2n is 2^(2n+1)(n!)⁴/((2n+1)(2n)!²), at least 1e-9 for these n.
  const miss = 2 / (2 * n + 1) - integral(rule, (x) => x ** (2 * n));
  expect(miss).toBeGreaterThan(1e-10);
});

test.each([5, 32, 64])('%i Hermite nodes give the moments of the standard normal law', (n) => {
  const rule = gaussHermite(n);
  const moments = [1, 0, 1, 0, 3, 0, 15, 0, 105];
  for (const [p, moment] of moments.entries()) {
    const scale = Math.max(1, moment);
    expect(integral(rule, (x) => x ** p) / scale).toBeCloseTo(moment / scale, 12);
  }
});

test('64 Hermite nodes reach the characteristic function exp(−½t²)', () => {
  const rule = gaussHermite(64);
  for (const t of [0.5, 1, 3]) {
    expect(integral(rule, (x) => Math.cos(t * x))).toBeCloseTo(Math.exp((-t * t) / 2), 12);
  }
});

test('the integration matrix integrates polynomials of degree n − 1 from −1 to each node', () => {
  const rule = gaussLegendre(8);
  const matrix = legendreIntegrationMatrix(rule);
  for (let p = 0; p < 8; p++) {
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let l = 0; l < 8; l++) sum += matrix[8 * k + l] * rule.nodes[l] ** p;
      expect(sum).toBeCloseTo((rule.nodes[k] ** (p + 1) - (-1) ** (p + 1)) / (p + 1), 13);
    }
  }
});
