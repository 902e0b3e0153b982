/** What leaves a solver is a law: numbers that are finite, and errors that a total variation can have. */
import type { Prediction, PredictionSeries } from './prediction.js';

/**
 * The series with every claimed error cut at 1, the largest total variation there is, and variances
 * at 0; absent where the probabilities of a step are not finite.
 */
export function soundSeries(series: PredictionSeries): PredictionSeries {
  if ('absent' in series) return series;
  const { name, predictions } = series;
  for (const { step, probabilities, outside, solverError } of predictions.values()) {
    const values = [outside, solverError];
    if (values.every(Number.isFinite) && (probabilities?.every(Number.isFinite) ?? true)) continue;
    return { name, absent: `its probabilities are not finite at step ${step}` };
  }
  return { name, predictions: new Map([...predictions].map(([step, p]) => [step, cut(p)])) };
}

function cut(prediction: Prediction): Prediction {
  const d = prediction.mean.length;
  return {
    ...prediction,
    solverError: Math.min(1, prediction.solverError),
    // Where a law is a point, rounding is all that is left of its variances.
    covariance: prediction.covariance.map((v, k) => (k % (d + 1) === 0 ? Math.max(0, v) : v)),
  };
}
