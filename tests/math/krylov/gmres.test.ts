import { expect, test } from 'vitest';
import type { LinearMap } from '../../../src/math/krylov/arnoldi.js';
import { solveGmres } from '../../../src/math/krylov/gmres.js';

/** (A x)_i = i x_i + x_{i+1} on 1 … n: eigenvalues 1 … n, not symmetric. */
const bidiagonal =
  (n: number): LinearMap =>
  (from, out) => {
    for (let i = 0; i < n; i++) out[i] = (i + 1) * from[i] + (i + 1 < n ? from[i + 1] : 0);
  };

test.each([5, 100])('a system of %d that is not symmetric, with its true residual', (n) => {
  const exact = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
  const right = new Float64Array(n);
  bidiagonal(n)(exact, right);
  const { solution, residual } = solveGmres(bidiagonal(n), right, { tolerance: 1e-13, most: 2000 });
  expect(residual).toBeLessThan(1e-13);
  // The smallest singular value is near 1, the right side of size n.
  solution.forEach((v, i) => {
    expect(Math.abs(v - exact[i])).toBeLessThan(1e-12 * n ** 2);
  });
});

test('where applications run out the residual says so', () => {
  const right = new Float64Array(100).fill(1);
  const { residual, applications } = solveGmres(bidiagonal(100), right, {
    tolerance: 1e-13,
    most: 5,
  });
  expect(applications).toBeLessThanOrEqual(6);
  expect(residual).toBeGreaterThan(1e-3);
});

test('the right side 0 has the solution 0', () => {
  const { solution } = solveGmres(bidiagonal(3), new Float64Array(3), { tolerance: 1e-9, most: 9 });
  expect([...solution]).toEqual([0, 0, 0]);
});
