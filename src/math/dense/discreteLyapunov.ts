/**
 * The discrete Lyapunov (Stein) equation X = A X Aᵀ + Q, X = Σₖ Aᵏ Q (Aᵀ)ᵏ, by doubling: after m
 * rounds X ← X + A^(2^m) X (A^(2^m))ᵀ the sum has 2^m terms (Smith, SIAM J. Appl. Math. 16, 1968).
 */
import { addSandwich, multiplyDense } from './products.js';

/** Terms beyond this share of the first do not count. */
const negligible = 1e-18;
/** Spectral radii up to 1 − 2^−40 or so are told from 1. */
const mostRounds = 46;

/**
 * A solver for the d × d matrix `a`, to be called for many Q; null where the sum does not converge
 * (spectral radius of A not below 1).
 */
export function createLyapunovSolver(
  a: Float64Array,
  d: number,
): ((q: Float64Array) => Float64Array) | null {
  const powers = [a];
  while (true) {
    const last = powers[powers.length - 1];
    const size = last.reduce((sum, v) => sum + v * v, 0);
    if (size < negligible) break;
    if (!(size < 1e30) || powers.length > mostRounds) return null;
    powers.push(multiplyDense(last, last, d, d, d));
  }
  return (q) => {
    const x = Float64Array.from(q);
    for (const power of powers) addSandwich(x, power, Float64Array.from(x), d, 1);
    return x;
  };
}
