/**
 * Distances between counts and cell probabilities. Total variation sees the outside as one more
 * cell. Kolmogorov–Smirnov and Wasserstein-1 need positions, which the outside has not: they
 * compare the laws *on the grid*, each normalised to 1 there, and in two dimensions the marginals,
 * of which the larger distance counts.
 */
import { cellWidth, type Grid } from './grid.js';

/** Cells and, as one more, what is off the grid. */
export function withOutside(cells: Float64Array, outside: number): Float64Array {
  const all = new Float64Array(cells.length + 1);
  all.set(cells);
  all[cells.length] = outside;
  return all;
}

/**
 * Total variation ½ Σ |nᵢ/N − pᵢ| over the cells of both arrays, N = `draws`.
 * Pass the outside as one more cell of each.
 */
export function totalVariation(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  draws: number,
): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += Math.abs(counts[i] / draws - probabilities[i]);
  return sum / 2;
}

/** Marginal of a row-major array of cells along one axis of the grid. */
export function marginal(values: ArrayLike<number>, grid: Grid, axis: number): Float64Array {
  const inner = grid.slice(axis + 1).reduce((n, a) => n * a.cells, 1);
  const sums = new Float64Array(grid[axis].cells);
  for (let start = 0; start < values.length; ) {
    for (let k = 0; k < sums.length; k++) {
      let sum = 0;
      for (const end = start + inner; start < end; start++) sum += values[start];
      sums[k] += sum;
    }
  }
  return sums;
}

/** Sup and sum over the inner cell edges of |F − G|, both normalised; null where one is empty. */
function compareCumulative(a: Float64Array, b: Float64Array): { sup: number; sum: number } | null {
  const totalA = a.reduce((x, y) => x + y, 0);
  const totalB = b.reduce((x, y) => x + y, 0);
  if (!(totalA > 0) || !(totalB > 0)) return null;
  let difference = 0;
  let sup = 0;
  let sum = 0;
  for (let i = 0; i < a.length - 1; i++) {
    difference += a[i] / totalA - b[i] / totalB;
    sup = Math.max(sup, Math.abs(difference));
    sum += Math.abs(difference);
  }
  return { sup, sum };
}

export interface CumulativeDistances {
  /** sup |F − G| over cell edges; between 0 and 1. */
  readonly kolmogorovSmirnov: number;
  /** ∫ |F − G| dx, in units of the parameter, each cell's mass at its centre. */
  readonly wasserstein1: number;
}

/**
 * Kolmogorov–Smirnov and Wasserstein-1 distances of the laws on the grid (largest over marginals).
 * Where one of them has nothing on the grid the distances take their largest possible values:
 * 1 and the length of the axis.
 */
export function cumulativeDistances(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  grid: Grid,
): CumulativeDistances {
  let kolmogorovSmirnov = 0;
  let wasserstein1 = 0;
  grid.forEach((axis, k) => {
    const d = compareCumulative(marginal(counts, grid, k), marginal(probabilities, grid, k));
    kolmogorovSmirnov = Math.max(kolmogorovSmirnov, d ? Math.min(1, d.sup) : 1);
    wasserstein1 = Math.max(wasserstein1, d ? d.sum * cellWidth(axis) : axis.max - axis.min);
  });
  return { kolmogorovSmirnov, wasserstein1 };
}
