/**
 * What is found on an experiment's landscape: critical points, the passes between its minima, and
 * the learning rates up to which each minimum holds the walkers of each noise model.
 */
import type { Experiment } from '../../model/experiment.js';
import type { CriticalPoints } from '../../model/shape/criticalPoint.js';
import { findCriticalPoints } from '../../model/shape/criticalPoints.js';
import { type StabilityLimits, stabilityLimits } from '../../model/shape/stability.js';

export interface Shape extends CriticalPoints {
  /** By point, then by ensemble; null where the point is no minimum with a Hessian. */
  readonly limits: readonly (readonly StabilityLimits[] | null)[];
}

export function findShape({ landscape, grid, ensembles }: Experiment): Shape {
  const { points, passes } = findCriticalPoints(landscape, grid);
  const limits = points.map(({ kind, point }) => {
    if (kind !== 'minimum') return null;
    const own = ensembles.map(({ law }) => stabilityLimits(landscape, law.minibatch, point));
    return own.every((l) => l !== null) ? own : null;
  });
  return { points, passes, limits };
}
