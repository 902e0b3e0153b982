/** What of an axis of values is worth to be seen. */

export interface ValueScale {
  /** What is less is rounding. */
  readonly grain: number;
  /** A span to be seen where there is nothing more. */
  readonly unit: number;
}

/** Values that differ by less, as a share of them, look alike on any axis. */
const rounding = 1e-6;

/**
 * The range of an axis that shows values from `min` to `max` with a tenth more on both sides; around
 * them where they differ by no more than rounding, and in any case a range.
 */
export function rangeWithRoom(
  min: number | null,
  max: number | null,
  { grain, unit }: ValueScale,
): [number, number] {
  if (min === null || max === null) return [0, unit];
  const size = Math.max(Math.abs(min), Math.abs(max));
  const isFlat = max - min <= Math.max(grain, rounding * size);
  const room = isFlat ? Math.max(size, unit) / 10 : (max - min) / 10;
  return [min - room, max + room];
}
