/**
 * Minibatches that are followed one by one: all distinct ones as far as they are few, else a random
 * sample. Where the gradient is Σₖ fₖ(θ)·φₖ(z), a minibatch is no more than its mean features φ.
 */
import type { Landscape } from '../../../model/experiment.js';
import type { MinibatchDraw } from '../../../model/law.js';
import { enumerateMinibatches, minibatchCount } from '../../../model/minibatches.js';
import { minibatchFeatures } from './minibatchSums.js';
import { type SeparatedGradient, separateGradient } from './separatedGradient.js';

/** Probabilities of the minibatches; minibatch q is its rows, or its mean features. */
export type MinibatchList = {
  readonly weights: Float64Array;
  /** Gradients that have to be summed for one of a minibatch. */
  readonly parts: number;
} & (
  | { readonly kind: 'rows'; readonly rowsOf: (q: number) => Int32Array }
  | {
      readonly kind: 'features';
      readonly separated: SeparatedGradient;
      /** One after the other, as many each as `separated` has terms. */
      readonly features: Float64Array;
    }
);

/** All distinct minibatches of `draw`, at most `limit`; null where they are more. */
export function listMinibatches(
  landscape: Landscape,
  draw: MinibatchDraw,
  limit: number,
): MinibatchList | null {
  const { rows } = landscape.data;
  const separated = separateGradient(landscape);
  const means = separated && minibatchFeatures(separated.columns, rows, draw, limit);
  if (means) return { kind: 'features', parts: separated.columns.length, separated, ...means };
  if (minibatchCount(rows, draw) > limit) return null;
  const { batchSize } = draw;
  const { indices, weights } = enumerateMinibatches(rows, draw);
  const rowsOf = (q: number) => indices.subarray(q * batchSize, (q + 1) * batchSize);
  return { kind: 'rows', parts: batchSize, weights, rowsOf };
}

/** Writes the gradient of one minibatch at many points, component by component. */
export type GradientOfRows = (
  rows: Int32Array,
  points: readonly Float64Array[],
  out: readonly Float64Array[],
) => void;

/** The gradient of minibatch q of `list`; `ofRows` where it is no more than its rows. */
export function gradientOf(list: MinibatchList, ofRows: GradientOfRows) {
  return (q: number, points: readonly Float64Array[], out: readonly Float64Array[]): void => {
    if (list.kind === 'rows') {
      ofRows(list.rowsOf(q), points, out);
      return;
    }
    const { columns, evaluate } = list.separated;
    evaluate(list.features.subarray(q * columns.length, (q + 1) * columns.length), points, out);
  };
}
