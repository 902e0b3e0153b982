/** Small seeded sampler for tests: uniform numbers (mulberry32) and multinomial counts. */

/** Uniform numbers in [0, 1), the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Counts of `draws` independent draws from cell probabilities that sum to 1. */
export function sampleCounts(
  law: readonly number[],
  draws: number,
  random: () => number,
): number[] {
  const cumulative: number[] = [];
  for (const p of law) cumulative.push((cumulative.at(-1) ?? 0) + p);
  const counts = law.map(() => 0);
  for (let i = 0; i < draws; i++) {
    const u = random();
    let low = 0;
    let high = law.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (u < cumulative[middle]) high = middle;
      else low = middle + 1;
    }
    counts[low]++;
  }
  return counts;
}
