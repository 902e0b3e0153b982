/** Whether moments of a free law are those of walkers between walls: where no wall is near them. */
import { endsOf, type Grid } from '../../math/grid.js';
import type { Moments } from './linearModel.js';

/** Standard deviations from the mean at which a wall is not felt. */
const far = 8;

/** Why a law with these moments is none of a linear model between the ends of `grid`; null if it is. */
export function wallFelt(grid: Grid, { mean, covariance }: Moments): string | null {
  for (const [i, axis] of grid.entries()) {
    const reach = far * Math.sqrt(covariance[i * grid.length + i]);
    const walls = [axis.min, axis.max];
    for (const [k, end] of endsOf(axis).entries()) {
      const room = k === 0 ? mean[i] - walls[0] : walls[1] - mean[i];
      if ((end === 'reflecting' || end === 'absorbing') && !(room > reach)) {
        return (
          `walkers come near the ${end} end ${axis.name} = ${walls[k]}, and a law that is folded or ` +
          'cut there has no closed moments; a wall further away than ' +
          `${far} standard deviations would not be felt`
        );
      }
    }
  }
  return null;
}
