/**
 * Merging waves of one ensemble: integers add, means and covariances merge by the parallel update
 * of Chan, Golub and LeVeque (1983), so a merged snapshot equals that of a single large wave.
 */
import type { Divergence, Losses, Snapshot } from '../engine/ensemble.js';

/** The snapshot of all walkers of `a` and `b`, which were taken at the same step. */
export function mergeSnapshots(a: Snapshot, b: Snapshot): Snapshot {
  const nA = leftOf(a);
  const nB = leftOf(b);
  return {
    step: a.step,
    walkers: a.walkers + b.walkers,
    counts: a.counts.map((count, i) => count + b.counts[i]),
    outside: a.outside + b.outside,
    absorbed: a.absorbed + b.absorbed,
    diverged: a.diverged + b.diverged,
    ...mergeMoments(nA, a, nB, b),
  };
}

/** Walkers that have neither diverged nor been absorbed: those whose moments a snapshot gives. */
export const leftOf = ({ walkers, diverged, absorbed }: Snapshot) => walkers - diverged - absorbed;

type Moments = Pick<Snapshot, 'mean' | 'covariance'>;

function mergeMoments(nA: number, a: Moments, nB: number, b: Moments): Moments {
  if (nB === 0) return { mean: a.mean, covariance: a.covariance };
  if (nA === 0) return { mean: b.mean, covariance: b.covariance };
  const n = nA + nB;
  const d = a.mean.length;
  const shift = b.mean.map((value, i) => value - a.mean[i]);
  const mean = a.mean.map((value, i) => value + (shift[i] * nB) / n);
  const covariance = a.covariance.map(
    (value, k) =>
      (nA * value + nB * b.covariance[k]) / n +
      (shift[Math.floor(k / d)] * shift[k % d] * nA * nB) / (n * n),
  );
  return { mean, covariance };
}

/** Adds up divergences step by step, ascending. */
export function mergeDivergences(
  a: readonly Divergence[],
  b: readonly Divergence[],
): readonly Divergence[] {
  const walkers = new Map<number, number>();
  for (const d of [...a, ...b]) walkers.set(d.step, (walkers.get(d.step) ?? 0) + d.walkers);
  return [...walkers].sort(([s], [t]) => s - t).map(([step, count]) => ({ step, walkers: count }));
}

/** Adds up losses; places are those of both. */
export const mergeLosses = (a: Losses, b: Losses): Losses => ({
  walkers: a.walkers + b.walkers,
  places: [...a.places, ...b.places],
});

/** Sizes of the waves in which `walkers` pass through an ensemble of at most `capacity`. */
export function planWaves(walkers: number, capacity: number): number[] {
  const size = Math.min(walkers, capacity);
  const whole = Math.floor(walkers / size);
  const rest = walkers - whole * size;
  const waves = new Array<number>(whole).fill(size);
  return rest > 0 ? [...waves, rest] : waves;
}
