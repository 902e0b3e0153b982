/** What a step of finite length makes of a stationary law, to first order (docs/theory.md §3). */
import { solveDense } from '../../math/linearAlgebra.js';

/**
 * By how far the mean of a stationary law lies from a minimum: −½ H⁻¹ L‴[Π], since ⟨∇L⟩ = 0 at
 * stationarity, exactly. `hessian` H is d × d, `third` L‴ is d × d × d, `covariance` Π is d × d. With
 * HΠ + ΠH = ηC it is −(η/2) H⁻¹ L‴[(H⊗1 + 1⊗H)⁻¹ C] (Dieuleveut, Durmus, Bach, Ann. Stat. 48, 2020),
 * in one dimension −ηL‴C/(4H²). Good to first order in Π, for laws that stay at one minimum. Null
 * where H is singular.
 */
export function meanShift(
  hessian: Float64Array,
  third: Float64Array,
  covariance: Float64Array,
): Float64Array | null {
  const n = covariance.length;
  const d = Math.sqrt(n);
  const pull = Float64Array.from({ length: d }, (_, i) =>
    covariance.reduce((sum, v, k) => sum - (v * third[i * n + k]) / 2, 0),
  );
  return solveDense(hessian, pull);
}

/**
 * The potential U_h whose law e^{−U_h/T} the Langevin rule with steps h settles on, up to O(h²):
 * L − (h/4)|∇L|² + (hT/2)ΔL, that is π_h ∝ exp{−L/T + h[|∇L|²/(4T) − ½ΔL]}. Holds where L is smooth
 * and h|∇²L| is small. `squaredGradient` is |∇L|², `laplacian` ΔL at the point of `loss`.
 */
export function langevinPotential(
  loss: number,
  squaredGradient: number,
  laplacian: number,
  temperature: number,
  step: number,
): number {
  return loss - (step / 4) * squaredGradient + ((step * temperature) / 2) * laplacian;
}
