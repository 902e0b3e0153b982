/**
 * Gaussian noise that is the same everywhere, as a convolution of nodal masses: one pass along each
 * axis, and what the two coordinates share as shifts of the maps, S = diag(a², b²) + v·vᵀ. Moments
 * are kept: noise of a cell's width or more is sampled, finer noise is deposited.
 */
import { createSplineSolver, splineWeights } from '../../math/bSpline.js';
import { gaussHermite } from '../../math/quadrature.js';
import type { SolverGrid2d } from '../solverGrid2d.js';
import type { MapAt } from './maps2d.js';

/** From this many cells on a sampled normal density has its moments to 1e-11. */
const sampledFrom = 1.2;
/** Standard deviations at which the tails (1e-16) end. */
const reach = 8.3;

export interface AdditiveNoise {
  /** Standard deviations along x and y of the independent parts. */
  readonly own: readonly [number, number];
  /** The vector v that one shared normal is multiplied with. */
  readonly shared: readonly [number, number];
}

/** Takes the covariance of an additive noise apart; null where no point has a finite image. */
export function createAdditiveNoise(at: MapAt, normals: number, count: number) {
  const image = (k: number) => {
    const out = [new Float64Array(count), new Float64Array(count)] as const;
    at(
      Array.from({ length: normals }, (_, i) => Float64Array.of(Number(i === k))),
      out,
    );
    return out;
  };
  const still = image(-1);
  const moved = Array.from({ length: normals }, (_, k) => image(k));
  const point = still[0].findIndex((_, i) =>
    [still, ...moved].every((p) => Number.isFinite(p[0][i]) && Number.isFinite(p[1][i])),
  );
  if (point < 0) return null;
  const slope = (k: number, i: number) => moved[k][i][point] - still[i][point];
  const sum = (i: number, j: number) => moved.reduce((s, _, k) => s + slope(k, i) * slope(k, j), 0);
  return splitCovariance(sum(0, 0), sum(1, 0), sum(1, 1));
}

function splitCovariance(a: number, b: number, c: number): AdditiveNoise {
  const scale = Math.sqrt(a * c);
  const correlation = scale > 0 ? Math.min(1, Math.abs(b) / scale) : 0;
  // Below this the shared part is rounding.
  const share = correlation > 1e-12 ? correlation : 0;
  return {
    own: [Math.sqrt(a * (1 - share)), Math.sqrt(c * (1 - share))],
    shared: [Math.sqrt(a * share), Math.sign(b) * Math.sqrt(c * share)],
  };
}

/**
 * Convolves nodal masses with independent normals along both axes, in place; `transposed`: values
 * at the nodes, by the transposed map.
 */
export function createSmoothing(
  grid: SolverGrid2d,
  own: readonly [number, number],
  degree: number,
  transposed = false,
): (masses: Float64Array) => void {
  const { x, y, cells } = grid;
  const buffer = new Float64Array(cells);
  const passes = [x, y].flatMap((axis, i) => {
    const width = own[i] / axis.width;
    if (width < 1e-9) return [];
    const taps = width >= sampledFrom ? sampledTaps(width) : depositedTaps(width, degree);
    const solve =
      width >= sampledFrom
        ? null
        : createSplineSolver(degree, x.cells, y.cells, i as 0 | 1, transposed);
    return [{ taps, solve, stride: i === 0 ? y.cells : 1 }];
  });
  // A convolution is its own transpose; the order of what is done is not.
  if (transposed) passes.reverse();
  return (masses) => {
    for (const { taps, solve, stride } of passes) {
      if (transposed) solve?.(masses);
      buffer.set(masses);
      if (stride === 1) convolveRows(buffer, masses, taps, x.cells, y.cells);
      else convolveColumns(buffer, masses, taps, x.cells, y.cells);
      if (!transposed) solve?.(masses);
    }
  };
}

/** Taps 0, 1, …, of a symmetric kernel whose taps sum to 1. */
function normalised(taps: Float64Array): Float64Array {
  const total = taps.reduce((s, v) => s + 2 * v, -taps[0]);
  return taps.map((v) => v / total);
}

const sampledTaps = (width: number) =>
  normalised(
    Float64Array.from({ length: Math.ceil(reach * width) + 1 }, (_, j) =>
      Math.exp(-0.5 * (j / width) ** 2),
    ),
  );

function depositedTaps(width: number, degree: number): Float64Array {
  const { nodes, weights } = gaussHermite(12);
  const half = (degree - 1) / 2;
  const taps = new Float64Array(Math.ceil(6 * width) + degree + 2);
  const own = new Float64Array(degree + 1);
  nodes.forEach((z, k) => {
    const base = Math.floor(width * z);
    splineWeights(degree, width * z - base, own);
    // Symmetric, so half of each node is counted on its other side.
    own.forEach((v, r) => {
      const j = base - half + r;
      taps[Math.abs(j)] += weights[k] * v * (j === 0 ? 1 : 0.5);
    });
  });
  return normalised(taps);
}

function convolveRows(
  from: Float64Array,
  to: Float64Array,
  taps: Float64Array,
  rows: number,
  columns: number,
): void {
  for (let r = 0; r < rows; r++) {
    const a = from.subarray(r * columns, (r + 1) * columns);
    const b = to.subarray(r * columns, (r + 1) * columns);
    for (let c = 0; c < columns; c++) b[c] = taps[0] * a[c];
    for (let j = 1; j < Math.min(taps.length, columns); j++) {
      const tap = taps[j];
      for (let c = j; c < columns; c++) {
        b[c] += tap * a[c - j];
        b[c - j] += tap * a[c];
      }
    }
  }
}

function convolveColumns(
  from: Float64Array,
  to: Float64Array,
  taps: Float64Array,
  rows: number,
  columns: number,
): void {
  for (let k = 0; k < to.length; k++) to[k] = taps[0] * from[k];
  for (let j = 1; j < Math.min(taps.length, rows); j++) {
    const tap = taps[j];
    const offset = j * columns;
    for (let k = offset; k < to.length; k++) {
      to[k] += tap * from[k - offset];
      to[k - offset] += tap * from[k];
    }
  }
}
