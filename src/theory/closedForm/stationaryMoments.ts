/**
 * The fixed point of the moment recursion and the rate at which deviations from it change, without a
 * matrix on the d² entries of the covariance (docs/theory.md §3).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { createLyapunovSolver } from '../../math/dense/discreteLyapunov.js';
import { type LinearMap, leadingEigenvalues } from '../../math/krylov/arnoldi.js';
import { solveGmres } from '../../math/krylov/gmres.js';
import { solveDense } from '../../math/linearAlgebra.js';
import type { Pace } from '../pace.js';
import type { LinearModel, Moments } from './linearModel.js';
import { createMomentRecursion, type MomentRecursion } from './momentRecursion.js';

export interface StationaryMoments extends Moments {
  /** Largest change of the covariance by one more step, relative to its largest entry. */
  readonly residual: number;
}

export interface Stationarity {
  /** See `secondMomentGrowth`. */
  readonly growth: number;
  /** Null where there are none. */
  readonly moments: StationaryMoments | null;
}

/** A residual beyond this is no solution. */
const acceptable = 1e-9;

/** Growth factors nearer to 1 than this are 1: a flat direction, or the edge of stability. */
const edge = 1e-12;

/**
 * Stationary mean and covariance, with the growth factor that decides whether there are any: none
 * with a flat direction, and none where second moments grow. Additive noise is summed by doubling.
 * Noise that grows with θ makes X = S(Q + N X), S that sum and N X what the noise makes of X: solved
 * by GMRES.
 */
export async function stationaryMoments(model: LinearModel, pace?: Pace): Promise<Stationarity> {
  const growth = await secondMomentGrowth(model, pace);
  return { growth, moments: growth < 1 - edge ? fixedPoint(createMomentRecursion(model)) : null };
}

function fixedPoint(recursion: MomentRecursion): StationaryMoments | null {
  const { dimension: d, drift } = recursion;
  const lyapunov = createLyapunovSolver(drift, d);
  const resting = drift.map((v, k) => Number(k % (d + 1) === 0) - v);
  const mean = solveDense(resting, recursion.shift);
  if (!lyapunov || !mean) return null;
  const additive = lyapunov(recursion.source(mean));
  const solved = recursion.multiplicative
    ? withMultiplicativeNoise(recursion, lyapunov, additive)
    : additive;
  if (!solved) return null;
  const covariance = symmetric(solved, d);
  const residual = residualOf(recursion, { mean, covariance });
  return residual < acceptable ? { mean, covariance, residual } : null;
}

function withMultiplicativeNoise(
  { spread, dimension: d }: MomentRecursion,
  lyapunov: (q: Float64Array) => Float64Array,
  additive: Float64Array,
): Float64Array | null {
  const noise = new Float64Array(d * d);
  const map: LinearMap = (from, out) => {
    spread(from, noise);
    const summed = lyapunov(noise);
    for (let k = 0; k < out.length; k++) out[k] = from[k] - summed[k];
  };
  const { solution, residual } = solveGmres(map, additive, { tolerance: 1e-14, most: 2000 });
  return residual < acceptable ? solution : null;
}

/** The mean of X and its transpose: rounding leaves them apart. */
function symmetric(x: Float64Array, d: number): Float64Array {
  return x.map((v, k) => (v + x[(k % d) * d + Math.floor(k / d)]) / 2);
}

function residualOf(recursion: MomentRecursion, moments: Moments): number {
  const { covariance } = recursion.step(moments);
  const largest = (values: Float64Array) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const change = largest(covariance.map((v, k) => v - moments.covariance[k]));
  return change === 0 ? 0 : change / largest(moments.covariance);
}

/**
 * The factor by which deviations of the covariance from its stationary value grow each step: the
 * spectral radius of Π ↦ AΠAᵀ + Σ G_r Π G_rᵀ. Stable where it is below 1. That map keeps positive
 * matrices, so the eigenvalue is real and is reached from the unit matrix.
 */
export async function secondMomentGrowth(model: LinearModel, pace?: Pace): Promise<number> {
  const { dimension: d, drift, multiplicative, covarianceMap } = createMomentRecursion(model);
  if (!multiplicative) return spectralRadius(drift, d) ** 2;
  const start = new Float64Array(d * d);
  for (let k = 0; k < d * d; k += d + 1) start[k] = 1;
  const { pairs } = await leadingEigenvalues(covarianceMap, d * d, {
    count: 1,
    tolerance: 1e-11,
    start,
    maximumApplications: 1000,
    ...(pace && { tick: () => pace.tick(10 * d ** 3) }),
  });
  return Math.hypot(pairs[0].re, pairs[0].im);
}

function spectralRadius(matrix: Float64Array, d: number): number {
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
    Matrix.from1DArray(d, d, matrix),
  );
  return Math.max(...realEigenvalues.map((re, i) => Math.hypot(re, imaginaryEigenvalues[i])));
}
