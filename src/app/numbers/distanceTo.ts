/** The distance of counts from a prediction, as the verdict states it and without the rest of it. */
import type { Snapshot } from '../../engine/ensemble.js';
import { totalVariation } from '../../math/distances.js';
import { totalVariationFloor } from '../../math/statistics.js';
import type { Comparison } from '../../run/frame.js';

/**
 * Total variation, the outside as one cell, and what sampling alone would give.
 *
 * @throws where the prediction has no probabilities.
 */
export function distanceTo(
  { counts, outside, diverged, walkers }: Snapshot,
  { probabilities, outside: predictedOutside }: Comparison['prediction'],
): { readonly distance: number; readonly floor: number } {
  if (!probabilities) throw new Error('a distance needs probabilities');
  const law = withLast(probabilities, predictedOutside);
  const observed = withLast(counts, outside + diverged);
  return {
    distance: totalVariation(observed, law, walkers),
    floor: totalVariationFloor(walkers, law),
  };
}

function withLast(cells: Float64Array, last: number): Float64Array {
  const all = new Float64Array(cells.length + 1);
  all.set(cells);
  all[cells.length] = last;
  return all;
}
