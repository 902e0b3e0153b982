/** Symmetric matrices that commute, in the basis where all of them are diagonal. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** What counts as off the diagonal, as a share of the matrix. */
const rounding = 1e-11;

/**
 * One row per common eigenvector: its eigenvalues under each of the d × d `matrices`; null where
 * they have no common orthonormal eigenvectors.
 */
export function commonModes(matrices: readonly Float64Array[], d: number): number[][] | null {
  if (d === 1) return [matrices.map(([v]) => v)];
  // Eigenvectors of a combination without special weights are those of every matrix.
  const mixed = new Float64Array(d * d);
  for (const [m, matrix] of matrices.entries()) {
    const weight = 1 + Math.sin(1 + 7 * m) / 2;
    const size = sizeOf(matrix) || 1;
    for (let k = 0; k < mixed.length; k++) mixed[k] += (weight * matrix[k]) / size;
  }
  if (mixed.some((v, k) => Math.abs(v - mixed[(k % d) * d + Math.floor(k / d)]) > rounding)) {
    return null;
  }
  const { eigenvectorMatrix: basis } = new EigenvalueDecomposition(
    Matrix.from1DArray(d, d, mixed),
    { assumeSymmetric: true },
  );
  const modes: number[][] = Array.from({ length: d }, () => []);
  for (const matrix of matrices) {
    const turned = basis
      .transpose()
      .mmul(Matrix.from1DArray(d, d, matrix))
      .mmul(basis);
    const limit = rounding * sizeOf(matrix);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        if (i !== j && Math.abs(turned.get(i, j)) > limit) return null;
      }
      modes[i].push(turned.get(i, i));
    }
  }
  return modes;
}

const sizeOf = (matrix: Float64Array) => Math.hypot(...matrix);
