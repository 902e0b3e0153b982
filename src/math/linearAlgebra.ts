/**
 * The linear algebra that the solvers need and no more: tridiagonal systems factored once and
 * solved often, small dense systems, and sparse matrices in compressed rows. Plain Float64Array.
 */

/**
 * Factors the tridiagonal matrix with rows (lower[i], diagonal[i], upper[i]) without pivoting and
 * returns its solver; `solution` may be `right` itself. Holds for diagonally dominant matrices and
 * M-matrices (implicit steps, splines, exit times). lower[0] and upper[n − 1] are not read.
 *
 * Both halves are eliminated towards the middle and solved outwards from it: each is a chain in
 * which every row waits for the one before, and two chains side by side take the time of one.
 */
export function factorTridiagonal(
  lower: ArrayLike<number>,
  diagonal: ArrayLike<number>,
  upper: ArrayLike<number>,
): (right: Float64Array, solution: Float64Array) => void {
  const n = diagonal.length;
  const half = n >> 1;
  const last = n - 1;
  // Of each row but the middle one: what is taken off it of the row before it in its chain, and of
  // the solution what it takes of the one after it.
  const before = new Float64Array(n);
  const after = new Float64Array(n);
  const inverse = new Float64Array(n);
  const eliminate = (from: number, to: number, way: number) => {
    const [towards, back] = way > 0 ? [upper, lower] : [lower, upper];
    for (let i = from; i !== to; i += way) {
      const isFirst = i === from;
      before[i] = isFirst ? 0 : back[i] * inverse[i - way];
      inverse[i] = 1 / (diagonal[i] - (isFirst ? 0 : before[i] * towards[i - way]));
      after[i] = towards[i] * inverse[i];
    }
  };
  eliminate(0, half, 1);
  eliminate(last, half, -1);
  const fromBelow = half > 0 ? lower[half] * inverse[half - 1] : 0;
  const fromAbove = half < last ? upper[half] * inverse[half + 1] : 0;
  const pivot =
    diagonal[half] -
    (half > 0 ? fromBelow * upper[half - 1] : 0) -
    (half < last ? fromAbove * lower[half + 1] : 0);
  return (right, solution) => {
    let low = 0;
    let high = 0;
    // The upper half is as long as the lower one, or one row shorter.
    const pairs = last - half;
    if (half > pairs) low = solution[0] = right[0];
    const shift = half - pairs;
    for (let k = 0; k < pairs; k++) {
      const i = k + shift;
      const j = last - k;
      low = solution[i] = right[i] - before[i] * low;
      high = solution[j] = right[j] - before[j] * high;
    }
    low = (right[half] - fromBelow * low - fromAbove * high) / pivot;
    solution[half] = low;
    high = low;
    for (let k = pairs - 1; k >= 0; k--) {
      const i = k + shift;
      const j = last - k;
      low = solution[i] = solution[i] * inverse[i] - after[i] * low;
      high = solution[j] = solution[j] * inverse[j] - after[j] * high;
    }
    if (half > pairs) solution[0] = solution[0] * inverse[0] - after[0] * low;
  };
}

/**
 * Solves the n × n system `matrix` x = `right` by elimination with partial pivoting; both stay as
 * they are. Null where the matrix is singular to working accuracy.
 */
export function solveDense(matrix: ArrayLike<number>, right: ArrayLike<number>) {
  const n = right.length;
  const a = Float64Array.from(matrix);
  const x = Float64Array.from(right);
  const scale = a.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    if (!(Math.abs(a[pivot * n + k]) > 1e-14 * scale)) return null;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) {
        [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[k * n + j]];
      }
      [x[k], x[pivot]] = [x[pivot], x[k]];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      x[i] -= factor * x[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= a[i * n + j] * x[j];
    x[i] /= a[i * n + i];
  }
  return x;
}

/** A matrix in compressed rows: row r holds entries starts[r] … starts[r + 1] − 1. */
export interface SparseMatrix {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** product = matrix · vector. */
export function multiplySparse(matrix: SparseMatrix, vector: Float64Array, product: Float64Array) {
  const { starts, columns, values } = matrix;
  for (let r = 0; r + 1 < starts.length; r++) {
    const end = starts[r + 1];
    let e = starts[r];
    // Four sums, so that none waits for the one before.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (; e + 3 < end; e += 4) {
      a += values[e] * vector[columns[e]];
      b += values[e + 1] * vector[columns[e + 1]];
      c += values[e + 2] * vector[columns[e + 2]];
      d += values[e + 3] * vector[columns[e + 3]];
    }
    for (; e < end; e++) a += values[e] * vector[columns[e]];
    product[r] = a + b + (c + d);
  }
}

/** product = matrixᵀ · vector; product has the matrix' number of columns. */
export function multiplyTransposed(
  matrix: SparseMatrix,
  vector: Float64Array,
  product: Float64Array,
) {
  const { starts, columns, values } = matrix;
  product.fill(0);
  for (let r = 0; r + 1 < starts.length; r++) {
    const v = vector[r];
    for (let e = starts[r]; e < starts[r + 1]; e++) product[columns[e]] += values[e] * v;
  }
}

/**
 * Collects a sparse matrix row by row: `add` entries of the current row in any order (equal
 * columns are summed), then `endRow`. `width` is the number of columns.
 */
export function createSparseBuilder(width: number) {
  const sums = new Float64Array(width);
  const touched = new Uint8Array(width);
  const order = new Int32Array(width);
  let count = 0;
  let columns = new Int32Array(1024);
  let values = new Float64Array(1024);
  let size = 0;
  const starts = [0];
  const reserve = (needed: number) => {
    if (needed <= columns.length) return;
    const length = Math.max(needed, 2 * columns.length);
    const moreColumns = new Int32Array(length);
    const moreValues = new Float64Array(length);
    moreColumns.set(columns);
    moreValues.set(values);
    columns = moreColumns;
    values = moreValues;
  };
  return {
    add(column: number, value: number) {
      if (touched[column] === 0) {
        touched[column] = 1;
        order[count++] = column;
      }
      sums[column] += value;
    },
    endRow() {
      reserve(size + count);
      const row = order.subarray(0, count).sort();
      for (const column of row) {
        if (Math.abs(sums[column]) > 1e-17) {
          columns[size] = column;
          values[size++] = sums[column];
        }
        sums[column] = 0;
        touched[column] = 0;
      }
      count = 0;
      starts.push(size);
    },
    finish(): SparseMatrix {
      return {
        starts: Int32Array.from(starts),
        columns: columns.slice(0, size),
        values: values.slice(0, size),
      };
    },
  };
}
