/**
 * One update in one dimension as a family of maps: with probability w_q the walker at x goes to
 * m_q(x) + s_q(x)·ξ, ξ standard normal (s = 0 where the law has no normals). Minibatches with the
 * same gradient everywhere are one map; where they are too many, all of them are one map whose
 * noise is a sum of independent draws, or a random sample of them stands for all. All of it is
 * derived from the law's increment.
 */
import type { Landscape } from '../../model/experiment.js';
import { type LawInputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { minibatchCount } from '../../model/minibatches.js';
import { createGradient1d, type Gradient1d } from '../law/gradient1d.js';
import {
  createIncrement1d,
  type Increment1d,
  type InputColumns,
  minibatchFactor,
} from '../law/increment1d.js';
import { chooseMinibatches, type MinibatchLimits } from './minibatches/chooseMinibatches.js';
import { gradientOf, type MinibatchList } from './minibatches/minibatchList.js';
import { type MinibatchSample, sampleMinibatches } from './minibatches/minibatchSample.js';
import type { SampledMaps } from './minibatches/sampleError.js';

export interface Maps1d {
  readonly weights: Float64Array;
  readonly noisy: boolean;
  /** Writes m_q and s_q at the points x. */
  evaluate(q: number, x: Float64Array, mean: Float64Array, spread: Float64Array): void;
  /** Operations that one point of one map takes, roughly. */
  readonly effort: number;
  /** Where the noise of the one map is no normal but this sum; s is its standard deviation. */
  readonly sum: SumMap1d | null;
  /** Where the maps are a random sample of all. */
  readonly sampled: SampledMaps<Maps1d> | null;
}

/** The step as a sum of independent equal draws and a normal. */
export interface SumMap1d {
  readonly draws: number;
  /** Equally likely values of one draw. */
  readonly samples: number;
  /** Writes the values of one draw, centred; gives the step's mean and what else it consists of. */
  at(y: number, parts: Float64Array): { mean: number; variance: number; deviation: number };
}

/**
 * From 512 maps on a list costs more than the sum of a thousand samples (on 96 cells 0.11 s against
 * 0.03 s, on 384 cells 0.49 s against 0.06 s); 1500 maps on 400 cells, or a sample of 1024 with its
 * groups, are what a second or two has room for.
 */
const limits: MinibatchLimits = { listed: 1500, listedBeforeSum: 512, sampled: 1024 };

/**
 * The maps of `law` on a landscape of one parameter, or the reason why there are none. A random
 * sample is drawn only with a `seed`.
 */
export function createMaps1d(
  landscape: Landscape,
  law: UpdateLaw,
  seed: string | null = null,
): Maps1d | { absent: string } {
  const step = createStep(landscape, law);
  if ('absent' in step) return step;
  if (!step.reads.minibatchGradient) return mapsOf(step, null);
  const sum = step.increment.minibatchCoefficient ? 'sum' : null;
  const route = chooseMinibatches(landscape, law.minibatch!, limits, seed, sum);
  switch (route.kind) {
    case 'listed':
      return mapsOf(step, route.list);
    case 'sum':
      return sumMaps(step);
    case 'sampled':
      return sampledMaps(step, route.sample, route.of);
    case 'absent':
      return route;
    default:
      return route satisfies never;
  }
}

/** The maps of a law whose minibatches are drawn with replacement, as one sum; null where it is none. */
export function createSumMaps1d(landscape: Landscape, law: UpdateLaw): Maps1d | null {
  const step = createStep(landscape, law);
  const isSum = !('absent' in step) && step.increment.minibatchCoefficient !== null;
  return isSum && law.minibatch?.replacement ? sumMaps(step) : null;
}

/** The maps of a random sample of `size` minibatches; null where the law draws none. */
export function createSampledMaps1d(
  landscape: Landscape,
  law: UpdateLaw,
  seed: string,
  size: number = limits.sampled,
): Maps1d | null {
  const step = createStep(landscape, law);
  if ('absent' in step || !law.minibatch) return null;
  const sample = sampleMinibatches(landscape, law.minibatch, seed, size);
  return sampledMaps(step, sample, minibatchCount(landscape.data.rows, law.minibatch));
}

/** What the maps of a law are made of. */
interface Step {
  readonly landscape: Landscape;
  readonly law: UpdateLaw;
  readonly reads: LawInputs;
  readonly increment: Increment1d;
  readonly gradient: Gradient1d;
}

function createStep(landscape: Landscape, law: UpdateLaw): Step | { absent: string } {
  const increment = createIncrement1d(law, landscape.parameters[0]);
  if (!increment) return { absent: 'the noise of this rule is not affine in its normals' };
  return {
    landscape,
    law,
    reads: lawInputs(law),
    increment,
    gradient: createGradient1d(landscape),
  };
}

/** The law's inputs at x, with the minibatch gradient left at 0. */
function columnsAt({ landscape, law, reads, gradient }: Step, x: Float64Array): InputColumns {
  const column = (read: boolean) => (read ? new Float64Array(x.length) : new Float64Array(1));
  const columns = {
    x,
    minibatchGradient: column(reads.minibatchGradient),
    gradient: column(reads.gradient),
    covarianceFactor: column(reads.covarianceFactor),
  };
  if (reads.gradient) gradient.mean(x, columns.gradient);
  if (reads.covarianceFactor) {
    const factor = minibatchFactor(law.minibatch!, landscape.data.rows);
    const variance = columns.covarianceFactor;
    gradient.variance(x, variance);
    for (let i = 0; i < x.length; i++) variance[i] = Math.sqrt(factor * variance[i]);
  }
  return columns;
}

/** One map for each minibatch of the list, or one for all where the law draws none. */
function mapsOf(step: Step, list: MinibatchList | null): Maps1d {
  const { increment, gradient } = step;
  const minibatchGradient =
    list && gradientOf(list, (rows, [x], [out]) => gradient.minibatch(rows, x, out));
  return {
    weights: list?.weights ?? Float64Array.of(1),
    noisy: increment.noisy,
    effort: 10 * (list?.parts ?? 1),
    sum: null,
    sampled: null,
    evaluate(q, x, mean, spread) {
      const columns = columnsAt(step, x);
      minibatchGradient?.(q, [x], [columns.minibatchGradient]);
      increment.mean(columns, mean);
      for (let i = 0; i < x.length; i++) mean[i] += x[i];
      increment.spread(columns, spread);
    },
  };
}

function sampledMaps(step: Step, { whole, groups }: MinibatchSample, of: number): Maps1d {
  return {
    ...mapsOf(step, whole),
    sampled: { of, groups: groups.map((list) => mapsOf(step, list)) },
  };
}

/** One map for all minibatches; the increment is affine in the minibatch gradient. */
function sumMaps(step: Step): Maps1d {
  const { landscape, law, increment, gradient } = step;
  const draws = law.minibatch!.batchSize;
  const samples = landscape.data.rows;
  const coefficientOf = increment.minibatchCoefficient!;
  const centre = (x: Float64Array) => {
    const columns = columnsAt(step, x);
    gradient.mean(x, columns.minibatchGradient);
    return columns;
  };
  const one = { x: new Float64Array(1), out: new Float64Array(1) };
  const number = (
    evaluate: (columns: InputColumns, out: Float64Array) => void,
    c: InputColumns,
  ) => {
    evaluate(c, one.out);
    return one.out[0];
  };
  return {
    weights: Float64Array.of(1),
    noisy: true,
    effort: 10 * samples,
    sampled: null,
    evaluate(_, x, mean, spread) {
      const columns = centre(x);
      const variance = new Float64Array(x.length);
      const coefficient = new Float64Array(x.length);
      increment.mean(columns, mean);
      increment.spread(columns, spread);
      coefficientOf(columns, coefficient);
      gradient.variance(x, variance);
      for (let i = 0; i < x.length; i++) {
        mean[i] += x[i];
        spread[i] = Math.hypot(spread[i], coefficient[i] * Math.sqrt(variance[i] / draws));
      }
    },
    sum: {
      draws,
      samples,
      at(y, parts) {
        one.x[0] = y;
        gradient.samples(y, parts);
        let mean = 0;
        for (const g of parts) mean += g / samples;
        const columns = columnsAt(step, one.x);
        columns.minibatchGradient[0] = mean;
        const coefficient = number(coefficientOf, columns);
        let variance = 0;
        for (let i = 0; i < samples; i++) {
          parts[i] = (coefficient * (parts[i] - mean)) / draws;
          variance += parts[i] ** 2 / samples;
        }
        const deviation = number(increment.spread, columns);
        return { mean: number(increment.mean, columns), variance, deviation };
      },
    },
  };
}
