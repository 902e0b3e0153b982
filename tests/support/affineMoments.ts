/**
 * Exact moments of a random affine chain w′ = slope·w + shift, where (slope, shift) is drawn from
 * a finite list at every step. The closed form behind the linear rows of the sampled tests; it
 * knows nothing of the code under test.
 */

export interface AffineMap {
  readonly weight: number;
  readonly slope: number;
  readonly shift: number;
}

export interface Moments {
  readonly mean: number;
  readonly variance: number;
  /** Fourth central moment. */
  readonly fourth: number;
}

/** Three points with the moments 0 … 5 of a standard normal (Gauss–Hermite). */
export const normalPoints = [
  { weight: 1 / 6, value: -Math.sqrt(3) },
  { weight: 2 / 3, value: 0 },
  { weight: 1 / 6, value: Math.sqrt(3) },
] as const;

const binomials = [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1]];

/** Moments after `steps` steps from the point `start`, by the recursion of the raw moments. */
export function affineMoments(maps: readonly AffineMap[], start: number, steps: number): Moments {
  let raw = [0, 1, 2, 3, 4].map((n) => start ** n);
  for (let k = 0; k < steps; k++) {
    raw = binomials.map((row, n) =>
      maps.reduce(
        (sum, { weight, slope, shift }) =>
          sum + weight * row.reduce((s, c, j) => s + c * slope ** j * shift ** (n - j) * raw[j], 0),
        0,
      ),
    );
  }
  const [, m1, m2, m3, m4] = raw;
  return {
    mean: m1,
    variance: m2 - m1 * m1,
    fourth: m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 ** 4,
  };
}

/** Standard error of a mean over `walkers` independent walkers. */
export const meanError = (m: Moments, walkers: number) => Math.sqrt(m.variance / walkers);

/**
 * Standard error of a variance about the sample's own mean over `walkers` independent walkers,
 * with the terms of order 1/walkers that are all there is for a law on two points.
 */
export function varianceError({ variance, fourth }: Moments, walkers: number): number {
  const spread = Math.max(fourth - variance ** 2, 0) / walkers;
  return Math.sqrt(spread + 2 * (variance / walkers) ** 2) + variance / walkers;
}
