/**
 * What θ is multiplied by in one step of a linear model. Given θ, Gaussian SGD has the law of
 * A + Σ ξ_r G_r, which makes it a product of random matrices as SGD is.
 */
import { multiplyDense } from '../../../math/dense/products.js';
import { covarianceScale } from '../../../model/expandLaw.js';
import type { Landscape } from '../../../model/experiment.js';
import type { MinibatchDraw, UpdateLaw } from '../../../model/law.js';
import { affineParts } from '../affineParts.js';
import { meanOf, squaresOf } from '../linearModel.js';
import { quadraticSamples } from '../sampleMatrices.js';

/** M = drift + mean of `samples` over a minibatch + Σ ξ_r normals_r, each d × d. */
export interface RandomMatrix {
  readonly dimension: number;
  readonly drift: Float64Array;
  /** Of every sample, mean 0; empty where the law takes no minibatch gradient. */
  readonly samples: readonly Float64Array[];
  readonly draw: MinibatchDraw | null;
  readonly normals: readonly Float64Array[];
}

/** Null where some loss is not quadratic, or the law not affine. */
export function createRandomMatrix(landscape: Landscape, law: UpdateLaw): RandomMatrix | null {
  const gradients = quadraticSamples(landscape);
  const parts = affineParts(law, landscape.parameters);
  if ('absent' in gradients || !parts) return null;
  const d = landscape.parameters.length;
  const curvatures = gradients.map((G) => G.filter((_, k) => k % (d + 1) < d));
  const average = meanOf(curvatures);
  const product = (a: Float64Array, b: Float64Array) => multiplyDense(a, b, d, d, d);
  const drift = product(
    parts.minibatch.map((v, k) => v + parts.gradient[k]),
    average,
  );
  for (let i = 0; i < d; i++) drift[i * d + i] += 1;
  const { minibatch: draw } = law;
  const isZero = (a: Float64Array) => a.every((v) => v === 0);
  const samples = isZero(parts.minibatch)
    ? []
    : curvatures.map((h) =>
        product(
          parts.minibatch,
          h.map((v, k) => v - average[k]),
        ),
      );
  const scale = draw ? Math.sqrt(covarianceScale(draw, gradients.length)) : 0;
  const factor = parts.factor.map((v) => v * scale);
  const normals = isZero(factor)
    ? []
    : squaresOf(curvatures, average).map((G) => product(factor, G));
  return { dimension: d, drift, samples, draw, normals };
}
