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
    apply(masses: Float64Array, next: Float64Array) {
      const own = new Float64Array(n);
      for (let e = 0; e < size; e++) {
        const mass = masses[sources[e]];
        if (mass === 0) continue;
        let at = e * n;
        for (let c = 0; c < n; c++) own[c] = weightsY[at + c];
        let target = targets[e];
        const last = at + n;
        for (; at < last; at++) {
          const a = mass * weightsX[at];
          for (let c = 0; c < n; c++) next[target + c] += a * own[c];
          target += columns;
        }
      }
    },
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
