/**
 * Mean and covariance of the sample gradient as expressions of θ. Where every component is
 * Σₖ fₖ(θ)·φₖ(z), the mean is Σₖ E[φₖ]·fₖ and the covariance Σₖₗ Cov[φₖ, φₗ]·fₖ·fₗ. The covariance
 * of the features is taken apart as L·D·Lᵀ, so that the variances are sums of squares and cannot
 * come out negative in any precision.
 */
import { add, type Expression, mul, number, symbolsOf } from '../math/expression/expression.js';
import { separate } from '../math/expression/separate.js';
import { createTape } from '../math/expression/tape.js';
import { SpecError } from './errors.js';
import type { DataTable, GradientMoments } from './experiment.js';

/** Beyond this many features, looping over the samples is as good. */
const maxFeatures = 24;

const isZero = (e: Expression) => e.kind === 'number' && e.value === 0;
const sum = (terms: readonly Expression[]) =>
  terms.filter((t) => !isZero(t)).reduce(add, number(0) as Expression);

/**
 * The moments of `gradient` over the samples of `data`; null where the gradient cannot be
 * separated. Exact up to the rounding of the features' means and covariances in float64; terms
 * below that rounding are dropped. Throws SpecError where a feature is not finite for a sample.
 */
export function gradientMoments(
  gradient: readonly Expression[],
  data: DataTable,
): GradientMoments | null {
  const names = new Set(data.columns);
  const features: Expression[] = [];
  const factors: Map<Expression, Expression>[] = [];
  for (const component of gradient) {
    const terms = separate(component, names);
    if (!terms) return null;
    const own = new Map<Expression, Expression>();
    for (const { factor, feature } of terms) {
      own.set(feature, own.has(feature) ? add(own.get(feature)!, factor) : factor);
      if (!features.includes(feature)) features.push(feature);
    }
    if (features.length > maxFeatures) return null;
    factors.push(own);
  }
  const values = evaluateFeatures(features, data);
  const means = values.map(mean);
  const parts = ldl(covarianceOf(values, means));
  const factorOf = (i: number, k: number) => factors[i].get(features[k]) ?? number(0);
  const columns = parts.map(({ column }) =>
    gradient.map((_, i) => sum(column.map((l, k) => mul(number(l), factorOf(i, k))))),
  );
  return {
    gradient: gradient.map((_, i) => sum(means.map((m, k) => mul(number(m), factorOf(i, k))))),
    covariance: gradient.map((_, i) =>
      gradient.map((_, j) =>
        sum(
          columns.map((c, r) => mul(number(parts[r].d), mul(c[Math.min(i, j)], c[Math.max(i, j)]))),
        ),
      ),
    ),
  };
}

function evaluateFeatures(features: readonly Expression[], data: DataTable): Float64Array[] {
  const used = data.columns.filter((c) => symbolsOf(...features).has(c));
  const columns = used.map((c) => data.values[data.columns.indexOf(c)]);
  const values = features.map(() => new Float64Array(data.rows));
  createTape(features, used, 'float64')(columns, values, data.rows);
  for (const column of values) {
    const row = column.findIndex((v) => !Number.isFinite(v));
    if (row >= 0) {
      throw new SpecError('landscape.loss', `its gradient is not finite for sample ${row + 1}`);
    }
  }
  return values;
}

/** Mean, corrected once for rounding; 0 where it is below the rounding of the sum. */
function mean(values: Float64Array): number {
  let total = 0;
  let size = 0;
  for (const v of values) {
    total += v;
    size += Math.abs(v);
  }
  const first = total / values.length;
  let rest = 0;
  for (const v of values) rest += v - first;
  const corrected = first + rest / values.length;
  return Math.abs(corrected) <= 2 ** -50 * (size / values.length) ? 0 : corrected;
}

function covarianceOf(values: readonly Float64Array[], means: readonly number[]): number[][] {
  const rows = values.length > 0 ? values[0].length : 1;
  const entry = (a: number, b: number) => {
    let total = 0;
    for (let r = 0; r < rows; r++) total += (values[a][r] - means[a]) * (values[b][r] - means[b]);
    return total / rows;
  };
  // What rounding leaves of a sum over all rows, relative to its terms.
  const rounding = 2 ** -50 * Math.sqrt(rows);
  const matrix = values.map((_, a) => values.map((_, b) => (b <= a ? entry(a, b) : 0)));
  // Relative to the feature's own size: below this a variance is rounding alone.
  const noise = values.map((v, a) => {
    const largest = v.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    return matrix[a][a] <= (rounding * largest) ** 2;
  });
  for (let a = 0; a < values.length; a++) {
    for (let b = 0; b <= a; b++) {
      const scale = Math.sqrt(matrix[a][a] * matrix[b][b]);
      const drop = noise[a] || noise[b] || Math.abs(matrix[a][b]) <= rounding * scale;
      if (a !== b && drop) matrix[a][b] = 0;
      matrix[b][a] = matrix[a][b];
    }
  }
  for (let a = 0; a < values.length; a++) if (noise[a]) matrix[a][a] = 0;
  return matrix;
}

/** S = Σᵣ dᵣ·cᵣ·cᵣᵀ with dᵣ > 0, pivoted on the share of each variance still unexplained. */
function ldl(matrix: readonly (readonly number[])[]): { d: number; column: number[] }[] {
  const rest = matrix.map((row) => [...row]);
  const share = (k: number) => (matrix[k][k] > 0 ? rest[k][k] / matrix[k][k] : 0);
  const parts: { d: number; column: number[] }[] = [];
  const left = new Set(matrix.keys());
  while (left.size > 0) {
    const pivot = [...left].reduce((best, k) => (share(k) > share(best) ? k : best));
    if (share(pivot) <= 2 ** -44) break;
    const d = rest[pivot][pivot];
    const column = rest.map((row, k) => (k === pivot ? 1 : left.has(k) ? row[pivot] / d : 0));
    parts.push({ d, column });
    left.delete(pivot);
    for (const a of left) for (const b of left) rest[a][b] -= d * column[a] * column[b];
  }
  return parts;
}
