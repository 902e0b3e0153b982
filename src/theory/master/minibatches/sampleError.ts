/**
 * What a random sample of minibatches adds to the error of predictions: from the same predictions
 * made with each of the sample's independent groups, in any dimension.
 */
import type { Prediction } from '../../prediction.js';

type Predictions = ReadonlyMap<number, Prediction>;

/** `taken` minibatches stand for `of`. */
export interface SampleSize {
  readonly taken: number;
  readonly of: number;
}

/**
 * `whole` with twice the standard error of its sample added to both errors, and a note that says so.
 * The standard error is that of a mean over the `groups`, which hold equal shares of the sample.
 */
export function addSampleError(
  whole: Predictions,
  groups: readonly Predictions[],
  size: SampleSize,
): Map<number, Prediction> {
  const added = [...whole].map(([step, prediction]) => {
    if (step === 0) return [step, prediction] as const;
    const own = groups.map((group) => group.get(step)!);
    const solverError = 2 * standardError(own.map(cellsOf), totalVariation);
    const momentError = 2 * standardError(own.map(covarianceOf), relativeToLargest);
    const note =
      `a random sample of ${size.taken} out of ${size.of.toPrecision(3)} minibatches was followed, ` +
      `which adds ${solverError.toExponential(1)} to the error in total variation`;
    return [
      step,
      {
        ...prediction,
        solverError: prediction.solverError + solverError,
        momentError: prediction.momentError + momentError,
        notes: [...prediction.notes, note],
      },
    ] as const;
  });
  return new Map(added);
}

/** Of the mean of independent vectors, in terms of a distance from their mean. */
function standardError(
  vectors: readonly Float64Array[],
  distance: (a: Float64Array, mean: Float64Array) => number,
): number {
  const count = vectors.length;
  const mean = vectors[0].map((_, i) => vectors.reduce((s, v) => s + v[i], 0) / count);
  const squares = vectors.reduce((s, v) => s + distance(v, mean) ** 2, 0);
  return Math.sqrt(squares / (count - 1) / count);
}

const cellsOf = ({ probabilities, outside }: Prediction) =>
  Float64Array.from([...(probabilities ?? []), outside]);

const covarianceOf = ({ covariance }: Prediction) => covariance;

const totalVariation = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, v, i) => sum + Math.abs(v - b[i]) / 2, 0);

function relativeToLargest(a: Float64Array, b: Float64Array): number {
  const largest = b.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const apart = a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0);
  return largest > 0 ? apart / largest : 0;
}
