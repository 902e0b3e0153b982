/**
 * What a random sample of minibatches adds to the error of predictions: from the same predictions
 * made with each of the sample's independent groups, in any dimension.
 */
import { type Pace, quiet } from '../../pace.js';
import type { Prediction } from '../../prediction.js';

export type Predictions = ReadonlyMap<number, Prediction>;

/** Maps of minibatches, or of a random sample of them. */
interface Sampled<Maps> {
  readonly weights: Float64Array;
  readonly sampled: SampledMaps<Maps> | null;
}

export interface SampledMaps<Maps> {
  /** Number of all minibatches. */
  readonly of: number;
  /** The same maps in independent groups. */
  readonly groups: readonly Maps[];
}

/** A sample is hardly ever better than this: resolutions need not agree to less. */
const sampledTarget = 1e-4;

/**
 * The predictions of `solve` for `maps`, with the error of their sample where they are one. `solve`
 * refines until two resolutions agree to `target`.
 */
export async function solveWithSample<Maps extends Sampled<Maps>>(
  maps: Maps,
  target: number,
  pace: Pace,
  solve: (maps: Maps, target: number, pace: Pace) => Promise<Predictions | { absent: string }>,
): Promise<Predictions | { absent: string }> {
  if (!maps.sampled) return solve(maps, target, pace);
  const whole = await solve(maps, Math.max(target, sampledTarget), pace);
  if ('absent' in whole) return whole;
  const groups: Predictions[] = [];
  for (const group of maps.sampled.groups) {
    // Groups are compared with each other: the first two resolutions do.
    const own = await solve(group, 1, quiet(pace));
    if ('absent' in own) return own;
    groups.push(own);
  }
  return addSampleError(whole, groups, { taken: maps.weights.length, of: maps.sampled.of });
}

/** `taken` minibatches stand for `of`. */
interface SampleSize {
  readonly taken: number;
  readonly of: number;
}

/**
 * `whole` with twice the standard error of its sample added to both errors, and a note that says so.
 * The standard error is that of a mean over the `groups`, which hold equal shares of the sample.
 */
function addSampleError(
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
