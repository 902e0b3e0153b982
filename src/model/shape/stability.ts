/**
 * Learning rates up to which a critical point holds walkers, from the Hessians of the samples
 * there: the loss is replaced by its quadratic model (docs/theory.md §3).
 */
import { differentiate } from '../../math/expression/derivative.js';
import { number, substitute } from '../../math/expression/expression.js';
import { createTape } from '../../math/expression/tape.js';
import { eigen2 } from '../../math/symmetric2.js';
import { covarianceScale } from '../expandLaw.js';
import type { Landscape } from '../experiment.js';
import type { MinibatchDraw } from '../law.js';
import { createColumns, triangle } from './surface.js';

export interface StabilityLimits {
  /** 2/λ_max: beyond it gradient descent, and the mean of every rule, leaves the point. */
  readonly mean: number;
  /** Beyond it the second moment under minibatch noise grows without bound; at most `mean`. */
  readonly secondMoment: number;
}

/** Curvatures below this share of the largest are 0. */
const flatShare = 1e-12;
const rounds = 2000;

/**
 * The limits at a critical point of a landscape of one or two parameters; `draw` is null for rules
 * whose noise does not depend on θ. Both are 0 where some direction curves down, and ∞ where no
 * sample curves. The second moment E δδᵀ obeys X ← (1 − ηH)X(1 − ηH) + η²φ E[(h − H)X(h − H)], φ
 * the covariance scale of the minibatch; it is stable up to 1/ρ, ρ the spectral radius of
 * X ↦ 𝓐⁻¹(HXH + φ E[(h − H)X(h − H)]) with 𝓐X = HX + XH (Mulayoff, Michaeli, ICML 2024). Null
 * where a Hessian is not finite there.
 */
export function stabilityLimits(
  landscape: Landscape,
  draw: MinibatchDraw | null,
  point: readonly number[],
): StabilityLimits | null {
  const samples = sampleHessians(landscape, point);
  const d = landscape.parameters.length;
  if (d > 2 || !samples.every((column) => column.every(Number.isFinite))) return null;
  const { rows } = landscape.data;
  const [a, b, c] = samples.map((column) => column.reduce((s, v) => s + v, 0) / rows);
  const { values, vector } = d === 1 ? onLine(a) : eigen2(a, b, c);
  const lambda = values.slice(0, d);
  const largest = Math.max(...lambda.map(Math.abs));
  if (lambda.some((l) => l < -flatShare * largest)) return { mean: 0, secondMoment: 0 };
  const curvatures = lambda.map((l) => (l <= flatShare * largest ? 0 : l));
  const scale = draw ? covarianceScale(draw, rows) / rows : 0;
  const noise = inEigenbasis(samples, vector, d);
  for (const entries of noise) for (let i = 0; i < d; i++) entries[i * d + i] -= curvatures[i];
  const mean = 2 / largest;
  return { mean, secondMoment: Math.min(mean, 1 / growth(curvatures, noise, scale)) };
}

const onLine = (a: number) => ({ values: [a] as const, vector: [1, 0] as const });

/** Entries (0, 0), (1, 0), (1, 1) of ∇²ℓ at `point`, one array over the samples each. */
function sampleHessians(
  { parameters, sampleGradient, constants, data }: Landscape,
  point: readonly number[],
) {
  const known = { ...constants, ...Object.fromEntries(parameters.map((p, i) => [p, point[i]])) };
  const values = new Map(Object.entries(known).map(([name, v]) => [name, number(v)]));
  const roots = sampleGradient.flatMap((g, i) =>
    parameters.slice(0, i + 1).map((p) => substitute(differentiate(g, p), values)),
  );
  const columns = createColumns(triangle(parameters.length), data.rows);
  createTape(roots, data.columns, 'float64')(data.values, columns, data.rows);
  return columns;
}

/** Every sample's Hessian as a full matrix in the basis of `vector` and its normal. */
function inEigenbasis(
  samples: readonly Float64Array[],
  vector: readonly [number, number],
  d: number,
) {
  const [u, v] = vector;
  return Array.from(samples[0], (a, row) => {
    if (d === 1) return [a];
    const [b, c] = [samples[1][row], samples[2][row]];
    const cross = (c - a) * u * v + b * (u * u - v * v);
    return [
      a * u * u + 2 * b * u * v + c * v * v,
      cross,
      cross,
      a * v * v - 2 * b * u * v + c * u * u,
    ];
  });
}

/** The spectral radius ρ above; the map keeps positive matrices, so it is reached from 1. */
function growth(
  lambda: readonly number[],
  noise: readonly (readonly number[])[],
  scale: number,
): number {
  const d = lambda.length;
  const largest = Math.max(...lambda);
  let x = lambda.flatMap((_, i) => lambda.map((_, j) => Number(i === j)));
  let radius = 0;
  for (let round = 0; round < rounds; round++) {
    const image = x.map((v, k) => lambda[Math.floor(k / d)] * lambda[k % d] * v);
    for (const e of noise) addSandwich(image, e, x, scale);
    for (const [k, v] of image.entries()) {
      const restoring = lambda[Math.floor(k / d)] + lambda[k % d];
      // Noise along a direction that nothing restores: no learning rate holds it.
      if (restoring === 0 && Math.abs(v) > flatShare * largest ** 2) return Infinity;
      image[k] = restoring === 0 ? 0 : v / restoring;
    }
    const size = Math.max(...image.map(Math.abs));
    if (size === 0) return 0;
    x = image.map((v) => v / size);
    if (Math.abs(size - radius) <= 1e-15 * size) return size;
    radius = size;
  }
  return radius;
}

/** sum += scale · E X E for a symmetric E. */
function addSandwich(
  sum: number[],
  e: readonly number[],
  x: readonly number[],
  scale: number,
): void {
  const d = Math.sqrt(e.length);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let total = 0;
      for (let k = 0; k < d; k++) {
        for (let l = 0; l < d; l++) total += e[i * d + k] * x[k * d + l] * e[l * d + j];
      }
      sum[i * d + j] += scale * total;
    }
  }
}
