/**
 * TR-BDF2 for dp/dt = A p, A tridiagonal: second order, L-stable, both stages with one matrix
 * (Bank et al. 1985, γ = 2 − √2).
 */
import { factorCyclicTridiagonal } from '../../math/cyclicTridiagonal.js';

/** Jump rates of a chain on a line of cells: i → i + 1 and i → i − 1. */
export interface ChainRates {
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** Parts that close: `up` of the last leads to the first, `down` of the first to the last. */
  readonly rings?: readonly Ring[];
}

export interface Ring {
  readonly first: number;
  readonly last: number;
}

const gamma = 2 - Math.SQRT2;

/** Advances probabilities by `dt` in place, as often as it is called. Mass stays to rounding. */
export function createImplicitStep(rates: ChainRates, dt: number): (p: Float64Array) => void {
  const { up, down, rings = [] } = rates;
  const n = up.length;
  const share = (gamma * dt) / 2;
  const lower = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const upper = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    lower[i] = i > 0 ? -share * up[i - 1] : 0;
    upper[i] = i + 1 < n ? -share * down[i + 1] : 0;
    diagonal[i] = 1 + share * (up[i] + down[i]);
  }
  const seams = rings.map(({ first, last }) => {
    // What the loop above took for a coupling to the neighbouring line.
    lower[first] = 0;
    upper[last] = 0;
    if (last + 1 < n) lower[last + 1] = 0;
    if (first > 0) upper[first - 1] = 0;
    return { first, last, upper: -share * up[last], lower: -share * down[first] };
  });
  const solve = factorCyclicTridiagonal(lower, diagonal, upper, seams);
  const right = new Float64Array(n);
  const middle = new Float64Array(n);
  const ofMiddle = 1 / (gamma * (2 - gamma));
  const ofStart = 1 - ofMiddle;
  return (p) => {
    // (1 + γΔt/2·A) p = 2p − (1 − γΔt/2·A) p, row by row; lower[0] and upper[n − 1] are 0.
    let before = 0;
    let here = p[0];
    for (let i = 0; i < n - 1; i++) {
      const after = p[i + 1];
      right[i] = (2 - diagonal[i]) * here - lower[i] * before - upper[i] * after;
      before = here;
      here = after;
    }
    right[n - 1] = (2 - diagonal[n - 1]) * here - lower[n - 1] * before;
    for (const seam of seams) {
      right[seam.first] -= seam.upper * p[seam.last];
      right[seam.last] -= seam.lower * p[seam.first];
    }
    solve(right, middle);
    for (let i = 0; i < n; i++) right[i] = ofMiddle * middle[i] + ofStart * p[i];
    solve(right, p);
  };
}
