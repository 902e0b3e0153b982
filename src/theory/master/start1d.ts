/** The law at step 0 as the operator's first update takes it: between the ends of the axis. */
import { type Axis, endsOf, isPeriodic } from '../../math/grid.js';
import { foldBetween, foldBranches } from '../../model/boundary.js';
import type { InitialLaw } from '../../model/experiment.js';
import {
  initialDistribution,
  initialPanels,
  initialQuadrature,
  initialRange,
} from '../law/initialLaw1d.js';
import { type WeightedLaw, windLaw } from '../law/ringLaw1d.js';

export interface Start1d {
  /** P(X < x), up to one constant, of the walkers between the ends. */
  distribution(x: number): number;
  /**
   * Laws that add up to it once their points are folded; null where absorbing ends cut a law that
   * points of a quadrature cannot stand for.
   */
  readonly parts: readonly WeightedLaw[] | null;
  fold(x: number): number;
}

/** A share that an absorbing end may take without being seen. */
const negligible = 1e-13;

/** The law at step 0 between the ends of the axis. */
export function startBetween(law: InitialLaw, axis: Axis): Start1d {
  const ends = endsOf(axis);
  const { min, max } = axis;
  const fold = foldBetween(ends, min, max);
  const parts = isPeriodic(axis) ? windLaw(law, axis) : cutParts(law, axis);
  const whole = parts ?? [{ weight: 1, law }];
  const [low, high] = whole.reduce(
    ([a, b], part) => {
      const [from, to] = initialRange(part.law);
      return [Math.min(a, from), Math.max(b, to)];
    },
    [min, max],
  );
  const branches = foldBranches(ends, min, max, low, high);
  return {
    distribution: (x) => {
      let sum = 0;
      for (const { weight, law: part } of whole) {
        for (const { slope, offset } of branches) {
          sum += weight * slope * initialDistribution(part, slope * (x - offset));
        }
      }
      return sum;
    },
    parts,
    fold,
  };
}

function cutParts(law: InitialLaw, axis: Axis): readonly WeightedLaw[] | null {
  const [low, high] = endsOf(axis).map((end) => end === 'absorbing');
  const from = low ? axis.min : Number.NEGATIVE_INFINITY;
  const to = high ? axis.max : Number.POSITIVE_INFINITY;
  if (law.kind === 'uniform') {
    const cut = { ...law, min: Math.max(from, law.min), max: Math.min(to, law.max) };
    return [{ weight: (cut.max - cut.min) / (law.max - law.min), law: cut }];
  }
  if (law.kind === 'point') return [{ weight: 1, law }];
  const beyond =
    (low ? initialDistribution(law, from) : 0) + (high ? 1 - initialDistribution(law, to) : 0);
  return beyond > negligible ? null : [{ weight: 1, law }];
}

/**
 * Weighted points that stand for the law under a map of that mean and spread at the edges: as dense
 * as the noise is fine, or not `dense` where that would be too many.
 */
export function startingPoints(
  { parts, fold }: Start1d,
  edges: Float64Array,
  mean: Float64Array,
  spread: Float64Array,
) {
  let scale = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < edges.length; i++) {
    const steepness = Math.abs(mean[i + 1] - mean[i]) / (edges[i + 1] - edges[i]);
    if (steepness > 0) scale = Math.min(scale, spread[i] / steepness);
  }
  const points: number[] = [];
  const weights: number[] = [];
  let dense = true;
  for (const { weight, law } of parts ?? []) {
    const [low, high] = initialRange(law);
    const own = initialQuadrature(law, scale);
    for (let k = 0; k < own.points.length; k++) {
      points.push(fold(own.points[k]));
      weights.push(weight * own.weights[k]);
    }
    dense &&= high - low <= initialPanels * scale;
  }
  return { points: Float64Array.from(points), weights: Float64Array.from(weights), dense };
}
