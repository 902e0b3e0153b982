/**
 * Drift and diffusion of a law in one dimension, from its increment (docs/theory.md §2, diffusion limit
 * of order 1): a = E[increment]/η and D = Var[increment]/(2η). Minibatches are not listed: the
 * variance of their gradient is that of one sample's with the factor of the draw.
 */
import type { Landscape } from '../../model/experiment.js';
import { lawInputs, type UpdateLaw } from '../../model/law.js';
import { createGradient1d } from '../law/gradient1d.js';
import { createIncrement1d, minibatchFactor } from '../law/increment1d.js';

export interface Coefficients1d {
  /** Writes drift and diffusion at the points x; diffusion is ≥ 0. */
  evaluate(x: Float64Array, drift: Float64Array, diffusion: Float64Array): void;
}

/** The coefficients, or the reason why this law has none that we can derive. */
export function createCoefficients1d(
  landscape: Landscape,
  law: UpdateLaw,
  learningRate: number,
): Coefficients1d | { absent: string } {
  const increment = createIncrement1d(law, landscape.parameters[0]);
  if (!increment) return { absent: 'the noise of this rule is not affine in its normals' };
  const { minibatchCoefficient } = increment;
  if (!minibatchCoefficient) {
    return { absent: 'this rule is not affine in the minibatch gradient' };
  }
  const reads = lawInputs(law);
  const gradient = createGradient1d(landscape);
  const factor = law.minibatch ? minibatchFactor(law.minibatch, landscape.data.rows) : 0;
  return {
    evaluate(x, drift, diffusion) {
      const mean = new Float64Array(x.length);
      const variance = new Float64Array(x.length);
      if (reads.gradient || reads.minibatchGradient) gradient.mean(x, mean);
      if (law.minibatch) gradient.variance(x, variance);
      const covarianceFactor = variance.map((v) => Math.sqrt(factor * v));
      const columns = { x, minibatchGradient: mean, gradient: mean, covarianceFactor };
      const coefficient = new Float64Array(x.length);
      increment.mean(columns, drift);
      increment.spread(columns, diffusion);
      minibatchCoefficient(columns, coefficient);
      for (let i = 0; i < x.length; i++) {
        const second = coefficient[i] ** 2 * factor * variance[i] + diffusion[i] ** 2;
        diffusion[i] = second / (2 * learningRate);
        drift[i] /= learningRate;
      }
    },
  };
}
