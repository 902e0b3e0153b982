/** One noisy map in one dimension as rows of the transfer operator, and as its first update. */
import type { InitialLaw } from '../../model/experiment.js';
import { initialPanels, initialQuadrature, initialRange } from '../law/initialLaw1d.js';

export interface Spread1d {
  /**
   * Adds weight · (this map's row for the edge `x`) through `add(column, value)`. Columns 0 … n are
   * the values of the distribution function at the n + 1 edges, n + 1 … 2n + 1 its slopes per cell.
   */
  addRow(x: number, weight: number, add: (column: number, value: number) => void): void;
  /** Adds weight · P(first update of a walker drawn from `law` < edge) to every edge. */
  addStart(law: InitialLaw, weight: number, next: Float64Array): void;
}

/**
 * Weighted points that stand for the law at step 0 under a map of that mean and spread at the
 * edges: as dense as the noise is fine, or not `dense` where that would be too many.
 */
export function startingPoints(
  law: InitialLaw,
  edges: Float64Array,
  mean: Float64Array,
  spread: Float64Array,
) {
  let scale = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < edges.length; i++) {
    const steepness = Math.abs(mean[i + 1] - mean[i]) / (edges[i + 1] - edges[i]);
    if (steepness > 0) scale = Math.min(scale, spread[i] / steepness);
  }
  const [low, high] = initialRange(law);
  return { ...initialQuadrature(law, scale), dense: high - low <= initialPanels * scale };
}
