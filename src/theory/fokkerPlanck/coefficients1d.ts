/**
 * Drift and diffusion of a law in one dimension, from its increment (docs/theory.md §2, diffusion limit
 * of order 1): a = E[increment]/η and D = Var[increment]/(2η). Minibatches are not listed: the
 * variance of their gradient is that of one sample's with the factor of the draw.
 */
import type { Experiment, Landscape } from '../../model/experiment.js';
import { lawInputs, type UpdateLaw } from '../../model/law.js';
import { type ClosureName, createClosure } from '../closure/closures.js';
import { createGradient1d } from '../law/gradient1d.js';
import { createIncrement1d, minibatchFactor } from '../law/increment1d.js';

export interface Coefficients1d {
  /** Writes drift and diffusion at the points x; diffusion is ≥ 0. */
  evaluate(x: Float64Array, drift: Float64Array, diffusion: Float64Array): void;
}

/** A closure's coefficients, and what a reader of the prediction has to know. */
export interface ClosureCoefficients1d {
  readonly coefficients: Coefficients1d;
  readonly notes: readonly string[];
}

/** What closure `name` makes of ensemble `index`, or the reason why it cannot. */
export function createClosureCoefficients1d(
  experiment: Experiment,
  index: number,
  name: ClosureName,
): ClosureCoefficients1d | { absent: string } {
  const { landscape, learningRate, ensembles } = experiment;
  const limit = createCoefficients1d(landscape, ensembles[index].law, learningRate);
  if ('absent' in limit) return limit;
  const closure = createClosure(experiment, index, name, ([x]) => {
    const [drift, diffusion] = [new Float64Array(x.length), new Float64Array(x.length)];
    limit.evaluate(x, drift, diffusion);
    return { drift: [drift], diffusion: [diffusion] };
  });
  if ('absent' in closure) return closure;
  const coefficients: Coefficients1d = {
    evaluate(x, drift, diffusion) {
      limit.evaluate(x, drift, diffusion);
      closure.amend([x], { drift: [drift], diffusion: [diffusion] });
    },
  };
  return { coefficients, notes: closure.notes };
}

/** The diffusion limit's coefficients, or the reason why this law has none that we can derive. */
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
