/**
 * One update in two dimensions as a family of maps: with probability w_q the walker at θ goes to
 * T_q(θ, ξ), ξ the step's standard normals. Minibatches with the same gradient everywhere are one
 * map. All of it is derived from the law's increment.
 */
import { differentiate } from '../../math/expression/derivative.js';
import { symbolsOf } from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { minibatchCount } from '../../model/minibatches.js';
import { withNumbers } from '../law/gradient1d.js';
import { createGradient2d, createPair, type Gradient2d, type Pair } from '../law/gradient2d.js';
import { minibatchFactor } from '../law/increment1d.js';
import {
  chooseMinibatches,
  type MinibatchLimits,
} from '../master/minibatches/chooseMinibatches.js';
import { gradientOf, type MinibatchList } from '../master/minibatches/minibatchList.js';
import { type MinibatchSample, sampleMinibatches } from '../master/minibatches/minibatchSample.js';
import type { SampledMaps } from '../master/minibatches/sampleError.js';

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
  /** Where the maps are a random sample of all. */
  readonly sampled: SampledMaps<Maps2d> | null;
}

/** Writes T_q at its points; each normal is one number for all points or a column. */
export type MapAt = (normals: readonly Float64Array[], out: Pair) => void;

/**
 * Maps that a grid of 100 × 100 cells has room for in the budget of one operator; maps of a sample,
 * which leave room for finer cells.
 */
const limits: MinibatchLimits = { listed: 400, listedBeforeSum: 0, sampled: 256 };

/**
 * The maps of `law` on a landscape of two parameters, or the reason why there are none. A random
 * sample is drawn only with a `seed`.
 */
export function createMaps2d(
  landscape: Landscape,
  law: UpdateLaw,
  seed: string | null = null,
): Maps2d | { absent: string } {
  if (!lawInputs(law).minibatchGradient) return mapsOf(landscape, law, null);
  const route = chooseMinibatches<never>(landscape, law.minibatch!, limits, seed, null);
  if (route.kind === 'listed') return mapsOf(landscape, law, route.list);
  if (route.kind === 'sampled') return sampledMaps(landscape, law, route.sample, route.of);
  return { absent: route.absent };
}

/** The maps of a random sample of `size` minibatches; null where the law draws none. */
export function createSampledMaps2d(
  landscape: Landscape,
  law: UpdateLaw,
  seed: string,
  size: number = limits.sampled,
): Maps2d | null {
  if (!law.minibatch) return null;
  const sample = sampleMinibatches(landscape, law.minibatch, seed, size);
  return sampledMaps(landscape, law, sample, minibatchCount(landscape.data.rows, law.minibatch));
}

function sampledMaps(
  landscape: Landscape,
  law: UpdateLaw,
  { whole, groups }: MinibatchSample,
  of: number,
): Maps2d {
  return {
    ...mapsOf(landscape, law, whole),
    sampled: { of, groups: groups.map((list) => mapsOf(landscape, law, list)) },
  };
}

/** One map for each minibatch of the list, or one for all where the law draws none. */
function mapsOf(landscape: Landscape, law: UpdateLaw, list: MinibatchList | null): Maps2d {
  const reads = lawInputs(law);
  const gradient = createGradient2d(landscape);
  const minibatchGradient =
    list &&
    gradientOf(list, (rows, [x, y], [gx, gy]) => gradient.minibatch(rows, [x, y], [gx, gy]));
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
    weights: list?.weights ?? Float64Array.of(1),
    sampled: null,
    normals: reads.normals,
    additive: reads.normals > 0 && isAdditive(landscape, law),
    normal: ![...symbolsOf(...noiseSlopes(law))].some((name) => name.startsWith('#normal.')),
    at(q, points) {
      const n = points[0].length;
      const own = reads.minibatchGradient ? createPair(n) : createPair(1);
      const mean = reads.gradient ? createPair(n) : createPair(1);
      minibatchGradient?.(q, points, own);
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
