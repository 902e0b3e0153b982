/** The discrete Lyapunov equation, and sums of squares by fewer of them. */
import { expect, test } from 'vitest';
import { createLyapunovSolver } from '../../../src/math/dense/discreteLyapunov.js';
import { fewerSquares } from '../../../src/math/dense/fewerSquares.js';
import { addSandwich, addSquare } from '../../../src/math/dense/products.js';

test('X = A X Aᵀ + Q, also near the edge and for a matrix that is not symmetric', () => {
  for (const slow of [0.5, 1 - 1e-6]) {
    const a = Float64Array.of(slow, 0.3, 0, -0.2);
    const q = Float64Array.of(1, 0.5, 0.5, 2);
    const x = createLyapunovSolver(a, 2)!(q);
    const again = Float64Array.from(q);
    addSandwich(again, a, x, 2, 1);
    x.forEach((v, k) => {
      expect(Math.abs(again[k] - v)).toBeLessThan(1e-14 * Math.abs(x[0]));
    });
    // The last entry is a series of its own: q/(1 − 0.2²).
    expect(x[3]).toBeCloseTo(2 / 0.96, 14);
  }
});

test('a spectral radius of 1 or more has no solution', () => {
  expect(createLyapunovSolver(Float64Array.of(1), 1)).toBeNull();
  expect(createLyapunovSolver(Float64Array.of(0, 1.1, -1.1, 0), 2)).toBeNull();
});

test('many squares in few dimensions are as many as there are dimensions, units aside', () => {
  const vectors = Array.from({ length: 500 }, (_, i) =>
    Float64Array.of(Math.sin(i), 1e-9 * Math.cos(3 * i), 1e9 * Math.sin(i * i), Math.sin(i) * 2),
  );
  const few = fewerSquares(vectors);
  expect(few).toHaveLength(3);
  const sum = (list: readonly Float64Array[]) => {
    const total = new Float64Array(16);
    for (const v of list) addSquare(total, v, 1);
    return total;
  };
  const [all, same] = [sum(vectors), sum(few)];
  all.forEach((v, k) => {
    const scale = Math.sqrt(all[5 * Math.floor(k / 4)] * all[5 * (k % 4)]);
    expect(Math.abs(same[k] - v)).toBeLessThan(1e-12 * scale);
  });
});

test('squares that cannot be fewer stay', () => {
  const vectors = [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 1e-3)];
  expect(fewerSquares(vectors)).toBe(vectors);
});
