/** The mean loss of a one-dimensional landscape along its axis, for the faint curve behind. */
import { type Axis, cellCentres } from '../math/grid.js';
import type { Landscape } from '../model/experiment.js';
import { createSurface } from '../model/shape/surface.js';

/** Evaluations of one sample that the curve may take of the page's time. */
const mostEvaluations = 3e6;
const fewestPoints = 32;

/**
 * L at the centres of the axis's cells. Where a point is dear, straight lines between fewer of them;
 * the outermost are always among these.
 */
export function lossCurve(landscape: Landscape, axis: Axis): Float64Array {
  const surface = createSurface(landscape);
  const centres = cellCentres(axis);
  const affordable = Math.max(fewestPoints, Math.floor(mostEvaluations / surface.cost));
  const count = Math.min(centres.length, affordable);
  const step = (centres.length - 1) / Math.max(1, count - 1);
  const at = Float64Array.from({ length: count }, (_, k) => centres[Math.round(k * step)]);
  const loss = new Float64Array(count);
  surface.loss([at], loss);
  if (count === centres.length) return loss;
  let k = 0;
  return centres.map((x) => {
    while (k < count - 2 && x > at[k + 1]) k += 1;
    const part = (x - at[k]) / (at[k + 1] - at[k]);
    return loss[k] + (loss[k + 1] - loss[k]) * part;
  });
}

/**
 * A range of losses that shows the valleys: from the lowest to a bit above the level that half
 * of the axis stays below. A steep wall would otherwise press the valleys flat.
 */
export function lossRange(loss: Float64Array): [number, number] {
  const sorted = loss.filter((value) => Number.isFinite(value)).sort();
  if (sorted.length === 0) return [0, 1];
  const low = sorted[0];
  const half = sorted[sorted.length >> 1];
  const height = half - low || sorted[sorted.length - 1] - low || 1;
  return [low, low + 2.5 * height];
}
