import { expect, test } from 'vitest';
import { createSplineSolver, splineIntegral, splineWeights } from '../../src/math/bSpline.js';

test.each([1, 3, 5])(
  'degree %i: a deposited mass keeps every moment up to the degree',
  (degree) => {
    const n = 100;
    const position = 50.37;
    const masses = new Float64Array(n);
    const base = Math.floor(position) - (degree - 1) / 2;
    splineWeights(degree, position % 1, masses.subarray(base, base + degree + 1));
    createSplineSolver(degree, 1, n, 1)(masses);
    for (let k = 0; k <= degree; k++) {
      const moment = masses.reduce((s, m, i) => s + m * (i - 50) ** k, 0);
      expect(moment).toBeCloseTo(0.37 ** k, 11);
    }
  },
);

test.each([0, 1] as const)('masses near the ends are kept, along axis %i', (axis) => {
  const values = Float64Array.from({ length: 9 * 7 }, (_, k) => Math.sin(1 + k * k));
  const solved = values.slice();
  createSplineSolver(5, 9, 7, axis)(solved);
  const line = (v: Float64Array, l: number) =>
    Array.from({ length: axis === 0 ? 9 : 7 }, (_, i) =>
      axis === 0 ? v[i * 7 + l] : v[l * 7 + i],
    );
  for (let l = 0; l < (axis === 0 ? 7 : 9); l++) {
    const sum = (v: Float64Array) => line(v, l).reduce((a, b) => a + b, 0);
    expect(sum(solved)).toBeCloseTo(sum(values), 12);
  }
});

test('the integral rises from 0 to 1 by the weights’ own primitive', () => {
  for (const degree of [1, 3, 5]) {
    expect(splineIntegral(degree, -4)).toBe(0);
    expect(splineIntegral(degree, 4)).toBe(1);
    expect(splineIntegral(degree, 0)).toBeCloseTo(0.5, 14);
    const weights = new Float64Array(degree + 1);
    for (const f of [0, 0.25, 0.8]) {
      splineWeights(degree, f, weights);
      // Node r lies at −(degree − 1)/2 + r; the B-spline there is seen from f.
      weights.forEach((w, r) => {
        const u = f + (degree - 1) / 2 - r;
        const slope = (splineIntegral(degree, u + 1e-5) - splineIntegral(degree, u - 1e-5)) / 2e-5;
        expect(slope).toBeCloseTo(w, 4);
      });
    }
  }
});
