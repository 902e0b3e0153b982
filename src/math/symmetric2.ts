/** Eigenvalues and eigenvectors of symmetric 2 × 2 matrices, in closed form. */

export interface Eigen2 {
  /** Ascending. */
  readonly values: readonly [number, number];
  /** The unit eigenvector of the smaller one; that of the larger is (−v₁, v₀). */
  readonly vector: readonly [number, number];
}

/** The eigen-decomposition of [[a, b], [b, c]]. */
export function eigen2(a: number, b: number, c: number): Eigen2 {
  const [low, high, u, v] = eigen2Into(a, b, c, new Float64Array(4));
  return { values: [low, high], vector: [u, v] };
}

/** The same for inner loops: smaller and larger eigenvalue, then the vector of the smaller. */
export function eigen2Into(a: number, b: number, c: number, out: Float64Array): Float64Array {
  const half = (a - c) / 2;
  const middle = (a + c) / 2;
  const radius = Math.sqrt(half * half + b * b);
  // Of the two the one without cancellation first, the other from the determinant.
  const far = middle >= 0 ? middle + radius : middle - radius;
  const near = far === 0 ? 0 : (a * c - b * b) / far;
  out[0] = Math.min(far, near);
  out[1] = Math.max(far, near);
  const u = half > 0 ? -b : radius - half;
  const v = half > 0 ? half + radius : -b;
  const size = Math.sqrt(u * u + v * v);
  out[2] = size > 0 ? u / size : 1;
  out[3] = size > 0 ? v / size : 0;
  return out;
}
