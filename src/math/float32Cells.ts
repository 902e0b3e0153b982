/**
 * Which cell a float32 value falls into, as the histogram kernel and the twin compute it: inside is
 * min ≤ x < max with both edges rounded to float32, and the cell ⌊(x − min)·(cells/(max − min))⌋
 * with every operation in float32, clamped to the last cell.
 */
import type { Axis } from './grid.js';

/** The constants of the rule, float32 values. */
export function float32Axis(axis: Axis): { min: number; max: number; perUnit: number } {
  return {
    min: Math.fround(axis.min),
    max: Math.fround(axis.max),
    perUnit: Math.fround(axis.cells / (axis.max - axis.min)),
  };
}

/** Gives the cell of a float32 value on `axis`, −1 outside (or where it is not finite). */
export function float32CellOf(axis: Axis): (x: number) => number {
  const { min, max, perUnit } = float32Axis(axis);
  const last = axis.cells - 1;
  return (x) => {
    if (!(x >= min && x < max)) return -1;
    return Math.min(last, Math.floor(Math.fround(Math.fround(x - min) * perUnit)));
  };
}
