/**
 * One update in one dimension as a family of maps: with probability w_q the walker at x goes to
 * m_q(x) + s_q(x)·ξ, ξ standard normal (s = 0 where the law has no normals). Minibatches with the
 * same gradient everywhere are one map. All of it is derived from the law's increment.
 */
import { separate } from '../../math/expression/separate.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { lawInputs, type UpdateLaw } from '../../model/law.js';
import { createGradient1d, type Gradient1d, withNumbers } from '../law/gradient1d.js';
import { createIncrement1d, type InputColumns, minibatchFactor } from '../law/increment1d.js';
import { listMinibatches, maximumMaps } from './minibatchList.js';
import { minibatchFeatures } from './minibatchSums.js';

export interface Maps1d {
  readonly weights: Float64Array;
  readonly noisy: boolean;
  /** Writes m_q and s_q at the points x. */
  evaluate(q: number, x: Float64Array, mean: Float64Array, spread: Float64Array): void;
}

/** Weights of the distinct minibatches and their gradients. */
interface MinibatchGradients {
  readonly weights: Float64Array;
  gradient(q: number, x: Float64Array, out: Float64Array): void;
}

/** The maps of `law` on a landscape of one parameter, or the reason why they cannot be listed. */
export function createMaps1d(landscape: Landscape, law: UpdateLaw): Maps1d | { absent: string } {
  const increment = createIncrement1d(law, landscape.parameters[0]);
  if (!increment) return { absent: 'the noise of this rule is not affine in its normals' };
  const reads = lawInputs(law);
  const gradient = createGradient1d(landscape);
  const minibatches = reads.minibatchGradient
    ? createMinibatchGradients(landscape, law, gradient)
    : { weights: Float64Array.of(1), gradient: () => {} };
  if ('absent' in minibatches) return minibatches;
  const factor = law.minibatch ? minibatchFactor(law.minibatch, landscape.data.rows) : 0;
  const columnsAt = (q: number, x: Float64Array): InputColumns => {
    const column = (read: boolean) => (read ? new Float64Array(x.length) : new Float64Array(1));
    const columns = {
      x,
      minibatchGradient: column(reads.minibatchGradient),
      gradient: column(reads.gradient),
      covarianceFactor: column(reads.covarianceFactor),
    };
    if (reads.minibatchGradient) minibatches.gradient(q, x, columns.minibatchGradient);
    if (reads.gradient) gradient.mean(x, columns.gradient);
    if (reads.covarianceFactor) {
      const variance = columns.covarianceFactor;
      gradient.variance(x, variance);
      for (let i = 0; i < x.length; i++) variance[i] = Math.sqrt(factor * variance[i]);
    }
    return columns;
  };
  return {
    weights: minibatches.weights,
    noisy: increment.noisy,
    evaluate(q, x, mean, spread) {
      const columns = columnsAt(q, x);
      increment.mean(columns, mean);
      for (let i = 0; i < x.length; i++) mean[i] += x[i];
      increment.spread(columns, spread);
    },
  };
}

function createMinibatchGradients(
  landscape: Landscape,
  law: UpdateLaw,
  gradient: Gradient1d,
): MinibatchGradients | { absent: string } {
  const separated = createSeparatedGradients(landscape, law);
  if (separated) return separated;
  const list = listMinibatches(landscape.data.rows, law.minibatch!);
  if ('absent' in list) return list;
  const { weights, rowsOf } = list;
  return { weights, gradient: (q, x, out) => gradient.minibatch(rowsOf(q), x, out) };
}

/** For gradients Σₖ fₖ(x)·φₖ(z): one map for each distinct mean of φ; null where it does not fit. */
function createSeparatedGradients(landscape: Landscape, law: UpdateLaw): MinibatchGradients | null {
  const { data, constants, parameters } = landscape;
  const terms = separate(
    withNumbers(landscape.sampleGradient[0], constants),
    new Set(data.columns),
  );
  if (!terms) return null;
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
    gradient(q, x, out) {
      const factors = terms.map(() => new Float64Array(x.length));
      tape([x], factors, x.length);
      out.fill(0);
      factors.forEach((f, k) => {
        const feature = means.features[q * terms.length + k];
        for (let i = 0; i < x.length; i++) out[i] += feature * f[i];
      });
    },
  };
}
