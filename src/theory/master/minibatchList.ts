/** The distinct minibatches of a draw, one map each, as far as they are few enough to follow. */
import type { MinibatchDraw } from '../../model/law.js';
import { enumerateMinibatches, minibatchCount } from '../../model/minibatches.js';

/** Maps that one step of a transfer operator may have. */
export const maximumMaps = 20_000;

export interface MinibatchList {
  readonly weights: Float64Array;
  /** Rows of minibatch q. */
  readonly rowsOf: (q: number) => Int32Array;
}

/** Lists the minibatches of `rows` samples, or says with numbers why there are too many. */
export function listMinibatches(
  rows: number,
  draw: MinibatchDraw,
): MinibatchList | { absent: string } {
  const count = minibatchCount(rows, draw);
  const { batchSize } = draw;
  if (count > maximumMaps) {
    return {
      absent:
        `${rows} samples in batches of ${batchSize} make ${count.toPrecision(3)} minibatches; ` +
        `at most ${maximumMaps} can be followed: take smaller batches or fewer samples`,
    };
  }
  const { indices, weights } = enumerateMinibatches(rows, draw);
  return { weights, rowsOf: (q) => indices.subarray(q * batchSize, (q + 1) * batchSize) };
}
