/**
 * What a law reads of the samples, for a block of walkers: the minibatch gradient, or the mean and
 * the covariance of all samples' gradients where they are no expressions of θ. All sums run in
 * float32 in the order of the words or of the samples, as on the GPU.
 */
import { type Expression, number, substitute } from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import type { MinibatchDraw } from '../../model/law.js';

/** Columns that `fill` computes for the first `count` walkers; one per parameter or entry. */
export interface SampleSums {
  readonly gradient: readonly Float32Array[];
  /** Lower triangle of the covariance in the order of `lowerTriangle`, where it is asked for. */
  readonly covariance: readonly Float32Array[];
  fill(count: number): void;
}

/** Puts the values of scalar symbols in their place, so that constants fold in float64. */
export function withScalars(
  roots: readonly Expression[],
  scalars: Readonly<Record<string, number>>,
): Expression[] {
  const values = new Map(Object.entries(scalars).map(([name, v]) => [name, number(v)]));
  return roots.map((e) => substitute(e, values));
}

/** The gradient of one sample per walker, and the samples' columns in float32. */
function sampleTape(landscape: Landscape, length: number) {
  const { parameters, constants, data, sampleGradient } = landscape;
  const roots = withScalars(sampleGradient, constants);
  return {
    tape: createTape(roots, [...parameters, ...data.columns], 'float32'),
    data: data.values.map((column) => Float32Array.from(column)),
    outputs: parameters.map(() => new Float32Array(length)),
  };
}

/**
 * The mean gradient over the minibatches that the columns of random `words` draw for the walkers
 * at `positions`, one column per parameter.
 */
export function minibatchGradient(
  landscape: Landscape,
  { batchSize, replacement }: MinibatchDraw,
  words: readonly Uint32Array[],
  positions: readonly Float32Array[],
): SampleSums {
  const length = positions[0].length;
  const { tape, data, outputs } = sampleTape(landscape, length);
  const rows = landscape.data.rows;
  const gradient = landscape.parameters.map(() => new Float32Array(length));
  const picked = data.map(() => new Float32Array(length));
  const indices = Array.from({ length: batchSize }, () => new Uint32Array(length));
  const columns = [...positions, ...picked];
  const fill = (count: number) => {
    for (const column of gradient) column.fill(0);
    for (let i = 0; i < batchSize; i++) {
      if (replacement) drawIndices(indices[i], words[i], rows, count);
      else drawDistinct(indices, words[i], i, rows - batchSize, count);
      for (let k = 0; k < data.length; k++) pick(picked[k], data[k], indices[i], count);
      tape(columns, outputs, count);
      for (let p = 0; p < gradient.length; p++) accumulate(gradient[p], outputs[p], count);
    }
    for (const column of gradient) divide(column, batchSize, count);
  };
  return { gradient, covariance: [], fill };
}

/** Mean and, if asked for, covariance of the gradient over all samples. */
export function fullGradient(
  landscape: Landscape,
  covarianceWanted: boolean,
  positions: readonly Float32Array[],
): SampleSums {
  const length = positions[0].length;
  const { tape, data, outputs } = sampleTape(landscape, length);
  const rows = landscape.data.rows;
  const d = landscape.parameters.length;
  const row = data.map(() => new Float32Array(1));
  const gradient = outputs.map(() => new Float32Array(length));
  const pairs = covarianceWanted ? lowerTriangle(d) : [];
  const covariance = pairs.map(() => new Float32Array(length));
  const columns = [...positions, ...row];
  const eachSample = (count: number, visit: (count: number) => void) => {
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < data.length; k++) row[k][0] = data[k][r];
      tape(columns, outputs, count);
      visit(count);
    }
  };
  const addGradient = (count: number) => {
    for (let p = 0; p < d; p++) accumulate(gradient[p], outputs[p], count);
  };
  const addProducts = (count: number) => {
    for (let k = 0; k < pairs.length; k++) {
      const [i, j] = pairs[k];
      accumulateProduct(covariance[k], outputs[i], gradient[i], outputs[j], gradient[j], count);
    }
  };
  const fill = (count: number) => {
    for (const column of gradient) column.fill(0);
    for (const column of covariance) column.fill(0);
    eachSample(count, addGradient);
    for (const column of gradient) divide(column, rows, count);
    if (pairs.length === 0) return;
    eachSample(count, addProducts);
    for (const column of covariance) divide(column, rows, count);
  };
  return { gradient, covariance, fill };
}

/** The pairs (i, j ≤ i) in the order of `SampleSums.covariance`. */
export const lowerTriangle = (d: number): [number, number][] =>
  Array.from({ length: d }, (_, i) =>
    Array.from({ length: i + 1 }, (_, j): [number, number] => [i, j]),
  ).flat();

function drawIndices(indices: Uint32Array, words: Uint32Array, rows: number, count: number): void {
  for (let w = 0; w < count; w++) indices[w] = Math.floor((words[w] * rows) / 2 ** 32);
}

/** Floyd's algorithm, index i: a sample already taken is replaced by number `rest` + i. */
function drawDistinct(
  indices: readonly Uint32Array[],
  words: Uint32Array,
  i: number,
  rest: number,
  count: number,
): void {
  const own = indices[i];
  drawIndices(own, words, rest + i + 1, count);
  for (let w = 0; w < count; w++) {
    const candidate = own[w];
    for (let k = 0; k < i; k++) {
      if (indices[k][w] === candidate) {
        own[w] = rest + i;
        break;
      }
    }
  }
}

function pick(to: Float32Array, from: Float32Array, indices: Uint32Array, count: number): void {
  for (let w = 0; w < count; w++) to[w] = from[indices[w]];
}

function accumulate(sum: Float32Array, terms: Float32Array, count: number): void {
  for (let w = 0; w < count; w++) sum[w] += terms[w];
}

function divide(column: Float32Array, by: number, count: number): void {
  for (let w = 0; w < count; w++) column[w] /= by;
}

/** sum += (a − ā)·(b − b̄), rounded after every operation. */
function accumulateProduct(
  sum: Float32Array,
  a: Float32Array,
  meanA: Float32Array,
  b: Float32Array,
  meanB: Float32Array,
  count: number,
): void {
  const f = Math.fround;
  for (let w = 0; w < count; w++) sum[w] += f(f(a[w] - meanA[w]) * f(b[w] - meanB[w]));
}
