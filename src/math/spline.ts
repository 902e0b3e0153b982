/**
 * Monotone cubic interpolation of equally spaced non-decreasing values: slopes of the twice
 * differentiable spline, limited so that the Hermite cubic of every interval stays monotone
 * (de Boor–Schwartz; Hyman 1983). Slopes are per interval: derivative times spacing.
 */
import { factorTridiagonal } from './linearAlgebra.js';

/**
 * Slopes for `count` ≥ 4 values. Fourth order where the values are smooth and the limiter is not
 * active, end slopes third order.
 */
export function createMonotoneSlopes(
  count: number,
): (values: Float64Array, slopes: Float64Array) => void {
  const last = count - 1;
  const lower = new Float64Array(count).fill(1);
  const diagonal = new Float64Array(count).fill(4);
  const upper = new Float64Array(count).fill(1);
  diagonal[0] = 1;
  upper[0] = 0;
  diagonal[last] = 1;
  lower[last] = 0;
  const solve = factorTridiagonal(lower, diagonal, upper);
  const right = new Float64Array(count);
  return (f, slopes) => {
    right[0] = (-11 * f[0] + 18 * f[1] - 9 * f[2] + 2 * f[3]) / 6;
    right[last] = (11 * f[last] - 18 * f[last - 1] + 9 * f[last - 2] - 2 * f[last - 3]) / 6;
    for (let i = 1; i < last; i++) right[i] = 3 * (f[i + 1] - f[i - 1]);
    solve(right, slopes);
    let before = f[1] - f[0];
    for (let i = 0; i <= last; i++) {
      const after = i < last ? f[i + 1] - f[i] : before;
      const limit = 3 * Math.min(before, after);
      slopes[i] = slopes[i] > 0 ? Math.min(slopes[i], Math.max(limit, 0)) : 0;
      before = after;
    }
  };
}

/**
 * Writes the four Hermite weights at local coordinate u ∈ [0, 1] of an interval: of the left
 * value, the right value, the left slope and the right slope.
 */
export function hermiteWeights(u: number, weights: Float64Array): void {
  const v = 1 - u;
  weights[1] = u * u * (3 - 2 * u);
  weights[0] = 1 - weights[1];
  weights[2] = u * v * v;
  weights[3] = -u * u * v;
}

/** Derivatives of the Hermite weights by u. */
export function hermiteDerivatives(u: number, weights: Float64Array): void {
  weights[1] = 6 * u * (1 - u);
  weights[0] = -weights[1];
  weights[2] = (1 - u) * (1 - 3 * u);
  weights[3] = u * (3 * u - 2);
}
