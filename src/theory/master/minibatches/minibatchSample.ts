/**
 * A random sample of minibatches for those that are too many to follow: independent groups, within
 * which every minibatch has exactly its law while every row occurs equally often, as far as that
 * goes (random permutations without replacement, a Latin hypercube with). Where the gradient
 * separates, the sample's mean features are moved to the exact mean and covariance, so that drift
 * and diffusion are right everywhere and only higher moments are left to chance. What chance does
 * is seen in the groups.
 */
import { threefryBlocks } from '../../../math/random/threefry.js';
import { purposes } from '../../../model/draws.js';
import type { Landscape } from '../../../model/experiment.js';
import type { MinibatchDraw } from '../../../model/law.js';
import { minibatchFactor } from '../../law/increment1d.js';
import { matchMoments } from './matchMoments.js';
import type { MinibatchList } from './minibatchList.js';
import { type SeparatedGradient, separateGradient } from './separatedGradient.js';

/** Independent groups of a sample: seven degrees of freedom for its error. */
const sampleGroups = 8;

export interface MinibatchSample {
  readonly whole: MinibatchList;
  /** The same minibatches in independent groups. */
  readonly groups: readonly MinibatchList[];
}

/** `size` minibatches, a multiple of the number of groups; the same ones for the same `seed`. */
export function sampleMinibatches(
  landscape: Landscape,
  draw: MinibatchDraw,
  seed: string,
  size: number,
): MinibatchSample {
  const { rows } = landscape.data;
  const { batchSize } = draw;
  const each = size / sampleGroups;
  const indices = new Int32Array(size * batchSize);
  for (let g = 0; g < sampleGroups; g++) {
    const own = indices.subarray(g * each * batchSize, (g + 1) * each * batchSize);
    if (draw.replacement) latinHypercube(rows, batchSize, wordsOf(seed, g), own);
    else disjointBlocks(rows, batchSize, wordsOf(seed, g), own);
  }
  const separated = separateGradient(landscape);
  // Covariances can be matched in every group, or else in none: the groups speak for the whole.
  const matched = separated && 2 * separated.columns.length <= each ? separated : null;
  const listOf = (own: Int32Array): MinibatchList => {
    const count = own.length / batchSize;
    const weights = new Float64Array(count).fill(1 / count);
    if (matched) {
      const features = meanFeatures(matched, own, batchSize);
      matchMoments(features, matched.columns, minibatchFactor(draw, rows));
      return {
        kind: 'features',
        parts: matched.columns.length,
        separated: matched,
        weights,
        features,
      };
    }
    const rowsOf = (q: number) => own.subarray(q * batchSize, (q + 1) * batchSize);
    return { kind: 'rows', parts: batchSize, weights, rowsOf };
  };
  return {
    whole: listOf(indices),
    groups: Array.from({ length: sampleGroups }, (_, g) =>
      listOf(indices.subarray(g * each * batchSize, (g + 1) * each * batchSize)),
    ),
  };
}

/** Uniform integers below a bound, from counter-based words. */
type Words = (below: number) => number;

function wordsOf(seed: string, group: number): Words {
  const bits = BigInt.asUintN(64, BigInt(seed));
  const key = [Number(bits & 0xffffffffn), Number(bits >> 32n), 0, 0];
  const blocks = new Uint32Array(4 * 256);
  let used = blocks.length;
  let first = 0;
  return (below) => {
    if (used === blocks.length) {
      threefryBlocks(key, first, 256, 0, group, purposes.minibatchSample, blocks);
      first += 256;
      used = 0;
    }
    return Math.floor((blocks[used++] * below) / 2 ** 32);
  };
}

function permutation(n: number, word: Words): Int32Array {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = word(i + 1);
    [rows[i], rows[j]] = [rows[j], rows[i]];
  }
  return rows;
}

/** Successive blocks of random permutations; what is left of one is not used. */
function disjointBlocks(n: number, batchSize: number, word: Words, out: Int32Array): void {
  let rows: Int32Array = new Int32Array(0);
  for (let at = 0; at < out.length; at += batchSize) {
    if (rows.length < batchSize) rows = permutation(n, word);
    out.set(rows.subarray(0, batchSize), at);
    rows = rows.subarray(batchSize);
  }
}

/** Each place of the minibatch runs through random permutations of its own. */
function latinHypercube(n: number, batchSize: number, word: Words, out: Int32Array): void {
  for (let place = 0; place < batchSize; place++) {
    let rows: Int32Array = new Int32Array(0);
    for (let at = place; at < out.length; at += batchSize) {
      if (rows.length === 0) rows = permutation(n, word);
      out[at] = rows[0];
      rows = rows.subarray(1);
    }
  }
}

function meanFeatures({ columns }: SeparatedGradient, rows: Int32Array, batchSize: number) {
  const features = new Float64Array((rows.length / batchSize) * columns.length);
  columns.forEach((column, k) => {
    rows.forEach((row, i) => {
      features[Math.floor(i / batchSize) * columns.length + k] += column[row] / batchSize;
    });
  });
  return features;
}
