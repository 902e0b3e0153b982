/** Parks the walkers of a block that have diverged, by the rule of `model/divergence.ts`. */

/** Whether a walker is parked, from any of its parameters. */
export const isParked = (position: number) => position === Number.POSITIVE_INFINITY;

/**
 * Takes over `moved` as the new positions; a walker that has reached a bound, or is not finite, is
 * parked at +∞ in every parameter. Gives the number of walkers parked now, without earlier ones.
 */
export function settle(
  positions: readonly Float32Array[],
  moved: readonly Float32Array[],
  bounds: readonly number[],
  count: number,
): number {
  let beyond = 0;
  for (let p = 0; p < moved.length; p++) beyond += countBeyond(moved[p], bounds[p], count);
  let parked = 0;
  if (beyond > 0) parked = park(positions, moved, bounds, count);
  for (let p = 0; p < moved.length; p++) positions[p].set(moved[p]);
  return parked;
}

function countBeyond(moved: Float32Array, bound: number, count: number): number {
  let beyond = 0;
  for (let w = 0; w < count; w++) if (!(Math.abs(moved[w]) < bound)) beyond++;
  return beyond;
}

function park(
  positions: readonly Float32Array[],
  moved: readonly Float32Array[],
  bounds: readonly number[],
  count: number,
): number {
  let parked = 0;
  for (let w = 0; w < count; w++) {
    let inside = true;
    for (let p = 0; p < moved.length; p++) inside &&= Math.abs(moved[p][w]) < bounds[p];
    if (inside) continue;
    if (!isParked(positions[0][w])) parked++;
    for (let p = 0; p < moved.length; p++) moved[p][w] = Number.POSITIVE_INFINITY;
  }
  return parked;
}
