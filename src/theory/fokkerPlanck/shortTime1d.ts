/** What a point becomes in a short time under drift and diffusion: a Gaussian. */
import type { InitialLaw } from '../../model/experiment.js';
import type { Coefficients1d } from './coefficients1d.js';

/**
 * The Gaussian with the mean and variance of a walker `time` after it was at `start`, both exact
 * up to terms of order time³ (Itô–Taylor; derivatives by differences over `spacing`).
 */
export function shortTimeLaw(
  coefficients: Coefficients1d,
  start: number,
  time: number,
  spacing: number,
): InitialLaw {
  const a = new Float64Array(3);
  const d = new Float64Array(3);
  coefficients.evaluate(Float64Array.of(start - spacing, start, start + spacing), a, d);
  const first = (v: Float64Array) => (v[2] - v[0]) / (2 * spacing);
  const second = (v: Float64Array) => (v[2] - 2 * v[1] + v[0]) / spacing ** 2;
  const mean = start + a[1] * time + (time ** 2 / 2) * (a[1] * first(a) + d[1] * second(a));
  const growth = 2 * d[1] * first(a) + a[1] * first(d) + d[1] * second(d);
  const variance = 2 * d[1] * time + growth * time ** 2;
  // A step too long for the expansion falls back to its first term.
  const positive = variance > d[1] * time ? variance : 2 * d[1] * time;
  return { kind: 'normal', mean, standardDeviation: Math.sqrt(positive) };
}
