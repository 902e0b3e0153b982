/**
 * Parks the walkers of a block that have diverged, by the rule of `model/divergence.ts`, and folds
 * or removes those beyond the ends of an axis, by that of `model/boundary.ts`.
 */
import type { Grid } from '../../math/grid.js';
import { absorbed, createHold, float32Fold } from '../../model/boundary.js';
import { divergenceBounds } from '../../model/divergence.js';

/** What an update may not pass: bounds, and where an axis has walls its rule. */
export interface Limits {
  readonly bounds: readonly number[];
  readonly holds: readonly (((x: number) => number) | null)[];
}

export const limitsOf = (grid: Grid): Limits => ({
  bounds: divergenceBounds(grid),
  holds: grid.map((axis) => {
    const fold = float32Fold(axis);
    return fold && createHold(fold);
  }),
});

/** Whether a walker is parked, diverged or absorbed, from any of its parameters. */
export const isParked = (position: number) => Math.abs(position) === Number.POSITIVE_INFINITY;

/** Whether an absorbing end has removed a walker, from any of its parameters. */
export const isAbsorbed = (position: number) => position === absorbed;

/**
 * Takes over `moved` as the new positions; a walker that has reached a bound, or is not finite, is
 * parked at +∞ in every parameter, one that an end absorbs at −∞. Gives the number of walkers that
 * diverged now, without earlier ones; `onLost` is told of those whose position is no finite number
 * where they were before.
 */
export function settle(
  positions: readonly Float32Array[],
  moved: readonly Float32Array[],
  { bounds, holds }: Limits,
  count: number,
  onLost: (before: readonly number[]) => void = () => {},
): number {
  let beyond = 0;
  for (let p = 0; p < moved.length; p++) beyond += countBeyond(moved[p], bounds[p], count);
  let parked = 0;
  if (beyond > 0) parked = park(positions, moved, bounds, count, onLost);
  for (const [p, hold] of holds.entries()) if (hold) holdAll(moved, p, hold, count);
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
  onLost: (before: readonly number[]) => void,
): number {
  let parked = 0;
  for (let w = 0; w < count; w++) {
    let inside = true;
    for (let p = 0; p < moved.length; p++) inside &&= Math.abs(moved[p][w]) < bounds[p];
    if (inside) continue;
    const before = positions[0][w];
    if (!isParked(before)) {
      parked++;
      const isLost = !moved.every((column) => Number.isFinite(column[w]));
      if (isLost) onLost(positions.map((column) => column[w]));
    }
    const mark = isAbsorbed(before) ? absorbed : Number.POSITIVE_INFINITY;
    for (let p = 0; p < moved.length; p++) moved[p][w] = mark;
  }
  return parked;
}

/** Parameter p of all walkers that are not parked, between the walls of its axis. */
function holdAll(
  moved: readonly Float32Array[],
  p: number,
  hold: (x: number) => number,
  count: number,
): void {
  const column = moved[p];
  for (let w = 0; w < count; w++) {
    if (isParked(column[w])) continue;
    column[w] = hold(column[w]);
    if (isAbsorbed(column[w])) for (const other of moved) other[w] = absorbed;
  }
}
