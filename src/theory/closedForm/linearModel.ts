/**
 * Landscapes whose every sample loss is quadratic, ∇ℓ = Hθ + g with (H, g) varying from sample to
 * sample, under laws that are affine in θ, the gradients and the normals: mean and covariance then
 * obey a closed recursion, exact at any learning rate (docs/theory.md §3). Any dimension: experiments
 * have one or two parameters, `buildLandscape` and `buildLaw` take more.
 */
import { fewerSquares } from '../../math/dense/fewerSquares.js';
import { multiplyDense } from '../../math/dense/products.js';
import { covarianceScale } from '../../model/expandLaw.js';
import type { Landscape } from '../../model/experiment.js';
import type { UpdateLaw } from '../../model/law.js';
import { affineParts } from './affineParts.js';
import { quadraticSamples, samplesNear } from './sampleMatrices.js';

/** All matrices row-major; d parameters; z = (θ, 1) has d + 1 components. */
export interface LinearModel {
  readonly dimension: number;
  /** θ′ has mean A z; d × (d + 1). */
  readonly mean: Float64Array;
  /** Given z, θ′ has covariance Σ_r (G_r z)(G_r z)ᵀ: the matrices G_r, d × (d + 1) each. */
  readonly factors: readonly Float64Array[];
}

/** Mean (d) and covariance (d × d). */
export interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/**
 * The linear model of an ensemble, or the reason why it is none. Sums of squares, products and
 * data columns count as they are typed; absolute values and conditions on θ are not quadratic.
 */
export function createLinearModel(
  landscape: Landscape,
  law: UpdateLaw,
): LinearModel | { absent: string } {
  const samples = quadraticSamples(landscape);
  return 'absent' in samples ? samples : fromSamples(samples, landscape, law);
}

/**
 * The linear model in θ − `point` of an ensemble near `point`: every sample's gradient to first
 * order. What it says holds while the walkers stay where that is all there is.
 */
export function createLocalModel(
  landscape: Landscape,
  law: UpdateLaw,
  point: readonly number[],
): LinearModel | { absent: string } {
  const samples = samplesNear(landscape, point);
  return 'absent' in samples ? samples : fromSamples(samples, landscape, law);
}

function fromSamples(
  samples: readonly Float64Array[],
  { parameters }: Landscape,
  law: UpdateLaw,
): LinearModel | { absent: string } {
  const d = parameters.length;
  const parts = affineParts(law, parameters);
  if (!parts) return { absent: 'the rule is not affine in the gradients and its normals' };
  const width = d + 1;
  const average = meanOf(samples);
  const onGradients = parts.minibatch.map((v, k) => v + parts.gradient[k]);
  const mean = multiplyDense(onGradients, average, d, d, width);
  for (let i = 0; i < d; i++) mean[i * width + i] += 1;
  const scale = law.minibatch ? covarianceScale(law.minibatch, samples.length) : 0;
  const deviations = scale === 0 ? [] : squaresOf(samples, average);
  const factors: Float64Array[] = [];
  for (const coefficient of [parts.minibatch, parts.factor]) {
    if (coefficient.every((v) => v === 0)) continue;
    const scaled = coefficient.map((v) => v * Math.sqrt(scale));
    for (const G of deviations) factors.push(multiplyDense(scaled, G, d, d, width));
  }
  for (const column of parts.constant) {
    const G = new Float64Array(d * width);
    for (let i = 0; i < d; i++) G[i * width + d] = column[i];
    factors.push(G);
  }
  return { dimension: d, mean, factors };
}

/** The mean matrix; exact where all are equal, so that deviations vanish there. */
export function meanOf(samples: readonly Float64Array[]): Float64Array {
  const [first] = samples;
  const average = new Float64Array(first.length);
  for (const G of samples) {
    for (let k = 0; k < G.length; k++) average[k] += (G[k] - first[k]) / samples.length;
  }
  return average.map((v, k) => v + first[k]);
}

/** Matrices G with Σ G z zᵀ Gᵀ the covariance of one sample's gradient at θ, z = (θ, 1). */
export function squaresOf(
  samples: readonly Float64Array[],
  average: Float64Array,
): readonly Float64Array[] {
  const share = 1 / Math.sqrt(samples.length);
  return fewerSquares(samples.map((G) => G.map((v, k) => (v - average[k]) * share)));
}
