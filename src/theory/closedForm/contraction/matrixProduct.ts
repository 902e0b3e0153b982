/** The Lyapunov exponent of a product of random matrices, estimated along independent chains. */
import { normalsFromWords } from '../../../math/random/normals.js';
import { threefryBlocks } from '../../../math/random/threefry.js';
import type { MinibatchDraw } from '../../../model/law.js';
import type { RandomMatrix } from './randomMatrix.js';

export interface Exponent {
  readonly value: number;
  /** Standard error; 0 where the value is exact. */
  readonly error: number;
}

const chains = 64;
const mostSteps = 5000;
const leastSteps = 300;
/** Multiplications that an estimate may take: a second or so. */
const affordable = 3e8;
/** Steps that forget the first direction. */
const settling = 100;

/**
 * The mean of ln|M u| over directions u as the product itself turns them, and its standard error
 * from chains that know nothing of each other. The same numbers are drawn every time. Null where
 * that takes too long. Furstenberg, Kesten, Ann. Math. Stat. 31, 1960.
 */
export function estimateExponent(matrix: RandomMatrix): Exponent | null {
  const { dimension: d, draw, samples, normals } = matrix;
  const batch = samples.length > 0 && draw ? draw.batchSize : 0;
  const each = chains * d * d * (1 + batch + normals.length);
  const steps = Math.min(mostSteps, Math.floor(affordable / each));
  if (steps < leastSteps) return null;
  const means = Array.from({ length: chains }, (_, chain) => alongChain(matrix, chain, steps));
  const value = means.reduce((a, b) => a + b, 0) / chains;
  if (!Number.isFinite(value)) return { value, error: 0 };
  const spread = means.reduce((sum, m) => sum + (m - value) ** 2, 0) / (chains - 1);
  return { value, error: Math.sqrt(spread / chains) };
}

function alongChain(matrix: RandomMatrix, chain: number, steps: number): number {
  const { dimension: d, drift, samples, draw, normals } = matrix;
  const below = uniformIntegers(chain);
  const normal = standardNormals(chain);
  let u = Float64Array.from({ length: d }, (_, i) => Math.cos(i + chain));
  let sum = 0;
  for (let step = -settling; step < steps; step++) {
    const next = new Float64Array(d);
    addImage(next, drift, u, 1);
    if (draw && samples.length > 0) {
      for (const row of drawRows(samples.length, draw, below)) {
        addImage(next, samples[row], u, 1 / draw.batchSize);
      }
    }
    for (const G of normals) addImage(next, G, u, normal());
    const length = Math.hypot(...next);
    if (length === 0) return -Infinity;
    if (step >= 0) sum += Math.log(length);
    u = next.map((v) => v / length);
  }
  return sum / steps;
}

function addImage(out: Float64Array, m: Float64Array, u: Float64Array, weight: number): void {
  const d = u.length;
  for (let i = 0; i < d; i++) {
    let total = 0;
    for (let j = 0; j < d; j++) total += m[i * d + j] * u[j];
    out[i] += weight * total;
  }
}

/** Rows of one minibatch; without replacement by Floyd's method. */
function drawRows(
  rows: number,
  draw: MinibatchDraw,
  below: (n: number) => number,
): Iterable<number> {
  const { batchSize, replacement } = draw;
  if (replacement) return Array.from({ length: batchSize }, () => below(rows));
  const taken = new Set<number>();
  for (let last = rows - batchSize; last < rows; last++) {
    const row = below(last + 1);
    taken.add(taken.has(row) ? last : row);
  }
  return taken;
}

const blocks = 256;

/** Words of stream `stream` of `chain`, a few hundred at a time. */
function wordsOf(chain: number, stream: number): () => Uint32Array {
  let first = 0;
  return () => {
    const words = new Uint32Array(4 * blocks);
    threefryBlocks([0, 0, 0, 0], first, blocks, chain, stream, 0, words);
    first += blocks;
    return words;
  };
}

function uniformIntegers(chain: number): (below: number) => number {
  const more = wordsOf(chain, 0);
  let words = more();
  let used = 0;
  return (below) => {
    if (used === words.length) {
      words = more();
      used = 0;
    }
    return Math.floor((words[used++] * below) / 2 ** 32);
  };
}

function standardNormals(chain: number): () => number {
  const more = wordsOf(chain, 1);
  const values = new Float32Array(4 * blocks);
  let used = values.length;
  return () => {
    if (used === values.length) {
      normalsFromWords(more(), values);
      used = 0;
    }
    return values[used++];
  };
}
