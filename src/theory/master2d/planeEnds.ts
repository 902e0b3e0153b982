/** What the operator in the plane does not follow for all times. */
import type { Grid } from '../../math/grid.js';
import { hasWall } from '../../model/boundary.js';

/** Why exits by the operator in the plane are absent between walls; null where there are none. */
export function noWalls(grid: Grid): string | null {
  const walled = grid.find(hasWall);
  return walled
    ? `exits in steps are not followed between the walls of ${walled.name} in the plane; the law of ` +
        'the walkers is, and the generator has exits'
    : null;
}
