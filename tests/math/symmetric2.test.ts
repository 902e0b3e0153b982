/** Eigenvalues and vectors satisfy A v = λ v, also where they nearly coincide or cancel. */
import { expect, it } from 'vitest';
import { eigen2 } from '../../src/math/symmetric2.js';

it.each([
  [2, 0.3, -1],
  [-1, 0.3, 2],
  [1, 0, 1],
  [3, 0, 5],
  [5, 0, 3],
  [-4, 1e-9, -4],
  [1, 1, 1],
  [0, 0, 0],
  [1e8, 1e4, 1],
])('[[%d, %d], [%d]] is taken apart', (a, b, c) => {
  const {
    values: [low, high],
    vector: [u, v],
  } = eigen2(a, b, c);
  const rounding = 1e-15 * Math.max(Math.abs(a), Math.abs(b), Math.abs(c));
  expect(low).toBeLessThanOrEqual(high);
  expect(Math.hypot(u, v)).toBeCloseTo(1, 14);
  const residuals = [
    a * u + b * v - low * u,
    b * u + c * v - low * v,
    -a * v + b * u + high * v,
    -b * v + c * u - high * u,
  ];
  for (const r of residuals) expect(Math.abs(r)).toBeLessThanOrEqual(4 * rounding);
});

it('keeps the digits of a curvature far below the other', () => {
  // The first is singular: m − √(m² − det) would leave rounding of 1e8 in the place of 0.
  expect(eigen2(1e8, 1e4, 1).values[0]).toBe(0);
  expect(eigen2(1e8, 0, 1e-4).values[0]).toBe(1e-4);
});
