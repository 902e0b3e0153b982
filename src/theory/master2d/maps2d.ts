/**
 * One update in two dimensions as a family of maps: with probability w_q the walker at θ goes to
 * T_q(θ, ξ), ξ the step's standard normals. Minibatches with the same gradient everywhere are one
 * map. All of it is derived from the law's increment.
 */
import { differentiate } from '../../math/expression/derivative.js';
import { symbolsOf } from '../../math/expression/expression.js';
import { separate } from '../../math/expression/separate.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { withNumbers } from '../law/gradient1d.js';
import { createGradient2d, createPair, type Gradient2d, type Pair } from '../law/gradient2d.js';
import { minibatchFactor } from '../law/increment1d.js';
import { listMinibatches, maximumMaps } from '../master/minibatchList.js';
import { minibatchFeatures } from '../master/minibatchSums.js';

export interface Maps2d {
  /** Probabilities of the distinct minibatches. */
  readonly weights: Float64Array;
  /** Standard normals that a step draws. */
  readonly normals: number;
  /** Whether the noise is the same at every θ, in every minibatch, and affine in its normals. */
  readonly additive: boolean;
  /** Whether each map's image of a point is normal: affine in the normals. */
  readonly normal: boolean;
  /** The inputs of map q at the points; what follows may ask for many values of the normals. */
  at(q: number, points: Pair): MapAt;
}

/** Writes T_q at its points; each normal is one number for all points or a column. */
export type MapAt = (normals: readonly Float64Array[], out: Pair) => void;

/** Probabilities of the distinct minibatches and their gradients. */
interface MinibatchGradients {
  readonly weights: Float64Array;
  gradient(q: number, points: Pair, out: Pair): void;
}

/** The maps of `law` on a landscape of two parameters, or the reason why they cannot be listed. */
export function createMaps2d(landscape: Landscape, law: UpdateLaw): Maps2d | { absent: string } {
  const reads = lawInputs(law);
  const gradient = createGradient2d(landscape);
  const minibatches = reads.minibatchGradient
    ? createMinibatchGradients(landscape, law, gradient)
    : { weights: Float64Array.of(1), gradient: () => {} };
  if ('absent' in minibatches) return minibatches;
  const factor = law.minibatch ? minibatchFactor(law.minibatch, landscape.data.rows) : 0;
  const tape = createTape(
    law.increment.map((e) => withNumbers(e, law.scalars)),
    [
      ...landscape.parameters,
      ...[0, 1].map((i) => inputs.minibatchGradient(i).name),
      ...[0, 1].map((i) => inputs.gradient(i).name),
      ...factorEntries.map(([i, j]) => inputs.covarianceFactor(i, j).name),
      ...Array.from({ length: reads.normals }, (_, i) => inputs.normal(i).name),
    ],
    'float64',
  );
  return {
    weights: minibatches.weights,
    normals: reads.normals,
    additive: reads.normals > 0 && isAdditive(landscape, law),
    normal: ![...symbolsOf(...noiseSlopes(law))].some((name) => name.startsWith('#normal.')),
    at(q, points) {
      const n = points[0].length;
      const own = reads.minibatchGradient ? createPair(n) : createPair(1);
      const mean = reads.gradient ? createPair(n) : createPair(1);
      if (reads.minibatchGradient) minibatches.gradient(q, points, own);
      if (reads.gradient) gradient.mean(points, mean);
      const factors = reads.covarianceFactor
        ? covarianceFactors(gradient, factor, points)
        : factorEntries.map(() => new Float64Array(1));
      const columns = [...points, ...own, ...mean, ...factors];
      return (normals, out) => {
        tape([...columns, ...normals], out, n);
        for (let i = 0; i < 2; i++) for (let k = 0; k < n; k++) out[i][k] += points[i][k];
      };
    },
  };
}

const factorEntries = [
  [0, 0],
  [1, 0],
  [1, 1],
] as const;

/** Lower Cholesky factors of the covariance of the minibatch gradient, as the walkers use them. */
function covarianceFactors(gradient: Gradient2d, factor: number, points: Pair) {
  const n = points[0].length;
  const [a, b, c] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  gradient.covariance(points, [a, b, c]);
  for (let k = 0; k < n; k++) {
    a[k] = Math.sqrt(Math.max(0, factor * a[k]));
    b[k] = a[k] > 0 ? (factor * b[k]) / a[k] : 0;
    c[k] = Math.sqrt(Math.max(0, factor * c[k] - b[k] * b[k]));
  }
  return [a, b, c];
}

/** Nothing that the normals are multiplied with depends on θ, on a minibatch or on a normal. */
function isAdditive(landscape: Landscape, law: UpdateLaw): boolean {
  const { moments, parameters } = landscape;
  const isParameter = (name: string) => parameters.includes(name);
  const constantCovariance =
    moments !== null && !moments.covariance.flat().some((e) => [...symbolsOf(e)].some(isParameter));
  return [...symbolsOf(...noiseSlopes(law))].every(
    (name) => (name.startsWith('#covarianceFactor.') && constantCovariance) || name in law.scalars,
  );
}

/** Derivatives of the increment by its normals. */
function noiseSlopes(law: UpdateLaw) {
  const normals = Array.from({ length: lawInputs(law).normals }, (_, i) => inputs.normal(i).name);
  return law.increment.flatMap((e) => normals.map((name) => differentiate(e, name)));
}

function createMinibatchGradients(
  landscape: Landscape,
  law: UpdateLaw,
  gradient: Gradient2d,
): MinibatchGradients | { absent: string } {
  const separated = createSeparatedGradients(landscape, law);
  if (separated) return separated;
  const list = listMinibatches(landscape.data.rows, law.minibatch!);
  if ('absent' in list) return list;
  const { weights, rowsOf } = list;
  return { weights, gradient: (q, points, out) => gradient.minibatch(rowsOf(q), points, out) };
}

/** For gradients Σₖ fₖ(θ)·φₖ(z): one map for each distinct mean of φ; null where it does not fit. */
function createSeparatedGradients(landscape: Landscape, law: UpdateLaw): MinibatchGradients | null {
  const { data, constants, parameters } = landscape;
  const names = new Set(data.columns);
  const components = landscape.sampleGradient.map((e) =>
    separate(withNumbers(e, constants), names),
  );
  if (components.some((c) => c === null)) return null;
  const terms = components.flatMap((c, i) => c!.map((term) => ({ ...term, component: i })));
  const columns = terms.map(() => new Float64Array(data.rows));
  const features = terms.map((t) => t.feature);
  createTape(features, data.columns, 'float64')(data.values, columns, data.rows);
  const means = minibatchFeatures(columns, data.rows, law.minibatch!, maximumMaps);
  if (!means) return null;
  const tape = createTape(
    terms.map((t) => t.factor),
    parameters,
    'float64',
  );
  return {
    weights: means.weights,
    gradient(q, points, out) {
      const n = points[0].length;
      const factors = terms.map(() => new Float64Array(n));
      tape(points, factors, n);
      for (const column of out) column.fill(0);
      terms.forEach(({ component }, k) => {
        const feature = means.features[q * terms.length + k];
        const sum = out[component];
        for (let i = 0; i < n; i++) sum[i] += feature * factors[k][i];
      });
    },
  };
}
