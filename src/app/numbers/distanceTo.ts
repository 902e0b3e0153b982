/** The distance of counts from a prediction, as the verdict states it and without the rest of it. */
import type { Snapshot } from '../../engine/ensemble.js';
import { totalVariation, withOutside } from '../../math/distances.js';
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
  const law = withOutside(probabilities, predictedOutside);
  const observed = withOutside(counts, outside + diverged);
  return {
    distance: totalVariation(observed, law, walkers),
    floor: totalVariationFloor(walkers, law),
  };
}
