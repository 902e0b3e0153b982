/**
 * Centred cardinal B-splines of odd degree on the integers: their weights at any point, their
 * integral, and the banded system that turns deposited moments into nodal values. Depositing with
 * a B-spline and solving that system conserves every moment up to the degree; degree 1 is linear
 * deposition, whose system is the identity and whose weights are never negative.
 */

/** Writes the degree + 1 weights at fraction f ∈ [0, 1) of the nodes −(degree − 1)/2 … */
export function splineWeights(degree: number, f: number, weights: Float64Array): void {
  weights[0] = 1;
  for (let k = 1; k <= degree; k++) {
    let saved = 0;
    for (let r = 0; r < k; r++) {
      const part = weights[r] / k;
      weights[r] = saved + (r + 1 - f) * part;
      saved = (f + k - 1 - r) * part;
    }
    weights[k] = saved;
  }
}

/** The centred B-spline of any degree ≥ 0 at u. */
function bSpline(degree: number, u: number): number {
  if (degree === 0) return u >= -0.5 && u < 0.5 ? 1 : 0;
  const half = (degree + 1) / 2;
  if (Math.abs(u) >= half) return 0;
  const left = (half + u) * bSpline(degree - 1, u + 0.5);
  return (left + (half - u) * bSpline(degree - 1, u - 0.5)) / degree;
}

/** ∫₋∞^u of the centred B-spline. */
export function splineIntegral(degree: number, u: number): number {
  if (u >= (degree + 1) / 2) return 1;
  let sum = 0;
  for (let k = 0; k <= degree + 1; k++) sum += bSpline(degree + 1, u - 0.5 - k);
  return sum;
}

/** Solves for all lines of an array along one axis, in place. */
export type AxisSolver = (values: Float64Array) => void;

/**
 * Solver of Σ_i B(j − i) m_i = b_j along one axis of a row-major rows × columns array. Moments
 * that would lie beyond an end count at the end, so that Σ m = Σ b exactly. `transposed`: of the
 * transposed system.
 */
export function createSplineSolver(
  degree: number,
  rows: number,
  columns: number,
  axis: 0 | 1,
  transposed = false,
): AxisSolver {
  if (degree === 1) return () => {};
  const n = axis === 0 ? rows : columns;
  const { lower, inverse, upper, band } = factorBanded(degree, n, transposed);
  if (axis === 1) {
    return (values) => {
      for (let r = 0; r < rows; r++) {
        const start = r * columns;
        for (let j = 0; j < n; j++) {
          let v = values[start + j];
          for (let k = 1; k <= Math.min(band, j); k++)
            v -= lower[band * j + k - 1] * values[start + j - k];
          values[start + j] = v;
        }
        for (let j = n - 1; j >= 0; j--) {
          let v = values[start + j];
          for (let k = 1; k <= Math.min(band, n - 1 - j); k++)
            v -= upper[band * j + k - 1] * values[start + j + k];
          values[start + j] = v * inverse[j];
        }
      }
    };
  }
  // Whole rows at a time: neighbours in memory.
  const addRow = (values: Float64Array, to: number, from: number, factor: number) => {
    const a = to * columns;
    const b = from * columns;
    for (let c = 0; c < columns; c++) values[a + c] -= factor * values[b + c];
  };
  return (values) => {
    for (let j = 0; j < n; j++)
      for (let k = 1; k <= Math.min(band, j); k++)
        addRow(values, j, j - k, lower[band * j + k - 1]);
    for (let j = n - 1; j >= 0; j--) {
      for (let k = 1; k <= Math.min(band, n - 1 - j); k++)
        addRow(values, j, j + k, upper[band * j + k - 1]);
      for (let c = 0; c < columns; c++) values[j * columns + c] *= inverse[j];
    }
  };
}

/** LU without pivoting: the columns of the matrix, or its rows, are diagonally dominant. */
function factorBanded(degree: number, n: number, transposed: boolean) {
  const band = (degree - 1) / 2;
  const width = 2 * band + 1;
  const rows = new Float64Array(n * width);
  const add = (j: number, i: number, v: number) => {
    const end = Math.min(n - 1, Math.max(0, j));
    const [row, column] = transposed ? [i, end] : [end, i];
    rows[row * width + (column - row) + band] += v;
  };
  for (let i = 0; i < n; i++) for (let k = -band; k <= band; k++) add(i + k, i, bSpline(degree, k));
  const lower = new Float64Array(n * band);
  const upper = new Float64Array(n * band);
  const inverse = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    inverse[j] = 1 / rows[j * width + band];
    for (let k = 1; k <= band; k++) upper[band * j + k - 1] = rows[j * width + band + k];
    for (let k = 1; k <= Math.min(band, n - 1 - j); k++) {
      const row = j + k;
      const factor = rows[row * width + band - k] * inverse[j];
      lower[band * row + k - 1] = factor;
      for (let c = 1; c <= band; c++) {
        rows[row * width + band - k + c] -= factor * rows[j * width + band + c];
      }
    }
  }
  return { lower, inverse, upper, band };
}
