/**
 * Which cell a float32 value falls into, for the histogram kernel, the twin and the atoms of the
 * solvers alike: cell i holds eᵢ ≤ x < eᵢ₊₁, with the edges rounded to float32. Arithmetic only
 * guesses the cell, and is never more than one off; the edges decide, so that no range is too wide.
 * On a periodic axis the value is first brought into it by whole lengths.
 */
import { type Axis, cellEdges } from './grid.js';

/** The `cells + 1` edges of an axis as float32 values, ascending and all different. */
export const float32Edges = (axis: Axis): Float32Array<ArrayBuffer> =>
  Float32Array.from(cellEdges(axis));

/** The other constants of the rule, float32 values. */
export function float32Scales({ min, max, cells }: Axis) {
  const length = Math.fround(max - min);
  return {
    length,
    perLength: Math.fround(1 / (max - min)),
    perUnit: Math.fround(cells / (max - min)),
  };
}

/** Gives the cell of a float32 value on `axis`, −1 outside (or where it is not finite). */
export function float32CellOf(axis: Axis): (x: number) => number {
  const edges = float32Edges(axis);
  const { cells } = axis;
  const { length, perLength, perUnit } = float32Scales(axis);
  const f = Math.fround;
  const [min, max] = [edges[0], edges[cells]];
  /** From −1 to `cells`: those two where x lies beyond the ends. */
  const along = (x: number) => {
    const guess = Math.min(cells - 1, Math.max(0, Math.floor(f(f(x - min) * perUnit))));
    return guess - Number(x < edges[guess]) + Number(x >= edges[guess + 1]);
  };
  if (axis.boundary !== 'periodic') return (x) => (x >= min && x < max ? along(x) : -1);
  return (x) => {
    if (!Number.isFinite(x)) return -1;
    const turns = Math.floor(f(f(x - min) * perLength));
    return (along(f(x - f(turns * length))) + cells) % cells;
  };
}
