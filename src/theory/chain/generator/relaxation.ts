/**
 * The slowest relaxation of a generator: the eigenvalues of A next to 0 are those of largest modulus
 * of its group inverse A⁺, which maps v to the x with A x = v − pΣv, Σx = 0, p the stationary law.
 * Cells are weighted by √p, between which a generator in detailed balance is symmetric: unweighted, a
 * long slope magnifies rounding e^{ΔL/2T} times.
 */
import { leadingEigenvalues } from '../../../math/krylov/arnoldi.js';
import { eliminateStates, type JumpRates } from '../../../math/sparse/stateElimination.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { confine } from './jumpRates.js';

const tolerance = 1e-9;
/** Eigenvalues that are looked at: of a complex pair far out the real part may be the smallest. */
const count = 3;

const unresolved = (residual: number) =>
  new NotConvergedError(
    'the slowest relaxation',
    residual,
    'a grid of the part where walkers are, with cells of its width or less, resolves it',
  );

/** The spectral gap −Re λ of the slowest mode, per unit of time. */
export async function spectralGap(rates: JumpRates, p: Float64Array, pace: Pace): Promise<number> {
  const visited = Uint8Array.from(p, (v) => Number(v > 0));
  // The equation holds in all cells but one if it holds in the others: the fullest is left out.
  const fullest = p.reduce((best, v, c) => (v > p[best] ? c : best), 0);
  visited[fullest] = 0;
  const { rates: part, states } = confine(rates, visited);
  const { forward } = eliminateStates(part);
  const inverse = (v: Float64Array, out: Float64Array) => {
    const total = v.reduce((a, b) => a + b, 0);
    const x = forward(Float64Array.from(states, (c) => p[c] * total - v[c]));
    const sum = x.reduce((a, b) => a + b, 0);
    for (let c = 0; c < out.length; c++) out[c] = -p[c] * sum;
    states.forEach((c, k) => {
      out[c] += x[k];
    });
  };
  const weights = p.map(Math.sqrt);
  const weighted = (v: Float64Array, out: Float64Array) => {
    inverse(
      v.map((u, c) => u * weights[c]),
      out,
    );
    for (let c = 0; c < out.length; c++) out[c] = weights[c] > 0 ? out[c] / weights[c] : 0;
  };
  // Nothing in particular, and in no symmetry's way.
  const start = weights.map((v, c) => v * Math.sin(1 + 2.7 * c + 0.3 * Math.sin(c)));
  const scale = new Float64Array(p.length);
  weighted(start, scale);
  const size = Math.sqrt(
    scale.reduce((s, v) => s + v * v, 0) / start.reduce((s, v) => s + v * v, 0),
  );
  if (!(size > 0 && Number.isFinite(size))) throw unresolved(1);
  const scaled = (v: Float64Array, out: Float64Array) => {
    weighted(v, out);
    for (let c = 0; c < out.length; c++) out[c] /= size;
  };
  const { pairs, converged } = await leadingEigenvalues(scaled, p.length, {
    count: Math.min(count, p.length - 1),
    tolerance,
    start,
    // Two triangular solutions, whose factors fill in.
    tick: () => pace.tick(500 * p.length),
  });
  const slowest = pairs[0];
  if (!converged && !(slowest.residual < 1e-6 * Math.hypot(slowest.re, slowest.im))) {
    throw unresolved(slowest.residual);
  }
  // λ = 1/(size μ).
  const decays = pairs.map(({ re, im }) => -re / (size * (re * re + im * im)));
  return Math.min(...decays.filter((v) => v > 0));
}
