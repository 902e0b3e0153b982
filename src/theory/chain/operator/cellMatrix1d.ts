/**
 * The transfer operator in one dimension as one sparse matrix on the probabilities of the solver's
 * cells. Its slopes are central differences of fourth order, without the limiter that keeps the
 * distribution function monotone: linear, but not free of negative entries.
 */
import { createSparseBuilder, type SparseMatrix } from '../../../math/linearAlgebra.js';
import type { TransferOperator1d } from '../../master/transferOperator1d.js';

/** Twelfths of the masses of four neighbouring cells that give the slope at an edge. */
const central = [-1, 7, 7, -1];
const firstEdge = [25, -23, 13, -3];
const secondEdge = [3, 13, -5, 1];
/** Smaller entries are what rounding leaves. */
const negligible = 5e-16;

/** Masses that give the slope per cell at edge `i` of `cells` cells: the first one and its weights. */
function slopeStencil(i: number, cells: number): { first: number; weights: readonly number[] } {
  if (i < 2) return { first: 0, weights: i === 0 ? firstEdge : secondEdge };
  if (i > cells - 2) {
    const own = i === cells ? firstEdge : secondEdge;
    return { first: cells - 4, weights: own.toReversed() };
  }
  return { first: i - 2, weights: central };
}

/** Slopes per cell at the edges of cells with these probabilities, by the matrix' own rule. */
export function linearSlopes(masses: Float64Array): Float64Array {
  return Float64Array.from({ length: masses.length + 1 }, (_, i) => {
    const { first, weights } = slopeStencil(i, masses.length);
    return weights.reduce((s, w, k) => s + (w * masses[first + k]) / 12, 0);
  });
}

/** The distribution function at the edges of cells with these probabilities. */
export function distributionOf(masses: Float64Array): Float64Array {
  const distribution = new Float64Array(masses.length + 1);
  for (let j = 0; j < masses.length; j++) distribution[j + 1] = distribution[j] + masses[j];
  return distribution;
}

/**
 * The matrix of `blocks[i][j]`, the operator from the cells of part j to those of part i; one block
 * is the usual case. All parts have the same number n ≥ 4 of cells; entry (i n + r, j n + c) is the
 * probability that cell c of part j sends to cell r of part i.
 */
export function cellMatrix(blocks: readonly (readonly TransferOperator1d[])[]): SparseMatrix {
  const n = blocks[0][0].grid.cells;
  const builder = createSparseBuilder(blocks.length * n);
  const edges = new Float64Array(n + 1);
  for (const row of blocks) {
    for (let r = 0; r < n; r++) {
      row.forEach(({ matrix }, j) => {
        addRow(matrix, r, n, edges, (cell, value) => builder.add(j * n + cell, value));
      });
      builder.endRow();
    }
  }
  return builder.finish();
}

/** Row r + 1 of the matrix on (values, slopes) less row r, as weights of the cells. */
function addRow(
  { starts, columns, values }: SparseMatrix,
  r: number,
  n: number,
  edges: Float64Array,
  add: (cell: number, value: number) => void,
): void {
  let least = n + 1;
  let most = -1;
  for (let side = 0; side < 2; side++) {
    const sign = side === 0 ? -1 : 1;
    for (let e = starts[r + side]; e < starts[r + side + 1]; e++) {
      const column = columns[e];
      if (column <= n) {
        edges[column] += sign * values[e];
        least = Math.min(least, column);
        most = Math.max(most, column);
        continue;
      }
      const { first, weights } = slopeStencil(column - n - 1, n);
      for (let k = 0; k < 4; k++) add(first + k, (sign * values[e] * weights[k]) / 12);
    }
  }
  // The value at an edge is the sum of the cells left of it.
  let sum = 0;
  for (let edge = most; edge >= Math.max(1, least); edge--) {
    sum += edges[edge];
    if (Math.abs(sum) > negligible) add(edge - 1, sum);
    edges[edge] = 0;
  }
  if (Math.abs(sum) > negligible) for (let cell = 0; cell + 1 < least; cell++) add(cell, sum);
  edges[0] = 0;
}
