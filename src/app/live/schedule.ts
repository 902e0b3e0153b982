/** The steps at which a live run stops to be compared with its predictions. */

/** Steps that may share random numbers (model/draws.ts): moves between its multiples cost least. */
export const blockAlignment = 4;

const everyStepUpTo = 48;
/** Later stops lie about this factor apart. */
const ratio = 1.05;

/**
 * Ascending steps from 0 to `steps`: every one up to 48, then a geometric ladder on multiples of
 * four, and all of `snapshots`, so that a live run passes through every frame that the command
 * line would print.
 */
export function scheduleStops(steps: number, snapshots: readonly number[]): number[] {
  const stops = new Set<number>([...snapshots, steps]);
  for (let step = 0; step <= Math.min(steps, everyStepUpTo); step++) stops.add(step);
  for (let step = everyStepUpTo * ratio; step < steps; step *= ratio) {
    const aligned = Math.ceil(step / blockAlignment) * blockAlignment;
    if (aligned < steps) stops.add(aligned);
  }
  return [...stops].sort((a, b) => a - b);
}

/** The first stop after `step`, or null behind the last one. */
export function nextStop(stops: readonly number[], step: number): number | null {
  return stops.find((stop) => stop > step) ?? null;
}
