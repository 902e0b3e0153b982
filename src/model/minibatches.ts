/**
 * All distinct minibatches with their probabilities: multisets with multinomial weights with
 * replacement, combinations without. A minibatch is a row of sample indices in ascending order.
 */
import type { MinibatchDraw } from './law.js';

export interface Minibatches {
  /** count × batchSize sample indices, row-major. */
  readonly indices: Int32Array;
  /** Probability of each minibatch; they sum to 1. */
  readonly weights: Float64Array;
}

/**
 * Number of distinct minibatches of `draw` from `rows` samples: C(rows + b − 1, b) with
 * replacement, C(rows, b) without. Exact below 2^53, Infinity where it overflows.
 */
export function minibatchCount(rows: number, { batchSize, replacement }: MinibatchDraw): number {
  const from = replacement ? rows + batchSize - 1 : rows;
  const short = Math.min(batchSize, from - batchSize);
  if (short < 0) return 0;
  let count = 1n;
  const limit = 2n ** 1024n;
  for (let k = 1; k <= short; k++) {
    count = (count * BigInt(from - short + k)) / BigInt(k);
    if (count >= limit) return Infinity;
  }
  return Number(count);
}

/**
 * Enumerates the minibatches of `draw` from `rows` samples, in lexicographic order. Ask
 * `minibatchCount` first: throws RangeError where there is none or more than 2^26 indices.
 */
export function enumerateMinibatches(rows: number, draw: MinibatchDraw): Minibatches {
  const { batchSize, replacement } = draw;
  const count = minibatchCount(rows, draw);
  if (count < 1 || count * batchSize > 2 ** 26) {
    throw new RangeError(`cannot enumerate ${count} minibatches of ${batchSize} samples`);
  }
  const indices = new Int32Array(count * batchSize);
  const weights = new Float64Array(count).fill(1 / count);
  const current = Int32Array.from({ length: batchSize }, (_, i) => (replacement ? 0 : i));
  for (let m = 0; m < count; m++) {
    indices.set(current, m * batchSize);
    if (replacement) weights[m] = multinomialWeight(current, rows);
    next(current, rows, replacement);
  }
  const total = weights.reduce((a, b) => a + b, 0);
  for (let m = 0; m < count; m++) weights[m] /= total;
  return { indices, weights };
}

/** Advances to the next multiset or combination in lexicographic order; the last one stays. */
function next(current: Int32Array, rows: number, replacement: boolean): void {
  const b = current.length;
  for (let i = b - 1; i >= 0; i--) {
    const last = replacement ? rows - 1 : rows - b + i;
    if (current[i] === last) continue;
    const value = current[i] + 1;
    for (let j = i; j < b; j++) current[j] = replacement ? value : value + j - i;
    return;
  }
}

/** b! / (∏ mᵢ!) / rowsᵇ as one product of b factors, each at most b, so that nothing overflows. */
function multinomialWeight(sorted: Int32Array, rows: number): number {
  let weight = 1;
  let run = 0;
  for (let j = 0; j < sorted.length; j++) {
    run = j > 0 && sorted[j] === sorted[j - 1] ? run + 1 : 1;
    weight *= (j + 1) / (run * rows);
  }
  return weight;
}
