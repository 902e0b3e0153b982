/** Eigenvalues and eigenvectors of symmetric 2 × 2 matrices, in closed form. */

export interface Eigen2 {
  /** Ascending. */
  readonly values: readonly [number, number];
  /** The unit eigenvector of the smaller one; that of the larger is (−v₁, v₀). */
  readonly vector: readonly [number, number];
}

/** The eigen-decomposition of [[a, b], [b, c]]. */
export function eigen2(a: number, b: number, c: number): Eigen2 {
  const half = (a - c) / 2;
  const radius = Math.hypot(half, b);
  const middle = (a + c) / 2;
  // Of the two the one without cancellation first, the other from the determinant.
  const far = middle >= 0 ? middle + radius : middle - radius;
  const near = far === 0 ? 0 : (a * c - b * b) / far;
  const values = [Math.min(far, near), Math.max(far, near)] as const;
  if (radius === 0) return { values, vector: [1, 0] };
  const [u, v] = half > 0 ? [-b, half + radius] : [radius - half, -b];
  const size = Math.hypot(u, v);
  return { values, vector: [u / size, v / size] };
}
