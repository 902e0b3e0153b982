/** The law of walkers at step 0 in two dimensions: a product of one law for each coordinate. */
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

/** The law at step 0 on the experiment's cells, exact. */
export function initialLaw2d(laws: readonly InitialLaw[], grid: Grid): Law2d {
  const [x, y] = laws.map((law, i) => cellsAtStart(law, grid[i]));
  const [mx, my] = laws.map((law, i) => momentsAtStart(law, grid[i]));
  return lawFromExperimentCells(
    outerProduct(x, y),
    Float64Array.of(mx.mean, my.mean),
    Float64Array.of(mx.variance, 0, 0, my.variance),
    0,
  );
}
