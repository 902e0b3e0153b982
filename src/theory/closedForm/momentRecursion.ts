/**
 * One update of mean and covariance under a linear model: mean μ ← A(μ, 1), covariance
 * Π ← AΠAᵀ + Σ G_r Π G_rᵀ + Σ (G_r (μ, 1))(G_r (μ, 1))ᵀ (docs/theory.md §3). Matrix-free: nothing
 * larger than d × d is formed.
 */
import { fewerSquares } from '../../math/dense/fewerSquares.js';
import { addSandwich, addSquare, multiplyDense } from '../../math/dense/products.js';
import type { LinearMap } from '../../math/krylov/arnoldi.js';
import type { LinearModel, Moments } from './linearModel.js';

export interface MomentRecursion {
  readonly dimension: number;
  /** A without its constant column, d × d. */
  readonly drift: Float64Array;
  /** The constant column of A. */
  readonly shift: Float64Array;
  /** Whether the noise grows with θ: some G_r is not constant. */
  readonly multiplicative: boolean;
  /** Writes Σ G_r Π G_rᵀ, what the noise makes of Π. */
  readonly spread: LinearMap;
  /** Writes AΠAᵀ + Σ G_r Π G_rᵀ. */
  readonly covarianceMap: LinearMap;
  /** What is added to the covariance where the mean is `mean`. */
  source(mean: Float64Array): Float64Array;
  step(moments: Moments): Moments;
}

/** The recursion of `model`; applying it takes O(d³) for each matrix G_r that is not constant. */
export function createMomentRecursion(model: LinearModel): MomentRecursion {
  const { dimension: d, factors } = model;
  const drift = withoutColumn(model.mean, d);
  const parts = factors.map((G) => withoutColumn(G, d)).filter((G) => G.some((v) => v !== 0));
  const linear = fewerSquares(parts);
  const at = (matrix: Float64Array, mean: Float64Array) =>
    multiplyDense(matrix, Float64Array.from([...mean, 1]), d, d + 1, 1);
  const spread: LinearMap = (from, out) => {
    out.fill(0);
    for (const G of linear) addSandwich(out, G, from, d, 1);
  };
  const covarianceMap: LinearMap = (from, out) => {
    spread(from, out);
    addSandwich(out, drift, from, d, 1);
  };
  const source = (mean: Float64Array) => {
    const sum = new Float64Array(d * d);
    for (const G of factors) addSquare(sum, at(G, mean), 1);
    return sum;
  };
  return {
    dimension: d,
    drift,
    shift: Float64Array.from({ length: d }, (_, i) => model.mean[i * (d + 1) + d]),
    multiplicative: linear.length > 0,
    spread,
    covarianceMap,
    source,
    step({ mean, covariance }) {
      const next = source(mean);
      const carried = new Float64Array(d * d);
      covarianceMap(covariance, carried);
      for (let k = 0; k < next.length; k++) next[k] += carried[k];
      return { mean: at(model.mean, mean), covariance: next };
    },
  };
}

/** The first d columns of a d × (d + 1) matrix. */
function withoutColumn(matrix: Float64Array, d: number): Float64Array {
  const square = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    square.set(matrix.subarray(i * (d + 1), i * (d + 1) + d), i * d);
  }
  return square;
}
