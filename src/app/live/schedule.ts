/** The steps at which a live run stops to be compared with its predictions. */

/** Steps that may share random numbers (model/draws.ts): moves between its multiples cost least. */
export const blockAlignment = 4;

const everyStepUpTo = 48;
const everyBlockUpTo = blockAlignment * everyStepUpTo;
/** Later stops lie about this factor apart. */
const ratio = 1.05;

export interface StopLimits {
  /** Most stops; 2 and all snapshots may exceed it. */
  readonly most?: number;
  /** Most steps from one stop to the next, as far as `most` allows; never below a block. */
  readonly longest?: number;
}

/**
 * Ascending steps from 0 to `steps`: every one up to 48, every fourth up to 192, then a geometric
 * ladder on multiples of four, and all of `snapshots`, so that a live run passes through every
 * frame that the command line would print. Where there are too many, those closest to their
 * neighbours are left out.
 */
export function scheduleStops(
  steps: number,
  snapshots: readonly number[],
  { most = Number.POSITIVE_INFINITY, longest = Number.POSITIVE_INFINITY }: StopLimits = {},
): number[] {
  const stops = new Set<number>([...snapshots, steps]);
  for (let step = 0; step <= Math.min(steps, everyStepUpTo); step++) stops.add(step);
  for (let step = everyStepUpTo; step <= Math.min(steps, everyBlockUpTo); step += blockAlignment) {
    stops.add(step);
  }
  const least = Math.ceil(steps / most / blockAlignment);
  const blocks = Math.max(1, Math.floor(longest / blockAlignment), least);
  let block = everyStepUpTo;
  while (block * blockAlignment < steps) {
    block = Math.min(Math.ceil(block * ratio), block + blocks);
    if (block * blockAlignment < steps) stops.add(block * blockAlignment);
  }
  const ascending = [...stops].sort((a, b) => a - b);
  const kept = new Set(snapshots);
  while (ascending.length > most) {
    const crowded = mostCrowded(ascending, (step) => !kept.has(step));
    if (crowded < 0) break;
    ascending.splice(crowded, 1);
  }
  return ascending;
}

/**
 * The inner one of ascending steps whose neighbours are closest to each other as a ratio, among
 * those that may go; −1: none may.
 */
export function mostCrowded(
  ascending: readonly number[],
  mayGo: (step: number) => boolean = () => true,
): number {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < ascending.length - 1; i++) {
    const between = (ascending[i + 1] + 1) / (ascending[i - 1] + 1);
    if (between >= least || !mayGo(ascending[i])) continue;
    least = between;
    found = i;
  }
  return found;
}

/** The first stop after `step`, or null behind the last one. */
export function nextStop(stops: readonly number[], step: number): number | null {
  return stops.find((stop) => stop > step) ?? null;
}
