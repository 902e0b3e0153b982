/**
 * A linear system whose matrix is only applied: restarted GMRES with modified Gram–Schmidt, twice,
 * and Givens rotations (Saad, Schultz, SIAM J. Sci. Stat. Comput. 7, 1986).
 */
import type { LinearMap } from './arnoldi.js';

export interface GmresSolution {
  readonly solution: Float64Array;
  /** ‖b − A x‖ / ‖b‖, of the solution returned. */
  readonly residual: number;
  readonly applications: number;
}

/** Vectors kept between restarts. */
const width = 40;

/**
 * Solves A x = `right` from x = 0 until the relative residual is below `tolerance`, or as near as
 * `most` applications of `map` come: look at `residual`.
 */
export function solveGmres(
  map: LinearMap,
  right: Float64Array,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): GmresSolution {
  const size = right.length;
  const solution = new Float64Array(size);
  const scale = norm(right);
  if (scale === 0) return { solution, residual: 0, applications: 0 };
  const image = new Float64Array(size);
  let rest = Float64Array.from(right);
  let residual = 1;
  let applications = 0;
  while (residual > tolerance && applications < most) {
    const before = residual;
    const steps = Math.min(width, size, most - applications);
    applications += addCorrection(map, rest, tolerance * scale, steps, solution);
    map(solution, image);
    applications++;
    rest = right.map((v, i) => v - image[i]);
    residual = norm(rest) / scale;
    if (!(residual < 0.9 * before)) break;
  }
  return { solution, residual, applications };
}

/** One cycle: adds to `solution` the vector of the Krylov space of `rest` that reduces it most. */
function addCorrection(
  map: LinearMap,
  rest: Float64Array,
  target: number,
  most: number,
  solution: Float64Array,
): number {
  const length = norm(rest);
  const basis = [rest.map((v) => v / length)];
  const columns: Float64Array[] = [];
  const turns: [cosine: number, sine: number][] = [];
  const right = [length];
  while (columns.length < most && Math.abs(right[columns.length]) > target) {
    const j = columns.length;
    const next = new Float64Array(rest.length);
    map(basis[j], next);
    const column = orthogonalise(basis, next);
    const below = norm(next);
    turns.forEach(([c, s], i) => {
      [column[i], column[i + 1]] = [
        c * column[i] + s * column[i + 1],
        c * column[i + 1] - s * column[i],
      ];
    });
    const diagonal = Math.hypot(column[j], below);
    if (diagonal === 0) break;
    const turn: [number, number] = [column[j] / diagonal, below / diagonal];
    turns.push(turn);
    column[j] = diagonal;
    columns.push(column);
    right.push(-turn[1] * right[j]);
    right[j] *= turn[0];
    // The space is invariant and holds the solution.
    if (below <= 1e-15 * diagonal) break;
    basis.push(next.map((v) => v / below));
  }
  const weights = backSubstitute(columns, right);
  weights.forEach((w, j) => {
    for (let i = 0; i < solution.length; i++) solution[i] += w * basis[j][i];
  });
  return columns.length;
}

/** Takes the basis out of `next`; gives the coefficients and a 0 for what comes after. */
function orthogonalise(basis: readonly Float64Array[], next: Float64Array): Float64Array {
  const coefficients = new Float64Array(basis.length + 1);
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((own, i) => {
      let c = 0;
      for (let k = 0; k < own.length; k++) c += own[k] * next[k];
      for (let k = 0; k < own.length; k++) next[k] -= c * own[k];
      coefficients[i] += c;
    });
  }
  return coefficients;
}

function backSubstitute(columns: readonly Float64Array[], right: readonly number[]): number[] {
  const weights = right.slice(0, columns.length);
  for (let j = columns.length - 1; j >= 0; j--) {
    weights[j] /= columns[j][j];
    for (let i = 0; i < j; i++) weights[i] -= columns[j][i] * weights[j];
  }
  return weights;
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (const v of vector) sum += v * v;
  return Math.sqrt(sum);
}
