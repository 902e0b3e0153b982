/** Kolmogorov–Smirnov against the uniform law on [0, 1]. */

/** sup |Fₙ(u) − u| of a sample. */
export function supDistanceToUniform(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  return Math.max(...sorted.map((u, i) => Math.max((i + 1) / n - u, u - i / n)));
}

/** P(D > distance) for n draws: Kolmogorov's series with Stephens' correction for finite n. */
export function kolmogorovTail(distance: number, n: number): number {
  const root = Math.sqrt(n);
  const x = (root + 0.12 + 0.11 / root) * distance;
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(Math.max(sum, 0), 1);
}
