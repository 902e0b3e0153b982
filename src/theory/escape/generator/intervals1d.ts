/** A region of one parameter as intervals, its edges found to the last bits. */
import { type Axis, type Boundary, endsOf, isPeriodic } from '../../../math/grid.js';
import type { InRegion } from '../../../model/region.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Whether the region ends there; else the interval is only cut by the domain that was searched. */
  readonly endsLow: boolean;
  readonly endsHigh: boolean;
  /** Whether it ends at a reflecting end of the axis, at which walkers are held. */
  readonly heldLow?: boolean;
  readonly heldHigh?: boolean;
}

/** Points that are looked at: a part or a gap narrower than their distance may be missed. */
const points = 4096;

/** The parts of the region between `low` and `high`, in order. */
export function findIntervals(inRegion: InRegion, low: number, high: number): Interval[] {
  const at = (k: number) => low + ((high - low) * (k + 0.5)) / points;
  const x = Float64Array.from({ length: points }, (_, k) => at(k));
  const inside = new Uint8Array(points);
  inRegion([x], inside);
  const intervals: Interval[] = [];
  let open: { low: number; endsLow: boolean } | null = null;
  if (inside[0] === 1) open = { low, endsLow: false };
  for (let k = 1; k < points; k++) {
    if (inside[k] === inside[k - 1]) continue;
    const edge = bisect(inRegion, x[k - 1], x[k], inside[k - 1]);
    if (!open) open = { low: edge, endsLow: true };
    else {
      intervals.push({ ...open, high: edge, endsHigh: true });
      open = null;
    }
  }
  if (open) intervals.push({ ...open, high, endsHigh: false });
  return intervals;
}

/**
 * The parts of the region between `low` and `high`, or between the walls of the axis where it has some:
 * the region ends at an absorbing end, and walkers are held at a reflecting one. Walkers live on the
 * line of the parameter: a ring has no ends, and does not bring them back.
 */
export function intervalsBetween(
  axis: Axis,
  inRegion: InRegion,
  low: number,
  high: number,
): Interval[] {
  const [atLow, atHigh] = endsOf(axis);
  const isWall = (end: Boundary) => end === 'reflecting' || end === 'absorbing';
  const from = isWall(atLow) ? axis.min : low;
  const to = isWall(atHigh) ? axis.max : high;
  return findIntervals(inRegion, from, to).map((interval) => {
    const [first, last] = [interval.low === from, interval.high === to];
    return {
      ...interval,
      endsLow: interval.endsLow || (first && atLow === 'absorbing'),
      endsHigh: interval.endsHigh || (last && atHigh === 'absorbing'),
      heldLow: first && atLow === 'reflecting',
      heldHigh: last && atHigh === 'reflecting',
    };
  });
}

/** The axis as exits see it: they are counted on the line of the parameter, also around a ring. */
export const onLine = (axis: Axis): Axis =>
  isPeriodic(axis) ? { ...axis, boundary: 'open' } : axis;

/** Whether an interval is only cut, at its low or high end, by the domain that was searched. */
export const isCut = ({ endsLow, endsHigh, heldLow, heldHigh }: Interval) =>
  !(endsLow || heldLow) || !(endsHigh || heldHigh);

/** Where membership changes between `from`, which has `member`, and `to`, which has not. */
function bisect(inRegion: InRegion, from: number, to: number, member: number): number {
  const x = new Float64Array(1);
  const inside = new Uint8Array(1);
  let [a, b] = [from, to];
  for (let k = 0; k < 200; k++) {
    const middle = (a + b) / 2;
    if (middle === a || middle === b) break;
    x[0] = middle;
    inRegion([x], inside);
    if (inside[0] === member) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}
