/**
 * Deposits of masses with a tensor B-spline, kept as where each lands and the 2 (degree + 1) weights
 * of its two axes, whose products are the entries of the sparse matrix.
 */
import { splineWeights } from '../../math/bSpline.js';
import type { Pair } from '../law/gradient2d.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import type { SolverGrid2d } from '../solverGrid2d.js';

/** Where masses land and with which weights. */
export function createDeposits({ x, y }: SolverGrid2d, degree: number, most: number) {
  const n = degree + 1;
  const half = (degree - 1) / 2;
  const sources = new Int32Array(most);
  const targets = new Int32Array(most);
  const weightsX = new Float64Array(most * n);
  const weightsY = new Float64Array(most * n);
  const columns = y.cells;
  const wx = new Float64Array(n);
  const wy = new Float64Array(n);
  let size = 0;
  /** First node of the deposit at `value`; −1 where it would reach over an end. */
  const locate = (axis: SolverGrid1d, value: number, weights: Float64Array) => {
    const position = (value - axis.edges[0]) / axis.width - 0.5;
    const base = Math.floor(position);
    if (!(base >= half && base < axis.cells - 1 - half)) return -1;
    splineWeights(degree, position - base, weights);
    return base - half;
  };
  const applyAny = (masses: Float64Array, next: Float64Array) => {
    for (let e = 0; e < size; e++) {
      const mass = masses[sources[e]];
      if (mass === 0) continue;
      for (let r = 0; r < n; r++) {
        const a = mass * weightsX[e * n + r];
        const target = targets[e] + r * columns;
        for (let c = 0; c < n; c++) next[target + c] += a * weightsY[e * n + c];
      }
    }
  };
  // The same for 6 weights, unrolled: most of a prediction's time is spent here.
  const applyQuintic = (masses: Float64Array, next: Float64Array) => {
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
  };
  return {
    count: () => size,
    add([px, py]: Pair, shift: readonly [number, number], weight: number) {
      for (let k = 0; k < px.length; k++) {
        const i = locate(x, px[k] + shift[0], wx);
        if (i < 0) continue;
        const j = locate(y, py[k] + shift[1], wy);
        if (j < 0) continue;
        sources[size] = k;
        targets[size] = i * columns + j;
        for (let r = 0; r < n; r++) {
          weightsX[size * n + r] = weight * wx[r];
          weightsY[size * n + r] = wy[r];
        }
        size++;
      }
    },
    apply: n === 6 ? applyQuintic : applyAny,
    once(
      [px, py]: Pair,
      shift: readonly [number, number],
      weight: number,
      masses: Float64Array,
      next: Float64Array,
    ) {
      for (let k = 0; k < px.length; k++) {
        const i = locate(x, px[k] + shift[0], wx);
        const j = locate(y, py[k] + shift[1], wy);
        if (i < 0 || j < 0) continue;
        const mass = weight * masses[k];
        for (let r = 0; r < n; r++) {
          const target = (i + r) * columns + j;
          for (let c = 0; c < n; c++) next[target + c] += mass * wx[r] * wy[c];
        }
      }
    },
  };
}
