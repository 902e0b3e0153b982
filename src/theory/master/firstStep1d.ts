/**
 * The variance after one update, exactly and without cells: two resolutions that are both coarser
 * than a law's fine structure (minibatches make staircases of sharp starts) agree on a moment that
 * is off, and this tells by how much.
 */
import type { Experiment } from '../../model/experiment.js';
import { createCoefficients1d } from '../fokkerPlanck/coefficients1d.js';
import { initialMoments, initialQuadrature } from '../law/initialLaw1d.js';
import type { Prediction } from '../prediction.js';

/** Quadrature panels per standard deviation of the start. */
const panelsPerDeviation = 8;

/**
 * Var(x + ηa(x)) + E[2ηD(x)] over the law at step 0, with the law's own drift and diffusion, in which
 * no minibatch is left out; null where the rule has none, or for a point start, which is exact.
 */
export function varianceAfterOneStep(experiment: Experiment, index: number): number | null {
  const { landscape, ensembles, learningRate, initial } = experiment;
  const coefficients = createCoefficients1d(landscape, ensembles[index].law, learningRate);
  const { variance } = initialMoments(initial[0]);
  if ('absent' in coefficients || variance === 0) return null;
  const scale = Math.sqrt(variance) / panelsPerDeviation;
  const { points, weights } = initialQuadrature(initial[0], scale);
  const drift = new Float64Array(points.length);
  const diffusion = new Float64Array(points.length);
  coefficients.evaluate(points, drift, diffusion);
  const mean = weights.reduce((sum, w, k) => sum + w * (points[k] + learningRate * drift[k]), 0);
  return weights.reduce((sum, w, k) => {
    const deviation = points[k] + learningRate * drift[k] - mean;
    return sum + w * (deviation * deviation + 2 * learningRate * diffusion[k]);
  }, 0);
}

/** The predictions with the share by which the first step's variance is off added to their errors. */
export function withFirstStepError(
  predictions: ReadonlyMap<number, Prediction>,
  exact: number,
): Map<number, Prediction> {
  const first = predictions.get(1);
  const misfit = first && exact > 0 ? Math.abs(first.covariance[0] / exact - 1) : 0;
  return new Map(
    [...predictions].map(([step, law]) => [
      step,
      step === 0 ? law : { ...law, momentError: law.momentError + misfit },
    ]),
  );
}
