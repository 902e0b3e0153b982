/**
 * The law of a walker's coordinate at step 0: its distribution function, its moments, the range
 * that holds it, and quadrature over it. The normal distribution function is tabulated.
 */
import erfc from '@stdlib/math-base-special-erfc';
import { gaussLegendre } from '../../math/quadrature.js';
import type { InitialLaw } from '../../model/experiment.js';

/** Beyond this many standard deviations a normal tail (1e-17) is taken as 0. */
export const normalReach = 8.5;

const perUnit = 512;
const entries = 2 * normalReach * perUnit;
const distributionTable = new Float64Array(entries + 2);
const slopeTable = new Float64Array(entries + 2);
for (let i = 0; i < distributionTable.length; i++) {
  const z = i / perUnit - normalReach;
  distributionTable[i] = 0.5 * erfc(-z / Math.SQRT2);
  slopeTable[i] = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / perUnit;
}

/** Standard normal distribution function to 1e-13, by Hermite interpolation of a table. */
export function normalDistribution(z: number): number {
  if (z <= -normalReach) return 0;
  if (z >= normalReach) return 1;
  const position = (z + normalReach) * perUnit;
  const i = Math.floor(position);
  const u = position - i;
  const rise = distributionTable[i + 1] - distributionTable[i];
  const v = 1 - u;
  return (
    distributionTable[i] +
    u * u * (3 - 2 * u) * rise +
    u * v * (v * slopeTable[i] - u * slopeTable[i + 1])
  );
}

/** P(X < x). */
export function initialDistribution(law: InitialLaw, x: number): number {
  switch (law.kind) {
    case 'point':
      return x > law.value ? 1 : 0;
    case 'normal':
      return law.standardDeviation > 0
        ? 0.5 * erfc((law.mean - x) / (law.standardDeviation * Math.SQRT2))
        : Number(x > law.mean);
    case 'uniform':
      return Math.min(1, Math.max(0, (x - law.min) / (law.max - law.min)));
    default:
      return law satisfies never;
  }
}

/** Mean and variance of the law. */
export function initialMoments(law: InitialLaw): { mean: number; variance: number } {
  switch (law.kind) {
    case 'point':
      return { mean: law.value, variance: 0 };
    case 'normal':
      return { mean: law.mean, variance: law.standardDeviation ** 2 };
    case 'uniform':
      return { mean: (law.min + law.max) / 2, variance: (law.max - law.min) ** 2 / 12 };
    default:
      return law satisfies never;
  }
}

/** An interval that holds all but 1e-11 of the law. */
export function initialRange(law: InitialLaw): [number, number] {
  if (law.kind === 'uniform') return [law.min, law.max];
  const { mean, variance } = initialMoments(law);
  const reach = 6.8 * Math.sqrt(variance);
  return [mean - reach, mean + reach];
}

/** Panels of `initialQuadrature` at most. */
export const initialPanels = 400;

/**
 * Points and weights with Σ w f(y) = E f(Y) for f that vary over lengths of `scale` or more:
 * Gauss–Legendre panels, at most `initialPanels` of them.
 */
export function initialQuadrature(law: InitialLaw, scale: number) {
  const { mean, variance } = initialMoments(law);
  const deviation = Math.sqrt(variance);
  if (deviation === 0) return { points: Float64Array.of(mean), weights: Float64Array.of(1) };
  const reach = normalReach * deviation;
  const [low, high] = law.kind === 'uniform' ? [law.min, law.max] : [mean - reach, mean + reach];
  const panel = Math.min(deviation, scale);
  const panels = Math.min(initialPanels, Math.max(8, Math.ceil((high - low) / panel)));
  const rule = gaussLegendre(8);
  const points = new Float64Array(panels * 8);
  const weights = new Float64Array(panels * 8);
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    const centre = low + ((high - low) * (Math.floor(i / 8) + 0.5)) / panels;
    points[i] = centre + (rule.nodes[i % 8] * (high - low)) / (2 * panels);
    const z = (points[i] - mean) / deviation;
    weights[i] = rule.weights[i % 8] * (law.kind === 'uniform' ? 1 : Math.exp((-z * z) / 2));
    sum += weights[i];
  }
  for (let i = 0; i < weights.length; i++) weights[i] /= sum;
  return { points, weights };
}
