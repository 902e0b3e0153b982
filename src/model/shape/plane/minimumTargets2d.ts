/** What gradient flow in two dimensions ends in: the minima of a grid's range. */
import type { Grid } from '../../../math/grid.js';
import type { CriticalPoint } from '../criticalPoint.js';
import type { FlowScale, FlowTarget } from './gradientFlow2d.js';

/** Steps across the range, along each axis. */
const strides = 256;

/** Steps that resolve the range of `grid`; flow may leave it by its own width and come back. */
export function flowScale([first, second]: Grid): FlowScale {
  const [width, height] = [first.max - first.min, second.max - second.min];
  return {
    stride: [width / strides, height / strides],
    bounds: [
      [first.min - width, first.max + width],
      [second.min - height, second.max + height],
    ],
  };
}

/** The minima among `points` as targets labelled by their index. */
export function createMinimumTargets(
  points: readonly CriticalPoint[],
  { stride }: FlowScale,
): FlowTarget[] {
  const distance = (a: readonly number[], b: readonly number[]) =>
    Math.hypot((a[0] - b[0]) / stride[0], (a[1] - b[1]) / stride[1]);
  return points.flatMap((own, label) => {
    if (own.kind !== 'minimum') return [];
    // Only flow that has come to rest is sure to belong to a flat set.
    if (own.flat.length > 0) {
      return own.flat.map((p) => ({ point: [p[0], p[1]] as const, radius: 0, label }));
    }
    const others = points.filter((p) => p !== own).map((p) => distance(p.point, own.point));
    const radius = Math.min(1, Math.min(...others, Infinity) / 4);
    return [{ point: [own.point[0], own.point[1]] as const, radius, label }];
  });
}
