/**
 * The eigenvalues of largest modulus of a transfer operator on cells. Arnoldi's method finds them
 * unless slow modes crowd below 1, as the diffusion in a wide and flat tail makes them; there steps
 * are short, the matrix is a band, and Arnoldi's method on the inverse of P − σ, σ just above 1, tells
 * them apart.
 */
import { bandedWork, bandOf, factorBanded } from '../../math/bandedLu.js';
import { type Eigenpair, type LinearMap, leadingEigenvalues } from '../../math/krylov/arnoldi.js';
import { multiplySparse, type SparseMatrix } from '../../math/linearAlgebra.js';
import {
  anyStart,
  balancingWeights,
  followingEigenvalues,
  lineWeights,
  withoutMass,
} from '../chain/operator/deflation.js';

export interface SlowestModes {
  /** By falling modulus; a complex pair once. A second copy of the first counts. */
  readonly pairs: readonly Eigenpair[];
}

type Tick = () => Promise<void> | null;

const search = { subspace: 40, maximumApplications: 400 } as const;
/** More than this left of an eigenpair and it is not known. */
const poor = 1e-9;
/** Multiplications that a factorisation may cost. */
const affordableWork = 3e9;
/** σ − 1: far beyond rounding, far below a gap that can be told from none. */
const above = 1e-8;
/** Modes further from 1 than this are none of those that crowd there. */
const crowded = 0.05;

/** The slowest modes of `matrix`, three where there are as many. */
export async function slowestModes(matrix: SparseMatrix, tick: Tick): Promise<SlowestModes> {
  const size = matrix.starts.length - 1;
  const map: LinearMap = (from, out) => multiplySparse(matrix, from, out);
  const isBand = bandedWork(size, bandOf(matrix)) <= affordableWork;
  const isUnknown = ({ re, im, residual }: Eigenpair) =>
    residual > poor && isBand && Math.hypot(re - 1, im) < crowded;
  const start = new Float64Array(size).fill(1);
  const options = { count: 1, tolerance: 1e-12, start, ...search, tick };
  let [first] = (await leadingEigenvalues(map, size, options)).pairs;
  if (isUnknown(first)) first = await nearestToOne(matrix, tick);
  const sum = first.vector.reduce((a, b) => a + b, 0);
  const masses = first.vector.map((v) => v / sum);
  if (size < 2) return { pairs: [first] };
  const count = Math.min(2, size - 1);
  const weights = weightsFor(matrix, masses);
  let rest = await followingEigenvalues(map, weights, { count, ...search }, tick);
  if (isUnknown(rest[0])) rest = await crowdedModes(matrix, weights, count, tick);
  return { pairs: [first, ...rest] };
}

/** Entries between weighted cells beyond which weights do harm: long steps join what they set apart. */
const mostEntry = 2;

function weightsFor(matrix: SparseMatrix, masses: Float64Array): Float64Array {
  const choices = [lineWeights(masses), balancingWeights(masses)];
  const fitting = choices.find((weights) =>
    weighted(matrix, weights).values.every((v) => Math.abs(v) <= mostEntry),
  );
  return fitting ?? new Float64Array(masses.length).fill(1);
}

/** The matrix between weighted cells. */
function weighted(matrix: SparseMatrix, weights: Float64Array): SparseMatrix {
  const { starts, columns } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < weights.length; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      values[e] *= weights[columns[e]] / weights[row];
    }
  }
  return { ...matrix, values };
}

/** The eigenpair nearest to 1, which is real. */
async function nearestToOne(matrix: SparseMatrix, tick: Tick): Promise<Eigenpair> {
  const size = matrix.starts.length - 1;
  const { pairs } = await leadingEigenvalues(factorBanded(matrix, 1 + above), size, {
    count: 1,
    tolerance: 1e-12 / above,
    start: new Float64Array(size).fill(1),
    ...search,
    tick,
  });
  const { vector } = pairs[0];
  const image = new Float64Array(size);
  multiplySparse(matrix, vector, image);
  // Columns sum to what stays on the cells.
  const sum = (v: Float64Array) => v.reduce((a, b) => a + b, 0);
  const re = sum(image) / sum(vector);
  const residual = Math.sqrt(image.reduce((s, v, i) => s + (v - re * vector[i]) ** 2, 0));
  return { re, im: 0, residual, vector, imaginary: null };
}

/** The modes next to the first, between weighted cells. */
async function crowdedModes(
  matrix: SparseMatrix,
  weights: Float64Array,
  count: number,
  tick: Tick,
): Promise<Eigenpair[]> {
  const inverse = factorBanded(weighted(matrix, weights), 1 + above);
  const rest = withoutMass(inverse, weights);
  const { pairs } = await leadingEigenvalues(rest, weights.length, {
    count,
    tolerance: 1e-8,
    start: anyStart(weights.length),
    ...search,
    tick,
  });
  // λ = σ + 1/μ.
  return pairs.map(({ re, im, residual, vector, imaginary }) => {
    const square = re * re + im * im;
    return {
      re: 1 + above + re / square,
      im: im / square,
      residual: residual / square,
      vector: vector.map((v, i) => v * weights[i]),
      imaginary,
    };
  });
}
