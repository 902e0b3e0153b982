/** Sums of many squares Σ v vᵀ as sums of few: pivoted Cholesky whose matrix is never formed. */

/** What is left of a diagonal entry below this share of it is rounding. */
const rounding = 2 ** -48;
/** Multiplications that may be spent on it. */
const affordable = 4e8;

/**
 * Vectors with the same Σ v vᵀ, as many as its rank to working accuracy; `vectors` themselves where
 * that is not at most half as many, or would take too long to find. Pivots on the share of each
 * diagonal entry still unexplained, so that units do not matter.
 */
export function fewerSquares(vectors: readonly Float64Array[]): readonly Float64Array[] {
  const count = vectors.length;
  if (count < 2) return vectors;
  const size = vectors[0].length;
  const most = Math.min(count / 2, affordable / (count * size));
  const diagonal = new Float64Array(size);
  for (const v of vectors) for (let k = 0; k < size; k++) diagonal[k] += v[k] * v[k];
  const rest = Float64Array.from(diagonal);
  const columns: Float64Array[] = [];
  while (true) {
    const pivot = pivotOf(rest, diagonal);
    if (pivot < 0) return columns;
    if (columns.length + 1 > most) return vectors;
    const column = new Float64Array(size);
    for (const v of vectors) addMultiple(column, v, v[pivot]);
    for (const known of columns) addMultiple(column, known, -known[pivot]);
    const scale = 1 / Math.sqrt(rest[pivot]);
    for (let k = 0; k < size; k++) {
      // Entries that were pivots, or whose share is used up, are explained.
      column[k] = rest[k] > 0 ? column[k] * scale : 0;
      rest[k] -= column[k] * column[k];
      if (rest[k] <= rounding * diagonal[k]) rest[k] = 0;
    }
    rest[pivot] = 0;
    columns.push(column);
  }
}

function pivotOf(rest: Float64Array, diagonal: Float64Array): number {
  let best = -1;
  let share = 0;
  for (let k = 0; k < rest.length; k++) {
    if (rest[k] > share * diagonal[k]) {
      share = rest[k] / diagonal[k];
      best = k;
    }
  }
  return best;
}

function addMultiple(sum: Float64Array, v: Float64Array, weight: number): void {
  if (weight === 0) return;
  for (let k = 0; k < sum.length; k++) sum[k] += weight * v[k];
}
