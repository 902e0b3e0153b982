/**
 * When a walker counts as diverged: after the initial draw (step 0) or an update (step k + 1) some
 * |θᵢ| has reached its bound, or θᵢ is not finite. The bound is a power of two, so the test is one
 * on exponent bits, which compilers that assume finite numbers cannot remove. A diverged walker is
 * parked: every parameter becomes +∞ and no update touches it again.
 */
import type { Grid } from '../math/grid.js';

/** The smallest power of two that is at least 1000 (largest |edge| + width), one per axis. */
export function divergenceBounds(grid: Grid): number[] {
  return grid.map(({ min, max }) => {
    const reach = 1000 * (Math.max(Math.abs(min), Math.abs(max)) + (max - min));
    return 2 ** Math.min(127, Math.ceil(Math.log2(reach)));
  });
}

/** Bits b of those bounds: θᵢ has diverged where (bits of θᵢ without the sign) ≥ b. */
export function divergenceBoundBits(grid: Grid): number[] {
  return divergenceBounds(grid).map((bound) => (127 + Math.log2(bound)) * 2 ** 23);
}
