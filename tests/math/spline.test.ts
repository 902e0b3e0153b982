import { expect, test } from 'vitest';
import { createMonotoneSlopes, hermiteDerivatives, hermiteWeights } from '../../src/math/spline.js';

function interpolationError(n: number): number {
  const f = (x: number) => Math.tanh(3 * x);
  const h = 2 / n;
  const values = Float64Array.from({ length: n + 1 }, (_, i) => f(-1 + i * h));
  const slopes = new Float64Array(n + 1);
  createMonotoneSlopes(n + 1)(values, slopes);
  const w = new Float64Array(4);
  let worst = 0;
  for (let i = 0; i < n; i++) {
    for (const u of [0.21, 0.5, 0.83]) {
      hermiteWeights(u, w);
      const y = w[0] * values[i] + w[1] * values[i + 1] + w[2] * slopes[i] + w[3] * slopes[i + 1];
      worst = Math.max(worst, Math.abs(y - f(-1 + (i + u) * h)));
    }
  }
  return worst;
}

test('smooth monotone values are interpolated with order 4', () => {
  const order = Math.log2(interpolationError(40) / interpolationError(80));
  expect(order).toBeGreaterThan(3.7);
});

test('a step is interpolated without leaving its range', () => {
  const values = Float64Array.from([0, 0, 0, 0.01, 1, 1, 1]);
  const slopes = new Float64Array(7);
  createMonotoneSlopes(7)(values, slopes);
  const d = new Float64Array(4);
  for (let i = 0; i < 6; i++) {
    for (let u = 0; u <= 1; u += 0.05) {
      hermiteDerivatives(u, d);
      const rise =
        d[0] * values[i] + d[1] * values[i + 1] + d[2] * slopes[i] + d[3] * slopes[i + 1];
      expect(rise).toBeGreaterThanOrEqual(-1e-14);
    }
  }
});

test('Hermite derivatives are the derivatives of the Hermite weights', () => {
  const [a, b, d] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  for (const u of [0.1, 0.4, 0.9]) {
    hermiteWeights(u + 1e-5, a);
    hermiteWeights(u - 1e-5, b);
    hermiteDerivatives(u, d);
    // Central differences of cubics: error ≤ (1e-5)²·|w‴|/6 = 2e-10 plus rounding 1e-11.
    for (let k = 0; k < 4; k++) expect((a[k] - b[k]) / 2e-5).toBeCloseTo(d[k], 8);
  }
});
