/**
 * Deposits of masses with a tensor B-spline: where a point lands, deposits at once, and a list of
 * deposits kept as their source, their place and the 2 (degree + 1) weights of the two axes, whose
 * products are the entries of the sparse matrix.
 */
import { splineWeights } from '../../math/bSpline.js';
import type { Pair } from '../law/gradient2d.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import type { SolverGrid2d } from '../solverGrid2d.js';

/** The landing that was located last; overwritten by the next. */
export interface Landing2d {
  /** First row and column of the (degree + 1)² nodes. */
  readonly row: number;
  readonly column: number;
  readonly weightsX: Float64Array;
  readonly weightsY: Float64Array;
  /** Locates (x, y) without its weights; false where the B-spline would reach over an end. */
  locate(x: number, y: number): boolean;
  /** Writes the weights of the point that was located. */
  weigh(): void;
}

/** Landings of B-splines of odd `degree` on the nodes of `grid`. */
export function createLanding2d(grid: SolverGrid2d, degree: number): Landing2d {
  const half = (degree - 1) / 2;
  let fractionX = 0;
  let fractionY = 0;
  const isInside = (base: number, axis: SolverGrid1d) =>
    base >= half && base < axis.cells - 1 - half;
  const positionOn = (axis: SolverGrid1d, value: number) =>
    (value - axis.edges[0]) / axis.width - 0.5;
  const landing = {
    row: 0,
    column: 0,
    weightsX: new Float64Array(degree + 1),
    weightsY: new Float64Array(degree + 1),
    locate(x: number, y: number) {
      const u = positionOn(grid.x, x);
      const v = positionOn(grid.y, y);
      const i = Math.floor(u);
      const j = Math.floor(v);
      if (!(isInside(i, grid.x) && isInside(j, grid.y))) return false;
      landing.row = i - half;
      landing.column = j - half;
      fractionX = u - i;
      fractionY = v - j;
      return true;
    },
    weigh() {
      splineWeights(degree, fractionX, landing.weightsX);
      splineWeights(degree, fractionY, landing.weightsY);
    },
  };
  return landing;
}

/** Deposits weight · masses at the points into `next` at once. */
export function depositOnce(
  landing: Landing2d,
  columns: number,
  [px, py]: Pair,
  weight: number,
  masses: Float64Array,
  next: Float64Array,
): void {
  const { weightsX, weightsY } = landing;
  for (let k = 0; k < px.length; k++) {
    if (!landing.locate(px[k], py[k])) continue;
    landing.weigh();
    const mass = weight * masses[k];
    for (let r = 0; r < weightsX.length; r++) {
      const a = mass * weightsX[r];
      const target = (landing.row + r) * columns + landing.column;
      for (let c = 0; c < weightsY.length; c++) next[target + c] += a * weightsY[c];
    }
  }
}

/** Memory of one deposit with `taps` weights along each axis. */
export const depositBytes = (taps: number) => 8 + 16 * taps;

export type DepositList = ReturnType<typeof createDepositList>;

/** A list with room for `most` deposits onto a grid of so many `columns`. */
export function createDepositList(most: number, taps: number, columns: number) {
  const list: List = {
    size: 0,
    sources: new Int32Array(most),
    targets: new Int32Array(most),
    weightsX: new Float64Array(most * taps),
    weightsY: new Float64Array(most * taps),
  };
  return {
    add(source: number, { row, column, weightsX, weightsY }: Landing2d, weight: number) {
      const { size } = list;
      list.sources[size] = source;
      list.targets[size] = row * columns + column;
      for (let r = 0; r < taps; r++) {
        list.weightsX[size * taps + r] = weight * weightsX[r];
        list.weightsY[size * taps + r] = weightsY[r];
      }
      list.size++;
    },
    /** Adds the deposits of all masses to `next`. */
    apply(masses: Float64Array, next: Float64Array) {
      if (taps === 6) applyQuintic(list, columns, masses, next);
      else applyAny(list, taps, columns, masses, next);
    },
    /** Adds to `out`, at every source, the `values` at its targets in their weights. */
    gather(values: Float64Array, out: Float64Array) {
      gatherAny(list, taps, columns, values, out);
    },
  };
}

interface List {
  size: number;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly weightsX: Float64Array;
  readonly weightsY: Float64Array;
}

function applyAny(
  { size, sources, targets, weightsX, weightsY }: List,
  taps: number,
  columns: number,
  masses: Float64Array,
  next: Float64Array,
): void {
  for (let e = 0; e < size; e++) {
    const mass = masses[sources[e]];
    if (mass === 0) continue;
    for (let r = 0; r < taps; r++) {
      const a = mass * weightsX[e * taps + r];
      const target = targets[e] + r * columns;
      for (let c = 0; c < taps; c++) next[target + c] += a * weightsY[e * taps + c];
    }
  }
}

function gatherAny(
  { size, sources, targets, weightsX, weightsY }: List,
  taps: number,
  columns: number,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let e = 0; e < size; e++) {
    let sum = 0;
    for (let r = 0; r < taps; r++) {
      const target = targets[e] + r * columns;
      let row = 0;
      for (let c = 0; c < taps; c++) row += weightsY[e * taps + c] * values[target + c];
      sum += weightsX[e * taps + r] * row;
    }
    out[sources[e]] += sum;
  }
}

/** `applyAny` for 6 weights, unrolled. */
function applyQuintic(
  { size, sources, targets, weightsX, weightsY }: List,
  columns: number,
  masses: Float64Array,
  next: Float64Array,
): void {
  for (let e = 0; e < size; e++) {
    const mass = masses[sources[e]];
    if (mass === 0) continue;
    const first = 6 * e;
    const w0 = weightsY[first];
    const w1 = weightsY[first + 1];
    const w2 = weightsY[first + 2];
    const w3 = weightsY[first + 3];
    const w4 = weightsY[first + 4];
    const w5 = weightsY[first + 5];
    let t = targets[e];
    for (let r = first; r < first + 6; r++) {
      const a = mass * weightsX[r];
      next[t] += a * w0;
      next[t + 1] += a * w1;
      next[t + 2] += a * w2;
      next[t + 3] += a * w3;
      next[t + 4] += a * w4;
      next[t + 5] += a * w5;
      t += columns;
    }
  }
}
