/** The histogram of first passages as rates: what leaves per step, in bins of the axis of steps. */
import type { Exits } from '../../engine/ensemble.js';

/** Bins of the histogram, of equal width on the axis, where steps are not wider. */
const mostBins = 48;

/** The share of walkers that have left by each step so far. */
export function sharesOf({ counts, walkers }: Exits): Float64Array {
  let left = 0;
  return counts.map((count) => {
    left += count;
    return left / walkers;
  });
}

/** Last steps of the histogram's bins, from 0 to the end. */
export function binEnds(steps: number): number[] {
  const all = new Set<number>();
  for (let i = 0; i <= mostBins; i++) {
    all.add(Math.round(Math.expm1((Math.log1p(steps) * i) / mostBins)));
  }
  return [...all].sort((a, b) => a - b);
}

/**
 * What leaves per step in each bin, from the share that has left by each step; null for the bin of
 * step 0, where walkers are put and leave nothing, and beyond what is known.
 */
export function perStep(left: ArrayLike<number>, ends: readonly number[]): (number | null)[] {
  return ends.map((end, i) => {
    if (i === 0 || end >= left.length) return null;
    return (left[end] - left[ends[i - 1]]) / (end - ends[i - 1]);
  });
}
