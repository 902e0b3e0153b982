/**
 * Equations of a chain in steps on a part of its cells, (P − 1)_II x = right, by a dense LU
 * factorisation with pivoting (ml-matrix), kept for the next right-hand side on the same cells.
 */
import { LuDecomposition, Matrix } from 'ml-matrix';
import type { SparseMatrix } from '../../../math/linearAlgebra.js';
import { NotConvergedError } from '../../notConverged.js';

export type DenseSolve = (
  inside: Uint8Array,
  right: Float64Array,
  transposed: boolean,
  tolerance: number,
) => Float64Array;

/**
 * Solves with P − 1, `matrix` being P, on the cells where `inside` is 1; memory is 8 bytes for each
 * pair of them. Throws NotConvergedError where walkers cannot leave those cells.
 */
export function createDenseSolver(matrix: SparseMatrix): DenseSolve {
  const factors: (Factored | null)[] = [null, null];
  return (inside, right, transposed, tolerance) => {
    const kept = factors[Number(transposed)];
    const same = kept?.inside.every((v, c) => v === inside[c]);
    const factored = kept && same ? kept : factor(matrix, inside, transposed);
    factors[Number(transposed)] = factored;
    return solveWith(factored, right, tolerance);
  };
}

interface Factored {
  readonly inside: Uint8Array;
  readonly cells: Int32Array;
  readonly full: Matrix;
  readonly lu: LuDecomposition;
}

function factor(matrix: SparseMatrix, inside: Uint8Array, transposed: boolean): Factored {
  const { starts, columns, values } = matrix;
  const cells = Int32Array.from(inside.keys()).filter((c) => inside[c] === 1);
  const place = new Int32Array(inside.length).fill(-1);
  cells.forEach((c, k) => {
    place[c] = k;
  });
  const full = Matrix.zeros(cells.length, cells.length);
  cells.forEach((c, row) => {
    full.set(row, row, -1);
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      const column = place[columns[e]];
      if (column < 0) continue;
      const [i, j] = transposed ? [column, row] : [row, column];
      full.set(i, j, full.get(i, j) + values[e]);
    }
  });
  return { inside: inside.slice(), cells, full, lu: new LuDecomposition(full) };
}

function solveWith({ inside, cells, full, lu }: Factored, right: Float64Array, tolerance: number) {
  const out = new Float64Array(inside.length);
  if (cells.length === 0) return out;
  const own = Matrix.columnVector(Float64Array.from(cells, (c) => right[c]));
  const fail = (residual: number) => {
    throw new NotConvergedError(
      Number.isFinite(residual) ? 'the linear equation of the transfer operator' : 'a finite mean',
      residual,
      'walkers in some of the cells leave them never, or too seldom for double precision; a ' +
        'smaller region, a larger learning rate or more noise has an answer',
    );
  };
  if (lu.isSingular()) fail(Number.POSITIVE_INFINITY);
  const x = lu.solve(own);
  const rest = Matrix.sub(full.mmul(x), own).norm();
  const scale = own.norm() + x.norm();
  if (!(rest <= tolerance * scale)) fail(rest / scale);
  cells.forEach((c, k) => {
    out[c] = x.get(k, 0);
  });
  return out;
}
