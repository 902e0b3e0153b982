/**
 * TR-BDF2 for dp/dt = A p, A tridiagonal: second order, L-stable, both stages with one matrix
 * (Bank et al. 1985, γ = 2 − √2).
 */
import { factorTridiagonal } from '../../math/linearAlgebra.js';

/** Jump rates of a chain on a line of cells: i → i + 1 and i → i − 1. */
export interface ChainRates {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

const gamma = 2 - Math.SQRT2;

/** Advances probabilities by `dt` in place, as often as it is called. Mass stays to rounding. */
export function createImplicitStep(rates: ChainRates, dt: number): (p: Float64Array) => void {
  const { up, down } = rates;
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
  const solve = factorTridiagonal(lower, diagonal, upper);
  const right = new Float64Array(n);
  const middle = new Float64Array(n);
  const ofMiddle = 1 / (gamma * (2 - gamma));
  const ofStart = 1 - ofMiddle;
  return (p) => {
    // (1 + γΔt/2·A) p = 2p − (1 − γΔt/2·A) p, row by row.
    for (let i = 0; i < n; i++) {
      const before = i > 0 ? lower[i] * p[i - 1] : 0;
      const after = i + 1 < n ? upper[i] * p[i + 1] : 0;
      right[i] = (2 - diagonal[i]) * p[i] - before - after;
    }
    solve(right, middle);
    for (let i = 0; i < n; i++) right[i] = ofMiddle * middle[i] + ofStart * p[i];
    solve(right, p);
  };
}
