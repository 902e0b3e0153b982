/** What the operator in the plane does not follow. */
import type { Grid } from '../../math/grid.js';
import { hasWall } from '../../model/boundary.js';

/** Why the operator does not follow `grid`; null where no end moves or removes walkers. */
export function noWalls(grid: Grid): string | null {
  const walled = grid.find(hasWall);
  return walled ? `the operator does not follow the ends of ${walled.name} yet` : null;
}

/** Why the operator in the plane does not follow `grid`; null where no axis is a ring. */
export function noRingInPlane(grid: Grid): string | null {
  const walls = noWalls(grid);
  if (walls) return walls;
  const ring = grid.find(({ boundary }) => boundary === 'periodic');
  return ring
    ? `the axis ${ring.name} is periodic, which the operator in the plane does not follow; ` +
        'fokkerPlanck does, and so does this for coordinates that are independent of each other'
    : null;
}
