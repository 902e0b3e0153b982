/**
 * The frozen two-valley landscape: barrier and noise are those of arXiv 2601.10962, and the exit
 * times that follow from its own loss and covariance are the paper's.
 */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/math/expression/evaluate.js';
import { catalogueLandscape } from '../../src/model/landscape.js';
import { findCriticalPoints } from '../../src/model/shape/criticalPoints.js';

const values = { y: 5, flat: 0.8, sharp: 0.65, noise: 0.1 };
const landscape = catalogueLandscape('frozenValleys', values);
const points = findCriticalPoints(landscape, [{ name: 'x', min: -0.5, max: 0.5, cells: 100 }]);

/** g_i and f_i of the valley of width w at y = 5. */
const valley = (w: number) => ({ g: (2 * w * 5) / 35, f: (w * (25 / 35)) ** 2 });

/** Imaginary error function by its series Σ 2z^{2n+1}/(√π n!(2n+1)). */
function erfi(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (z * z) / n;
    sum += term / (2 * n + 1);
  }
  return (2 * sum) / Math.sqrt(Math.PI);
}

/** (π/2) f erfi(g/(2√(2Δ))), the paper's escape time of one valley. */
const paperTime = ({ g, f }: { g: number; f: number }, strength: number) =>
  (Math.PI / 2) * f * erfi(g / (2 * Math.sqrt(2 * strength)));

/**
 * Mean time of the diffusion from `side`·g to the cusp at 0, from gradient and covariance of the
 * landscape: ∫₀^g e^{Φ(y)} ∫_y^∞ e^{−Φ(z)}/D dz dy, Φ′ = L′/D, D = ηC/2, by the midpoint rule.
 */
function exitTime(side: number, g: number, strength: number): number {
  const { moments, constants } = landscape;
  const learningRate = strength / values.noise;
  const n = 40_000;
  const end = g / 2 + 12 * Math.sqrt(strength);
  const h = end / n;
  let [potential, outer, weight] = [0, 0, 0];
  const [lift, share] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    const at = { ...constants, x: side * (k + 0.5) * h };
    const diffusion = (learningRate * evaluate(moments!.covariance[0][0], at)) / 2;
    const slope = (side * evaluate(moments!.gradient[0], at)) / diffusion;
    lift[k] = potential + (slope * h) / 2;
    share[k] = Math.exp(-lift[k]) / diffusion;
    potential += slope * h;
  }
  for (let k = n - 1; k >= 0; k--) {
    weight += share[k] * h;
    const left = Math.min(1, Math.max(0, g / h - k));
    outer += left * Math.exp(lift[k]) * (weight - (share[k] * h) / 2) * h;
  }
  return outer;
}

describe('the frozen valleys', () => {
  it('have one depth (y/(y + 20))² below a cusp at 0', () => {
    expect(points.points.map((p) => p.kind)).toEqual(['minimum', 'maximum', 'minimum']);
    const [sharp, cusp, flat] = points.points;
    expect(sharp.point[0]).toBeCloseTo(-valley(0.65).g / 2, 14);
    expect(flat.point[0]).toBeCloseTo(valley(0.8).g / 2, 14);
    expect(Math.abs(cusp.point[0])).toBeLessThan(1e-300);
    expect(cusp.curvatures).toBeNull();
    for (const height of points.passes[0].heights) expect(height).toBeCloseTo(0.04, 14);
  });

  it('have noise of variance 2σ times their curvature', () => {
    for (const { point, curvatures } of [points.points[0], points.points[2]]) {
      const at = { ...landscape.constants, x: point[0] };
      const c = evaluate(landscape.moments!.covariance[0][0], at);
      expect(c).toBeCloseTo(2 * values.noise * curvatures![0], 12);
    }
  });

  it.each([1e-3, 3e-3, 1e-2])('are left after the paper’s time at strength Δ = %d', (strength) => {
    // The formula is the time from g, as high as the cusp on the valley's far side, to the cusp.
    for (const [width, side] of [
      [0.8, 1],
      [0.65, -1],
    ]) {
      const { g, f } = valley(width);
      const ratio = exitTime(side, g, strength) / paperTime({ g, f }, strength);
      // The midpoint rule at 1/40000 of a range in which Φ turns over some twenty times.
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-5);
    }
  });

  it.each([
    [5e-4, 0.99],
    [1e-3, 0.913],
    [3e-3, 0.731],
    [1e-2, 0.67],
  ])('hold a share in the flat valley that falls with the noise: Δ = %d, %d', (strength, share) => {
    const flat = exitTime(1, valley(0.8).g, strength);
    const sharp = exitTime(-1, valley(0.65).g, strength);
    // The paper's numbers have three digits.
    expect(Math.abs(flat / (flat + sharp) - share)).toBeLessThan(5e-4);
  });
});
