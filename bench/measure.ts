/** Timing: a warm-up, then samples in turns with a peer's; medians and quartiles. Asserts nothing. */

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

/** Seconds (or any other unit) of ours and of the peer, and of each pair the peer's over ours. */
export interface Turns {
  readonly ours: Spread;
  readonly peer: { readonly own: Spread; readonly ratio: Spread } | null;
}

export interface TurnLimits {
  /** Pairs of samples at most, after one that is not counted. */
  readonly most: number;
  /** No further pair is begun after as many seconds, once there are three. */
  readonly seconds: number;
}

/** Samples in turns, ours and the peer's, so that what slows the machine down slows both. */
export async function measureInTurns(
  ours: () => Promise<number>,
  peer: (() => Promise<number>) | null,
  { most, seconds }: TurnLimits,
): Promise<Turns> {
  const [own, other]: [number[], number[]] = [[], []];
  const begin = performance.now();
  for (let i = -1; i < most; i++) {
    if (i >= 3 && performance.now() - begin > 1000 * seconds) break;
    const mine = await ours();
    const theirs = peer ? await peer() : Number.NaN;
    if (i < 0) continue;
    own.push(mine);
    other.push(theirs);
  }
  if (!peer) return { ours: spreadOf(own), peer: null };
  const ratio = spreadOf(other.map((theirs, i) => theirs / own[i]));
  return { ours: spreadOf(own), peer: { own: spreadOf(other), ratio } };
}
