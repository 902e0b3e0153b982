/** Products of small dense matrices, row-major, as the closed forms need them. */

/** (rows × inner) · (inner × columns). */
export function multiplyDense(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const v = a[i * inner + k];
      if (v === 0) continue;
      for (let j = 0; j < columns; j++) product[i * columns + j] += v * b[k * columns + j];
    }
  }
  return product;
}

/** sum += weight · M S Mᵀ, all three d × d. */
export function addSandwich(
  sum: Float64Array,
  m: Float64Array,
  s: Float64Array,
  d: number,
  weight: number,
): void {
  const half = multiplyDense(m, s, d, d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let total = 0;
      for (let k = 0; k < d; k++) total += half[i * d + k] * m[j * d + k];
      sum[i * d + j] += weight * total;
    }
  }
}

/** sum += weight · u uᵀ, d × d. */
export function addSquare(sum: Float64Array, u: Float64Array, weight: number): void {
  const d = u.length;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) sum[i * d + j] += weight * u[i] * u[j];
  }
}
