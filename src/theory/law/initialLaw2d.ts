/** The law of walkers at step 0, a product of one law for each coordinate, on cells. */
import type { Grid } from '../../math/grid.js';
import type { InitialLaw } from '../../model/experiment.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import { cellsAtStart, momentsAtStart } from './cutLaw.js';
import { initialDistribution } from './initialLaw1d.js';

/** Probabilities of the intervals between `edges`. */
export function initialProbabilities(law: InitialLaw, edges: Float64Array): Float64Array {
  const below = edges.map((x) => initialDistribution(law, x));
  return Float64Array.from({ length: edges.length - 1 }, (_, i) => below[i + 1] - below[i]);
}

/** Row-major products a[i]·b[j]. */
export function outerProduct(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length * b.length);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) product[i * b.length + j] = a[i] * b[j];
  }
  return product;
}

/** The law at step 0 on the experiment's cells, exact, in one or two dimensions. */
export function lawAtStart(laws: readonly InitialLaw[], grid: Grid): Law2d {
  const lines = laws.map((law, i) => cellsAtStart(law, grid[i]));
  const moments = laws.map((law, i) => momentsAtStart(law, grid[i]));
  const covariance = new Float64Array(laws.length ** 2);
  for (const [i, { variance }] of moments.entries()) covariance[i * (laws.length + 1)] = variance;
  return lawFromExperimentCells(
    lines.length === 2 ? outerProduct(lines[0], lines[1]) : lines[0],
    Float64Array.from(moments, ({ mean }) => mean),
    covariance,
    0,
  );
}
