/**
 * Where the gradient of the mean loss vanishes or changes sign: minima, maxima, saddles, and the
 * passes between minima. Found from the expressions on a dense scan of the grid's range; what is
 * narrower than the scan's spacing can be missed.
 */
import type { Grid } from '../../math/grid.js';
import type { Landscape } from '../experiment.js';
import type { CriticalPoints } from './criticalPoint.js';
import { findCriticalPoints1d } from './criticalPoints1d.js';
import { findCriticalPoints2d } from './plane/criticalPoints2d.js';
import { createSurface } from './surface.js';

/**
 * The critical points of the mean loss within the range of `grid`. One parameter: minima and
 * maxima, kinks and poles included, to the last bit of the root. Two parameters: minima, saddles
 * and maxima where the Hessian exists, and minima at kinks; sets of more than a point as one entry
 * with its `flat`. Points on the border of the range where the loss only ends are none.
 */
export function findCriticalPoints(landscape: Landscape, grid: Grid): CriticalPoints {
  const surface = createSurface(landscape);
  return surface.dimension === 1
    ? findCriticalPoints1d(surface, grid)
    : findCriticalPoints2d(surface, grid);
}
