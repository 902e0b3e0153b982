/**
 * Whether almost every walker contracts: the Lyapunov exponent lim (1/k) ln|M_k ⋯ M_1| of the random
 * matrices that θ is multiplied by in each step, 1 − ηh_B for SGD (docs/theory.md §3).
 */
import type { Landscape } from '../../../model/experiment.js';
import type { MinibatchDraw, UpdateLaw } from '../../../model/law.js';
import { minibatchFeatures } from '../../master/minibatches/minibatchSums.js';
import { commonModes } from './commonModes.js';
import { logarithmOfNormal } from './logarithmOfNormal.js';
import { type Exponent, estimateExponent } from './matrixProduct.js';
import { createRandomMatrix, type RandomMatrix } from './randomMatrix.js';

/** Distinct minibatches whose logarithms are summed. */
const mostListed = 20_000;

/**
 * The exponent of a landscape whose losses are quadratic; null where they are not, or where an
 * estimate would take too long. Exact where all matrices commute (one parameter always): then each
 * common eigenvector has its own E ln|m|, and the largest counts. Else estimated by products along
 * independent chains.
 */
export function contractionExponent(landscape: Landscape, law: UpdateLaw): Exponent | null {
  const matrix = createRandomMatrix(landscape, law);
  if (!matrix) return null;
  return exactExponent(matrix) ?? estimateExponent(matrix);
}

function exactExponent({
  dimension,
  drift,
  samples,
  draw,
  normals,
}: RandomMatrix): Exponent | null {
  if (samples.length > 0 && normals.length > 0) return null;
  const modes = commonModes([drift, ...samples, ...normals], dimension);
  if (!modes) return null;
  let value = -Infinity;
  for (const [a, ...noise] of modes) {
    const own =
      draw && samples.length > 0
        ? overMinibatches(a, noise, draw)
        : logarithmOfNormal(a, Math.hypot(...noise));
    if (own === null) return null;
    value = Math.max(value, own);
  }
  return { value, error: 0 };
}

/** E ln|a + mean of `values` over a minibatch|; null where minibatches are too many. */
function overMinibatches(a: number, values: readonly number[], draw: MinibatchDraw) {
  const column = Float64Array.from(values);
  const sums = minibatchFeatures([column], values.length, draw, mostListed);
  if (!sums) return null;
  return sums.weights.reduce((sum, w, q) => sum + w * Math.log(Math.abs(a + sums.features[q])), 0);
}
