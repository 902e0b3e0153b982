/**
 * Landscapes whose every sample loss is quadratic, ∇ℓ = Hθ − b with (H, b) varying from sample to
 * sample, under laws that are affine in θ, the gradients and the normals: mean and covariance then
 * obey a closed recursion, exact at any learning rate (docs/theory.md §3), in any dimension.
 */
import { differentiate } from '../../math/expression/derivative.js';
import {
  type Expression,
  number,
  substitute,
  symbolsOf,
} from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import type { Landscape } from '../../model/experiment.js';
import { inputs, lawInputs, type UpdateLaw } from '../../model/law.js';
import { withNumbers } from '../law/gradient1d.js';
import { minibatchFactor } from '../law/increment1d.js';

/** All matrices row-major; d parameters; z = (θ, 1) has d + 1 components. */
export interface LinearModel {
  readonly dimension: number;
  /** θ′ has mean A z; d × (d + 1). */
  readonly mean: Float64Array;
  /**
   * Given z, θ′ has covariance Σ_r w_r (G_r z)(G_r z)ᵀ: matrices G_r, d × (d + 1) each, one after
   * the other.
   */
  readonly noise: { readonly weights: Float64Array; readonly factors: Float64Array };
}

/** Mean (d) and covariance (d × d). */
export interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** The linear model of an ensemble, or the reason why it is none. */
export function createLinearModel(
  landscape: Landscape,
  law: UpdateLaw,
): LinearModel | { absent: string } {
  const { parameters, data } = landscape;
  const d = parameters.length;
  const samples = sampleMatrices(landscape);
  if (!samples) return { absent: 'some sample loss is not quadratic in the parameters' };
  const parts = affineParts(law, parameters);
  if (!parts) return { absent: 'the rule is not affine in the gradients and its normals' };
  const width = d + 1;
  const average = new Float64Array(d * width);
  for (const G of samples) for (let k = 0; k < G.length; k++) average[k] += G[k] / data.rows;
  const onGradients = parts.minibatch.map((v, k) => v + parts.gradient[k]);
  const mean = multiply(onGradients, average, d, d, width);
  for (let i = 0; i < d; i++) mean[i * width + i] += 1;
  const factor = law.minibatch ? minibatchFactor(law.minibatch, data.rows) / data.rows : 0;
  const factors: Float64Array[] = [];
  const weights: number[] = [];
  for (const coefficient of [parts.minibatch, parts.factor]) {
    if (factor === 0 || coefficient.every((v) => v === 0)) continue;
    for (const G of samples) {
      weights.push(factor);
      const deviation = G.map((v, k) => v - average[k]);
      factors.push(multiply(coefficient, deviation, d, d, width));
    }
  }
  for (const column of parts.constant) {
    const G = new Float64Array(d * width);
    for (let i = 0; i < d; i++) G[i * width + d] = column[i];
    weights.push(1);
    factors.push(G);
  }
  return {
    dimension: d,
    mean,
    noise: {
      weights: Float64Array.from(weights),
      factors: Float64Array.from(factors.flatMap((G) => [...G])),
    },
  };
}

/** Moments after one update. */
export function stepMoments(model: LinearModel, { mean, covariance }: Moments): Moments {
  const { dimension: d, noise } = model;
  const width = d + 1;
  const z = Float64Array.from([...mean, 1]);
  const next = multiply(model.mean, z, d, width, 1);
  const spread = new Float64Array(d * d);
  addSandwich(spread, model.mean, covariance, d, 1);
  const second = covariance.map((v, k) => v + mean[Math.floor(k / d)] * mean[k % d]);
  for (let r = 0; r < noise.weights.length; r++) {
    const G = noise.factors.subarray(r * d * width, (r + 1) * d * width);
    addSandwich(spread, G, second, d, noise.weights[r]);
    // The constant column: G (E z zᵀ) Gᵀ = G_θ E[θθᵀ] G_θᵀ + (G z̄)cᵀ + c(G z̄)ᵀ − c cᵀ.
    const image = multiply(G, z, d, width, 1);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        const ci = G[i * width + d];
        const cj = G[j * width + d];
        spread[i * d + j] += noise.weights[r] * (image[i] * cj + ci * image[j] - ci * cj);
      }
    }
  }
  return { mean: next, covariance: spread };
}

/** sum += weight · M_θ S M_θᵀ, M_θ the first d columns of the d × (d + 1) matrix M. */
function addSandwich(
  sum: Float64Array,
  m: Float64Array,
  s: Float64Array,
  d: number,
  weight: number,
): void {
  const width = d + 1;
  const half = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) {
      const v = m[i * width + k];
      if (v !== 0) for (let j = 0; j < d; j++) half[i * d + j] += v * s[k * d + j];
    }
  }
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let total = 0;
      for (let k = 0; k < d; k++) total += half[i * d + k] * m[j * width + k];
      sum[i * d + j] += weight * total;
    }
  }
}

/** (rows × inner) · (inner × columns), row-major. */
function multiply(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const v = a[i * inner + k];
      for (let j = 0; j < columns; j++) product[i * columns + j] += v * b[k * columns + j];
    }
  }
  return product;
}

/** [H, −b] of every sample, d × (d + 1); null where some Hessian depends on the parameters. */
function sampleMatrices(landscape: Landscape): Float64Array[] | null {
  const { parameters, data, constants } = landscape;
  const d = parameters.length;
  const origin = new Map(parameters.map((p) => [p, number(0)]));
  const entries: Expression[] = [];
  for (const component of landscape.sampleGradient) {
    const gradient = withNumbers(component, constants);
    for (const p of parameters) entries.push(differentiate(gradient, p));
    entries.push(substitute(gradient, origin));
  }
  if (entries.some((e) => parameters.some((p) => symbolsOf(e).has(p)))) return null;
  const columns = entries.map(() => new Float64Array(data.rows));
  createTape(entries, data.columns, 'float64')(data.values, columns, data.rows);
  const matrices = Array.from({ length: data.rows }, (_, row) =>
    Float64Array.from({ length: d * (d + 1) }, (_, k) => columns[k][row]),
  );
  return matrices.every((m) => m.every(Number.isFinite)) ? matrices : null;
}

interface AffineParts {
  /** d × d coefficients of the minibatch gradient and of the gradient. */
  readonly minibatch: Float64Array;
  readonly gradient: Float64Array;
  /** d × d coefficient of L·ξ, L the covariance factor. */
  readonly factor: Float64Array;
  /** Coefficients of normals that stand alone, one column each. */
  readonly constant: readonly Float64Array[];
}

/** Takes the increment apart; null where it is not affine or mixes its normals otherwise. */
function affineParts(law: UpdateLaw, parameters: readonly string[]): AffineParts | null {
  const d = parameters.length;
  const increment = law.increment.map((e) => withNumbers(e, law.scalars));
  let affine = true;
  const constantOf = (e: Expression) => {
    if (e.kind !== 'number') affine = false;
    return e.kind === 'number' ? e.value : 0;
  };
  const square = (input: (j: number) => { name: string }) =>
    Float64Array.from({ length: d * d }, (_, k) =>
      constantOf(differentiate(increment[Math.floor(k / d)], input(k % d).name)),
    );
  const minibatch = square(inputs.minibatchGradient);
  const gradient = square(inputs.gradient);
  const factor = new Float64Array(d * d);
  const constant: Float64Array[] = [];
  const { normals } = lawInputs(law);
  for (let k = 0; k < normals; k++) {
    const slopes = increment.map((e) => differentiate(e, inputs.normal(k).name));
    const factorNames = Array.from({ length: d }, (_, p) => inputs.covarianceFactor(p, k).name);
    if (!factorNames.some((name) => slopes.some((e) => symbolsOf(e).has(name)))) {
      constant.push(Float64Array.from(slopes, constantOf));
      continue;
    }
    // Column k of γ·L: γ_ip is the coefficient of L_pk, the same for every k ≤ p.
    const zeros = new Map(factorNames.map((name) => [name, number(0)]));
    for (let i = 0; i < d; i++) {
      if (constantOf(substitute(slopes[i], zeros)) !== 0) return null;
      for (let p = k; p < d; p++) {
        const value = constantOf(differentiate(slopes[i], factorNames[p]));
        if (k > 0 && value !== factor[i * d + p]) return null;
        factor[i * d + p] = value;
      }
    }
  }
  const zero = new Map<string, Expression>();
  for (const name of symbolsOf(...increment)) if (name.startsWith('#')) zero.set(name, number(0));
  if (increment.some((e) => constantOf(substitute(e, zero)) !== 0)) return null;
  return affine ? { minibatch, gradient, factor, constant } : null;
}
