/** Steps at which the entropy of a law is followed. */
import type { Experiment } from '../../model/experiment.js';

/** The snapshots and some thirty steps evenly on a logarithmic scale, ascending. */
export function entropySteps({ snapshots, steps }: Experiment): number[] {
  const even = Array.from({ length: 31 }, (_, k) => Math.round(steps ** (k / 30)));
  return [...new Set([0, ...snapshots, ...even])].filter((s) => s <= steps).sort((a, b) => a - b);
}
