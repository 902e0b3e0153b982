/**
 * The limit of a family of laws whose deviation from it is smooth in a number m, seen at m = 1, 3/2
 * and 2: by a parabola, 6p₁ − 8p₂ + 3p₃, its error judged by how corrections shrink from p₁ to the line
 * 3p₁ − 2p₂ and on. Where they do not shrink, or the parabola has negative cells, p₁ stands, which
 * has none.
 */
import { type Errors, errorsBetween2d, type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import type { Laws } from './walkLevel.js';

/** The three m. */
export const members = [1, 1.5, 2] as const;

export interface Extrapolated {
  readonly law: Law2d;
  readonly errors: Errors;
  /** Whether it is p₁, for want of a limit without negative cells. */
  readonly isFirst: boolean;
}

/** The limit at every step of the three walks. */
export function extrapolateLaws(family: readonly [Laws, Laws, Laws]): Map<number, Extrapolated> {
  const [first, second, third] = family;
  return new Map(
    [...first].map(([step, p1]) => [step, limitOf(p1, second.get(step)!, third.get(step)!)]),
  );
}

function limitOf(p1: Law2d, p2: Law2d, p3: Law2d): Extrapolated {
  const line = combine([p1, p2], [3, -2]);
  const parabola = combine([p1, p2, p3], [6, -8, 3]);
  const change = errorsBetween2d(parabola, line);
  const before = errorsBetween2d(line, p1);
  const settles = change.solverError <= Math.max(1e-10, before.solverError / 2);
  const isLaw = parabola.negative <= 1e-10 + change.solverError / 4 && isCovariance(parabola);
  if (!settles || !isLaw) {
    return { law: p1, errors: before, isFirst: true };
  }
  // Of a + bm + cm² + dm³ with d/c = c/b what is left is 4/3 of last²/first; four times that,
  // and a tenth of the last at least.
  const left = (last: number, first: number) =>
    last * Math.min(1, Math.max(0.1, (6 * last) / (first + 1e-300)));
  const errors = {
    solverError: left(change.solverError, before.solverError),
    momentError: left(change.momentError, before.momentError),
  };
  return { law: parabola, errors, isFirst: false };
}

/** What members carry off the grid in different shares can leave moments of no law. */
function isCovariance({ covariance }: Law2d): boolean {
  if (covariance.length === 1) return covariance[0] >= 0;
  const [xx, xy, , yy] = covariance;
  return xx >= 0 && yy >= 0 && xy * xy <= xx * yy * (1 + 1e-9) + 1e-300;
}

function combine(laws: readonly Law2d[], weights: readonly number[]): Law2d {
  const mix = (of: (law: Law2d) => Float64Array) =>
    of(laws[0]).map((_, k) => laws.reduce((sum, law, i) => sum + weights[i] * of(law)[k], 0));
  const lost = laws.reduce((sum, law, i) => sum + weights[i] * law.lost, 0);
  return lawFromExperimentCells(
    mix((l) => l.cells),
    mix((l) => l.mean),
    mix((l) => l.covariance),
    Math.max(0, lost),
  );
}
