/**
 * The eigenvalues of largest modulus of a map that is only applied, by Arnoldi's method with thick
 * restarts (Krylov–Schur, Stewart 2001, with an orthonormal basis of the wanted Ritz vectors in the
 * place of an ordered Schur form). The small dense eigenproblem is ml-matrix's (EISPACK's hqr2),
 * rather than that of mathjs, whose eigs throws where its sweeps stall on clustered eigenvalues.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface Eigenpair {
  readonly re: number;
  /** Above 0 for a complex pair, which is listed once. */
  readonly im: number;
  /** ‖A x − λ x‖ of the unit vector x. */
  readonly residual: number;
  /** Real part of the eigenvector. */
  readonly vector: Float64Array;
  readonly imaginary: Float64Array | null;
}

export interface Eigenvalues {
  /** By falling modulus. */
  readonly pairs: readonly Eigenpair[];
  /** Whether every residual is below the tolerance. */
  readonly converged: boolean;
  readonly applications: number;
}

export interface ArnoldiOptions {
  readonly count: number;
  readonly tolerance: number;
  readonly start: Float64Array;
  /** Vectors kept; the default suits up to a dozen eigenvalues. */
  readonly subspace?: number;
  /** Applications of the map after which the search ends unconverged. */
  readonly maximumApplications?: number;
  /** Asked after every application for a pause. */
  readonly tick?: () => Promise<void> | null;
}

/** Writes a linear image of `from` to `out`; the two are never the same array. */
export type LinearMap = (from: Float64Array, out: Float64Array) => void;

/** One Ritz value of the small matrix: its place among the eigenvectors' columns. */
interface Ritz {
  readonly re: number;
  readonly im: number;
  readonly column: number;
  readonly estimate: number;
}

/**
 * The `count` eigenvalues of largest modulus of `map` on vectors of length `size`, with unit
 * eigenvectors and true residuals. One start vector finds one copy of a multiple eigenvalue.
 * Throws RangeError where the map gives a number that is not finite.
 */
export async function leadingEigenvalues(
  map: LinearMap,
  size: number,
  options: ArnoldiOptions,
): Promise<Eigenvalues> {
  const { count, tolerance, start, tick } = options;
  const width = Math.min(size, options.subspace ?? Math.max(32, 4 * count));
  const most = options.maximumApplications ?? 4000;
  let basis = [normalised(start)];
  let small = new Matrix(width + 1, width);
  let kept = 0;
  let applications = 0;
  while (true) {
    for (let j = kept; j < width; j++) {
      const next = new Float64Array(size);
      map(basis[j], next);
      applications++;
      extend(basis, small, j, next);
      await tick?.();
    }
    const beta = small.get(width, width - 1);
    const inner = small.subMatrix(0, width - 1, 0, width - 1);
    const { ritz, vectors } = ritzValues(inner, beta);
    const wanted = ritz.slice(0, count);
    const converged = wanted.every((r) => r.estimate <= tolerance);
    if (converged || applications >= most || width === size) {
      const pairs = wanted.map((r) => eigenpair(map, basis, vectors, r));
      return {
        pairs,
        converged: pairs.every((p) => p.residual <= 10 * tolerance),
        applications: applications + pairs.length,
      };
    }
    const columns = wantedColumns(ritz, vectors, Math.ceil((count + width) / 2));
    const inside = columns.transpose().mmul(inner).mmul(columns);
    kept = columns.columns;
    basis = [...combine(basis, columns), basis[width]];
    small = new Matrix(width + 1, width);
    small.setSubMatrix(inside, 0, 0);
    for (let c = 0; c < kept; c++) small.set(kept, c, beta * columns.get(width - 1, c));
  }
}

function normalised(vector: Float64Array): Float64Array {
  const length = norm(vector);
  if (!(length > 0 && Number.isFinite(length)))
    throw new RangeError('a start vector must be finite and not 0');
  return vector.map((v) => v / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const norm = (a: Float64Array) => Math.sqrt(dot(a, a));

/** Orthogonalises `next` twice against the basis, into column j; a full basis gets another start. */
function extend(basis: Float64Array[], small: Matrix, j: number, next: Float64Array): void {
  const before = norm(next);
  if (!Number.isFinite(before)) throw new RangeError('the map gave a number that is not finite');
  orthogonalise(basis, j + 1, next, (i, c) => small.set(i, j, small.get(i, j) + c));
  let length = norm(next);
  if (length > 1e-14 * before) {
    small.set(j + 1, j, length);
  } else if (j + 1 < next.length) {
    // The space is invariant: go on with a vector outside of it.
    for (let i = 0; i < next.length; i++) next[i] = Math.sin(12.9898 * (i + 1) * (j + 2));
    orthogonalise(basis, j + 1, next, () => {});
    length = norm(next);
  } else {
    length = 1;
  }
  for (let i = 0; i < next.length; i++) next[i] /= length;
  basis[j + 1] = next;
}

function orthogonalise(
  basis: readonly Float64Array[],
  count: number,
  vector: Float64Array,
  sink: (i: number, coefficient: number) => void,
): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < count; i++) {
      const own = basis[i];
      const c = dot(own, vector);
      for (let k = 0; k < vector.length; k++) vector[k] -= c * own[k];
      sink(i, c);
    }
  }
}

/** Eigenvalues of the small matrix by falling modulus, a complex pair once. */
function ritzValues(inner: Matrix, beta: number): { ritz: Ritz[]; vectors: Matrix } {
  const n = inner.rows;
  const found = new EigenvalueDecomposition(inner);
  const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix: vectors } = found;
  const ritz: Ritz[] = [];
  for (let column = 0; column < n; column++) {
    const re = realEigenvalues[column];
    const im = imaginaryEigenvalues[column];
    if (im < 0) continue;
    const length = Math.hypot(
      vectors.getColumnVector(column).norm(),
      im > 0 ? vectors.getColumnVector(column + 1).norm() : 0,
    );
    const last = Math.hypot(
      vectors.get(n - 1, column),
      im > 0 ? vectors.get(n - 1, column + 1) : 0,
    );
    ritz.push({ re, im, column, estimate: (Math.abs(beta) * last) / length });
  }
  ritz.sort((a, b) => Math.hypot(b.re, b.im) - Math.hypot(a.re, a.im));
  return { ritz, vectors };
}

/** An orthonormal basis of the first Ritz vectors, `least` columns or one more; pairs stay whole. */
function wantedColumns(ritz: readonly Ritz[], vectors: Matrix, least: number): Matrix {
  const n = vectors.rows;
  const columns: Float64Array[] = [];
  for (const { column, im } of ritz) {
    if (columns.length >= least) break;
    for (let part = 0; part < (im > 0 ? 2 : 1); part++) {
      const own = normalised(Float64Array.from(vectors.getColumn(column + part)));
      orthogonalise(columns, columns.length, own, () => {});
      // Of a nearly defective group one direction stands for several.
      if (columns.length < n - 2 && norm(own) > 1e-8) columns.push(normalised(own));
    }
  }
  const matrix = new Matrix(n, columns.length);
  columns.forEach((column, c) => {
    matrix.setColumn(c, column);
  });
  return matrix;
}

function combine(basis: readonly Float64Array[], columns: Matrix): Float64Array[] {
  return Array.from({ length: columns.columns }, (_, c) =>
    combination(basis, columns.getColumn(c)),
  );
}

function combination(basis: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const out = new Float64Array(basis[0].length);
  weights.forEach((w, j) => {
    const own = basis[j];
    for (let i = 0; i < out.length; i++) out[i] += w * own[i];
  });
  return out;
}

function eigenpair(
  map: LinearMap,
  basis: readonly Float64Array[],
  vectors: Matrix,
  { re, im, column }: Ritz,
): Eigenpair {
  const x = combination(basis, vectors.getColumn(column));
  const y = im > 0 ? combination(basis, vectors.getColumn(column + 1)) : null;
  const length = Math.hypot(norm(x), y ? norm(y) : 0);
  for (const part of [x, y]) {
    if (part) for (let i = 0; i < part.length; i++) part[i] /= length;
  }
  const image = new Float64Array(x.length);
  // A (x + iy) = (re + i im)(x + iy), part by part.
  map(x, image);
  let square = 0;
  for (let i = 0; i < x.length; i++) square += (image[i] - re * x[i] + (y ? im * y[i] : 0)) ** 2;
  if (y) {
    map(y, image);
    for (let i = 0; i < x.length; i++) square += (image[i] - re * y[i] - im * x[i]) ** 2;
  }
  return { re, im, residual: Math.sqrt(square), vector: x, imaginary: y };
}
