/** The mean loss of a one-dimensional landscape along its axis, for the faint curve behind. */

import { createTape } from '../math/expression/tape.js';
import { type Axis, cellCentres } from '../math/grid.js';
import type { Landscape } from '../model/experiment.js';

/** L at the centres of the axis's cells: the mean of the sample losses. */
export function lossCurve(landscape: Landscape, axis: Axis): Float64Array {
  const { parameters, constants, data } = landscape;
  const names = [...parameters, ...Object.keys(constants), ...data.columns];
  const tape = createTape([landscape.sampleLoss], names, 'float64');
  const scalars = Object.values(constants).map((value) => [value]);
  const centres = cellCentres(axis);
  const sampleLoss = new Float64Array(axis.cells);
  const mean = new Float64Array(axis.cells);
  for (let row = 0; row < data.rows; row++) {
    const sample = data.values.map((column) => [column[row]]);
    tape([centres, ...scalars, ...sample], [sampleLoss], axis.cells);
    for (let i = 0; i < mean.length; i++) mean[i] += sampleLoss[i] / data.rows;
  }
  return mean;
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
