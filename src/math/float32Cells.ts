/**
 * Which cell a float32 value falls into, as the histogram kernel and the twin compute it: inside is
 * min ≤ x < max with both edges rounded to float32, and the cell ⌊(x − min)·(cells/(max − min))⌋
 * with every operation in float32, clamped to the last cell. On a periodic axis every value is inside
 * and the cell is that number modulo the number of cells.
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
  const { cells } = axis;
  const along = (x: number) => Math.floor(Math.fround(Math.fround(x - min) * perUnit));
  if (axis.boundary === 'periodic') {
    return (x) => (Number.isFinite(x) ? ((along(x) % cells) + cells) % cells : -1);
  }
  return (x) => {
    if (!(x >= min && x < max)) return -1;
    return Math.min(cells - 1, along(x));
  };
}
