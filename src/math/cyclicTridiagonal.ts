/**
 * Tridiagonal systems with seams: rows that are also coupled to another row, as the ends of a ring
 * are (Sherman–Morrison, one correction a ring; rings do not overlap).
 */
import { factorTridiagonal } from './linearAlgebra.js';

/** Couples rows `first` < `last` of a matrix that is otherwise tridiagonal between them. */
export interface Seam {
  readonly first: number;
  readonly last: number;
  /** Entry (first, last). */
  readonly upper: number;
  /** Entry (last, first). */
  readonly lower: number;
}

/**
 * Factors the tridiagonal matrix with the seams' entries added and returns its solver; `solution` may
 * be `right` itself. Rows of one ring must not be coupled to those outside it. Holds for
 * M-matrices, as `factorTridiagonal` does.
 */
export function factorCyclicTridiagonal(
  lower: ArrayLike<number>,
  diagonal: ArrayLike<number>,
  upper: ArrayLike<number>,
  seams: readonly Seam[],
): (right: Float64Array, solution: Float64Array) => void {
  if (seams.length === 0) return factorTridiagonal(lower, diagonal, upper);
  const main = Float64Array.from(diagonal);
  const column = new Float64Array(main.length);
  // A = T + Σ u vᵀ with u = (γ, …, lower) and v = (1, …, upper/γ) on the ring, γ = −diagonal.
  for (const { first, last, upper: right, lower: left } of seams) {
    const gamma = -diagonal[first];
    main[first] -= gamma;
    main[last] -= (left * right) / gamma;
    column[first] = gamma;
    column[last] = left;
  }
  const solve = factorTridiagonal(lower, main, upper);
  solve(column, column);
  const rings = seams.map(({ first, last, upper: right }) => {
    const ratio = -right / diagonal[first];
    return { first, last, ratio, scale: 1 + column[first] + ratio * column[last] };
  });
  return (right, solution) => {
    solve(right, solution);
    for (const { first, last, ratio, scale } of rings) {
      const factor = (solution[first] + ratio * solution[last]) / scale;
      for (let i = first; i <= last; i++) solution[i] -= factor * column[i];
    }
  };
}
