/**
 * The law of the mean feature vector of a minibatch, exactly: draw by draw, with equal sums merged.
 * Where features lie on a lattice (equally spaced tilts, say) a few hundred sums stand for
 * astronomically many minibatches; where they do not, this counts the minibatches themselves.
 */
import type { MinibatchDraw } from '../../../model/law.js';

export interface MinibatchFeatures {
  /** Probability of each distinct mean feature vector. */
  readonly weights: Float64Array;
  /** Mean feature vectors, one after the other. */
  readonly features: Float64Array;
}

interface Sum {
  readonly features: Float64Array;
  weight: number;
}
type Sums = Map<string, Sum>;

/** Sums less likely than this are dropped; together they stay far below 1e-12. */
const negligible = 1e-20;

/**
 * `columns[k][row]` is feature k of a sample. Null where more than `limit` distinct sums turn up,
 * or where finding them would take more than some ten million additions.
 */
export function minibatchFeatures(
  columns: readonly Float64Array[],
  rows: number,
  draw: MinibatchDraw,
  limit: number,
): MinibatchFeatures | null {
  const scale = columns.map((c) => c.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1);
  const sample = (row: number) => Float64Array.from(columns, (c) => c[row]);
  const samples = Array.from({ length: rows }, (_, row) => sample(row));
  const put = (sums: Sums, from: Sum, by: Float64Array, factor: number) => {
    const features = from.features.map((v, k) => v + by[k]);
    const key = Array.from(features, (v, k) => Math.round((v / scale[k]) * 1e11)).join();
    const known = sums.get(key);
    if (known) known.weight += from.weight * factor;
    else sums.set(key, { features, weight: from.weight * factor });
  };
  const sums = draw.replacement
    ? sumsWithReplacement(samples, draw.batchSize, columns.length, limit, put)
    : sumsWithoutReplacement(samples, draw.batchSize, columns.length, limit, put);
  if (!sums) return null;
  const list = [...sums.values()];
  const total = list.reduce((s, { weight }) => s + weight, 0);
  return {
    weights: Float64Array.from(list, ({ weight }) => weight / total),
    features: Float64Array.from(
      list.flatMap((s) => [...s.features.map((v) => v / draw.batchSize)]),
    ),
  };
}

type Put = (sums: Sums, from: Sum, by: Float64Array, factor: number) => void;
const maximumWork = 1.5e7;
const start = (dimension: number): Sums =>
  new Map([['', { features: new Float64Array(dimension), weight: 1 }]]);

function sumsWithReplacement(
  samples: readonly Float64Array[],
  batchSize: number,
  dimension: number,
  limit: number,
  put: Put,
): Sums | null {
  const none = { features: new Float64Array(dimension), weight: 1 };
  const single: Sums = new Map();
  for (const features of samples) put(single, none, features, 1 / samples.length);
  let sums = start(dimension);
  let work = 0;
  for (let draw = 0; draw < batchSize; draw++) {
    const next: Sums = new Map();
    work += sums.size * single.size;
    if (work > maximumWork) return null;
    for (const sum of sums.values()) {
      if (sum.weight < negligible) continue;
      for (const one of single.values()) put(next, sum, one.features, one.weight);
      if (next.size > limit) return null;
    }
    sums = next;
  }
  return sums;
}

/** Sample after sample is taken or left; sums are kept by how many have been taken. */
function sumsWithoutReplacement(
  samples: readonly Float64Array[],
  batchSize: number,
  dimension: number,
  limit: number,
  put: Put,
): Sums | null {
  const nothing = new Float64Array(dimension);
  let taken: Sums[] = [start(dimension), ...Array.from({ length: batchSize }, () => new Map())];
  let work = 0;
  for (let row = 0; row < samples.length; row++) {
    const next: Sums[] = taken.map(() => new Map());
    const left = samples.length - row;
    for (let t = 0; t <= batchSize; t++) {
      const take = (batchSize - t) / left;
      work += taken[t].size;
      for (const sum of taken[t].values()) {
        if (take < 1) put(next[t], sum, nothing, 1 - take);
        if (take > 0) put(next[t + 1], sum, samples[row], take);
      }
    }
    if (work > maximumWork || next.some((sums) => sums.size > limit)) return null;
    taken = next;
  }
  return taken[batchSize];
}
