/** Timing: a warm-up, then samples; their median and quartiles. Asserts nothing. */

export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly samples: number;
}

/** Median and quartiles by linear interpolation. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => {
    const position = q * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
  };
  return {
    median: at(0.5),
    lowerQuartile: at(0.25),
    upperQuartile: at(0.75),
    samples: sorted.length,
  };
}

/** Rates `work / seconds` of `samples` calls, after `warmUp` calls that are not counted. */
export async function measureRate(
  work: number,
  call: () => Promise<void> | void,
  samples = 20,
  warmUp = 2,
): Promise<Spread> {
  const rates: number[] = [];
  for (let i = -warmUp; i < samples; i++) {
    const start = performance.now();
    await call();
    if (i >= 0) rates.push((1000 * work) / (performance.now() - start));
  }
  return spreadOf(rates);
}
