import { expect, test } from 'vitest';
import {
  createDecomposition,
  decompose,
} from '../../../src/theory/fokkerPlanck2d/tensorDecomposition.js';

const parts = createDecomposition();

/** Σ λ e eᵀ as xx, xy, yy. */
const composed = () =>
  [0, 1, 2]
    .map((k) => {
      const [ex, ey] = parts.vectors.subarray(2 * k, 2 * k + 2);
      return [ex * ex, ex * ey, ey * ey].map((v) => parts.weights[k] * v);
    })
    .reduce((a, b) => a.map((v, i) => v + b[i]));

test.each([
  [1, 0, 1],
  [4, 0, 0.01],
  [1, 0.9, 1],
  [1, -0.9, 1],
  [1, 0.995 * 3, 9],
  [0.02, -0.99 * 0.1, 0.5],
  [9, 2.9, 1],
])('(%d, %d; %d) is a sum of three lines of cells with weights ≥ 0', (xx, xy, yy) => {
  expect(decompose(xx, xy, yy, 40, parts)).toBe(true);
  const sum = composed();
  [xx, xy, yy].forEach((v, i) => {
    expect(Math.abs(sum[i] - v)).toBeLessThan(1e-14 * (xx + yy) * 40);
  });
  for (const w of parts.weights) expect(w).toBeGreaterThanOrEqual(0);
  // One vector of each parity: with midpoints they tile the half lattice.
  const parity = [...parts.vectors].map((v) => Math.abs(v % 2));
  expect(parity).toEqual([1, 0, 0, 1, 1, 1]);
});

test('a diagonal tensor needs the axes only', () => {
  decompose(3, 0, 0.2, 6, parts);
  expect([...parts.weights]).toEqual([3, 0.2, 0]);
  expect([...parts.vectors.subarray(0, 4)]).toEqual([1, 0, 0, 1]);
});

test('a tensor without diffusion in some direction has none', () => {
  for (const [xx, xy, yy] of [
    [1, 0, 0],
    [0, 0, 0],
    [1, 1, 1],
    [1, 2, 1],
    [Number.NaN, 0, 1],
    // Close to a line of slope 3/10.
    [1, 0.3, 0.0901],
  ]) {
    expect(decompose(xx, xy, yy, 6, parts)).toBe(false);
  }
});
