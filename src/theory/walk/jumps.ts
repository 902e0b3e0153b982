/**
 * A walk with the first two raw moments of a step, μ = a dt and Q = 2D dt + μμᵀ (docs/theory.md §2):
 * with Q = SSᵀ, S symmetric, the walker jumps by ±s_k/√w_k, s_k the columns of S, with probability
 * (w_k ± δ_k√w_k)/2, δ = S⁻¹μ, and w_k = (δ_k² + (1 − |δ|²)/d)/stretch. Since |δ| ≤ 1 for every Q, a
 * walk of stretch 1 has no negative probability. Third and fourth raw moments are proportional to
 * the stretch.
 */
import type { Field } from '../closure/closures.js';

/** Where every point goes by one kind of jump, and with which probability. */
export interface Jump {
  /** One column per parameter. */
  readonly image: readonly Float64Array[];
  readonly weight: Float64Array;
}

/**
 * The jumps of one step of length `dt` from the points. With a stretch above 1 weights turn negative
 * where the drift outruns the noise; the walk stays stable. Points with a field that is not finite
 * go nowhere and have weight 0.
 */
export function jumpsFrom(
  points: readonly Float64Array[],
  field: Field,
  dt: number,
  stretch: number,
): readonly Jump[] {
  const d = points.length;
  const n = points[0].length;
  const jumps = Array.from({ length: 2 * d + 1 }, () => ({
    image: points.map((column) => column.slice()),
    weight: new Float64Array(n),
  }));
  const step = { factor: [0, 0, 0], delta: [0, 0] };
  for (let i = 0; i < n; i++) {
    if (!takeApart(field, i, dt, step)) continue;
    const { factor, delta } = step;
    const spare = Math.max(0, 1 - delta[0] ** 2 - delta[1] ** 2) / d;
    for (let k = 0; k < d; k++) {
      const w = (delta[k] ** 2 + spare) / stretch;
      const root = Math.sqrt(w);
      const [sx, sy] = k === 0 ? [factor[0], factor[1]] : [factor[1], factor[2]];
      for (const sign of [1, -1]) {
        const { image, weight } = jumps[2 * k + (sign > 0 ? 0 : 1)];
        const own = (w + sign * delta[k] * root) / 2;
        // What rounding leaves of a one-sided jump is none.
        if (Math.abs(own) < 1e-15) continue;
        weight[i] = own;
        image[0][i] += (sign * sx) / root;
        if (d === 2) image[1][i] += (sign * sy) / root;
      }
    }
    jumps[2 * d].weight[i] = jumps.reduce((rest, { weight }) => rest - weight[i], 1);
  }
  return jumps;
}

/** Symmetric square root S (xx, xy, yy) and δ = S⁻¹μ of the step at point i. */
function takeApart(
  { drift, diffusion }: Field,
  i: number,
  dt: number,
  out: { factor: number[]; delta: number[] },
): boolean {
  const mx = drift[0][i] * dt;
  const my = drift.length === 2 ? drift[1][i] * dt : 0;
  const xx = 2 * dt * Math.max(0, diffusion[0][i]) + mx * mx;
  const xy = drift.length === 2 ? 2 * dt * diffusion[1][i] + mx * my : 0;
  const yy = drift.length === 2 ? 2 * dt * Math.max(0, diffusion[2][i]) + my * my : 0;
  if (!Number.isFinite(xx + xy + yy)) return false;
  if (drift.length === 1) {
    const s = Math.sqrt(xx);
    out.factor = [s, 0, 0];
    out.delta = [s > 0 ? mx / s : 0, 0];
    return true;
  }
  const root = Math.sqrt(Math.max(0, xx * yy - xy * xy));
  const scale = Math.sqrt(xx + yy + 2 * root);
  if (!(scale > 0)) {
    out.factor = [0, 0, 0];
    out.delta = [0, 0];
    return true;
  }
  const [a, b, c] = [(xx + root) / scale, xy / scale, (yy + root) / scale];
  out.factor = [a, b, c];
  // det S = √det Q; without noise S = μμᵀ/|μ| and δ = μ/|μ|.
  const isSingular = root <= 1e-14 * scale * scale;
  out.delta = isSingular
    ? [mx / scale, my / scale]
    : [(c * mx - b * my) / root, (a * my - b * mx) / root];
  // Rounding must not make the least probability exceed 1.
  const least = Math.hypot(out.delta[0], out.delta[1]);
  if (least > 1) out.delta = out.delta.map((v) => v / least);
  return true;
}
