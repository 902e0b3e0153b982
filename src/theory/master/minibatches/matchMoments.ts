/**
 * Moves a sample of vectors by one affine map to a given mean and covariance. The map takes the
 * sample's Cholesky factor to the wanted one, so it is close to the identity where the sample is
 * large, and leaves directions without variance alone.
 */

/**
 * `sample` holds vectors one after the other and is overwritten: its mean becomes that of the
 * `columns`, its covariance `factor` times theirs.
 */
export function matchMoments(
  sample: Float64Array,
  columns: readonly Float64Array[],
  factor: number,
): void {
  const d = columns.length;
  const count = sample.length / d;
  const own = Array.from({ length: d }, (_, k) =>
    Float64Array.from({ length: count }, (_, q) => sample[q * d + k]),
  );
  const found = momentsOf(own);
  const wanted = momentsOf(columns);
  const from = choleskyOf(found.covariance, d);
  const to = choleskyOf(wanted.covariance, d);
  const scale = Math.sqrt(factor);
  const z = new Float64Array(d);
  for (let q = 0; q < count; q++) {
    const vector = sample.subarray(q * d, (q + 1) * d);
    for (let i = 0; i < d; i++) {
      let rest = vector[i] - found.mean[i];
      for (let j = 0; j < i; j++) rest -= from[i * d + j] * z[j];
      z[i] = from[i * d + i] > 0 ? rest / from[i * d + i] : 0;
    }
    for (let i = 0; i < d; i++) {
      vector[i] = wanted.mean[i];
      for (let j = 0; j <= i; j++) vector[i] += scale * to[i * d + j] * z[j];
    }
  }
}

function momentsOf(columns: readonly Float64Array[]) {
  const mean = columns.map((c) => c.reduce((s, v) => s + v, 0) / c.length);
  const covariance = new Float64Array(columns.length ** 2);
  columns.forEach((a, i) => {
    columns.forEach((b, j) => {
      let sum = 0;
      for (let r = 0; r < a.length; r++) sum += (a[r] - mean[i]) * (b[r] - mean[j]);
      covariance[i * columns.length + j] = sum / a.length;
    });
  });
  return { mean, covariance };
}

/** Lower factor of a positive semidefinite matrix; a direction without variance is a column of 0. */
function choleskyOf(matrix: Float64Array, d: number): Float64Array {
  const lower = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    let pivot = matrix[j * d + j];
    for (let k = 0; k < j; k++) pivot -= lower[j * d + k] ** 2;
    if (!(pivot > 1e-12 * matrix[j * d + j])) continue;
    lower[j * d + j] = Math.sqrt(pivot);
    for (let i = j + 1; i < d; i++) {
      let v = matrix[i * d + j];
      for (let k = 0; k < j; k++) v -= lower[i * d + k] * lower[j * d + k];
      lower[i * d + j] = v / lower[j * d + j];
    }
  }
  return lower;
}
