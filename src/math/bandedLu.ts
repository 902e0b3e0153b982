/**
 * LU factorisation with row pivoting of a sparse matrix whose entries lie near its diagonal, after
 * LAPACK's gbtrf: rows keep their band, widened above by what rows below may bring up.
 */
import type { SparseMatrix } from './linearAlgebra.js';

export interface Band {
  /** Diagonals below and above the main one that have entries. */
  readonly below: number;
  readonly above: number;
}

/** The band that the entries of `matrix` lie in. */
export function bandOf({ starts, columns }: SparseMatrix): Band {
  let [below, above] = [0, 0];
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      below = Math.max(below, row - columns[e]);
      above = Math.max(above, columns[e] - row);
    }
  }
  return { below, above };
}

/** Multiplications of the factorisation. */
export const bandedWork = (rows: number, { below, above }: Band) =>
  rows * (below + 1) * (below + above + 1);

/**
 * Solves (matrix − shift) x = right for a square `matrix`; writes x to `out`. A pivot of 0 is taken as
 * the rounding of the largest entry, as inverse iteration wants it.
 */
export function factorBanded(
  { starts, columns, values }: SparseMatrix,
  shift: number,
): (right: Float64Array, out: Float64Array) => void {
  const n = starts.length - 1;
  const { below, above } = bandOf({ starts, columns, values });
  const width = 2 * below + above + 1;
  // Row i holds the columns i − below … i + below + above.
  const band = new Float64Array(n * width);
  let largest = 0;
  for (let row = 0; row < n; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      band[row * width + columns[e] - row + below] += values[e];
    }
    band[row * width + below] -= shift;
  }
  for (const v of band) largest = Math.max(largest, Math.abs(v));
  const pivots = new Int32Array(n);
  const factors = new Float64Array(n * below);
  for (let k = 0; k < n; k++) {
    const last = Math.min(n - 1, k + below);
    const end = Math.min(n - 1, k + below + above);
    let best = k;
    const entry = (row: number, column: number) => row * width + column - row + below;
    for (let row = k + 1; row <= last; row++) {
      if (Math.abs(band[entry(row, k)]) > Math.abs(band[entry(best, k)])) best = row;
    }
    pivots[k] = best;
    if (best !== k) {
      for (let c = k; c <= end; c++) {
        const [a, b] = [entry(k, c), entry(best, c)];
        [band[a], band[b]] = [band[b], band[a]];
      }
    }
    if (band[entry(k, k)] === 0) band[entry(k, k)] = 2 ** -52 * largest;
    const pivot = band[entry(k, k)];
    for (let row = k + 1; row <= last; row++) {
      const factor = band[entry(row, k)] / pivot;
      factors[k * below + row - k - 1] = factor;
      if (factor === 0) continue;
      const [to, from] = [row * width - row + below, k * width - k + below];
      for (let c = k + 1; c <= end; c++) band[to + c] -= factor * band[from + c];
    }
  }
  return (right, out) => {
    out.set(right);
    for (let k = 0; k < n; k++) {
      const p = pivots[k];
      if (p !== k) [out[k], out[p]] = [out[p], out[k]];
      const last = Math.min(n - 1, k + below);
      for (let row = k + 1; row <= last; row++) {
        out[row] -= factors[k * below + row - k - 1] * out[k];
      }
    }
    for (let k = n - 1; k >= 0; k--) {
      const from = k * width - k + below;
      const end = Math.min(n - 1, k + below + above);
      let sum = out[k];
      for (let c = k + 1; c <= end; c++) sum -= band[from + c] * out[c];
      out[k] = sum / band[from + k];
    }
  };
}
