/**
 * The ends of an axis as part of the dynamics. After every update, and at step 0, a walker that has
 * not diverged (`divergence.ts`) and lies beyond a reflecting end is folded back to its mirror image,
 * again and again where both ends reflect; a walker that then lies beyond an absorbing end is
 * removed. On a ring walkers go on, and cells are counted modulo its length. An axis is the interval
 * [low, high): its high end lies beyond it.
 */
import { type Axis, type Ends, endsOf, type Grid } from '../math/grid.js';

/** Whether an end of the axis moves or removes walkers. */
export const hasWall = (axis: Axis) =>
  endsOf(axis).some((end) => end === 'reflecting' || end === 'absorbing');

/** Whether an end of some axis removes walkers. */
export const canAbsorb = (grid: Grid) =>
  grid.some((axis) => endsOf(axis).some((end) => end === 'absorbing'));

/**
 * Where a walker at x is after the fold between `low` and `high`; on a ring the place on it at which
 * it counts. What lies beyond an open or absorbing end stays there.
 */
export function foldBetween(ends: Ends, low: number, high: number): (x: number) => number {
  const length = high - low;
  const [atLow, atHigh] = ends;
  if (atLow === 'periodic') return (x) => x - length * Math.floor((x - low) / length);
  const [mirrorsLow, mirrorsHigh] = [atLow === 'reflecting', atHigh === 'reflecting'];
  if (mirrorsLow && mirrorsHigh) {
    return (x) => {
      if (x >= low && x < high) return x;
      const u = Math.abs(x - low) % (2 * length);
      return low + Math.min(u, 2 * length - u);
    };
  }
  if (mirrorsLow) return (x) => (x < low ? 2 * low - x : x);
  if (mirrorsHigh) return (x) => (x >= high ? 2 * high - x : x);
  return (x) => x;
}

/** An affine piece of the fold: x goes to slope·x + offset. */
export interface FoldBranch {
  readonly slope: 1 | -1;
  readonly offset: number;
}

/** Lengths of the axis on either side from which a branch leads back; what is beyond is lost. */
const mostTurns = 32;

/**
 * The pieces of that fold that x from `from` to `to` take to places between the ends, or beyond an
 * end that does not reflect. Whatever x, no more than one of them takes it between the ends.
 */
export function foldBranches(
  ends: Ends,
  low: number,
  high: number,
  from: number,
  to: number,
): FoldBranch[] {
  const length = high - low;
  const [atLow, atHigh] = ends;
  const isWound = atLow === 'periodic';
  const isMirrored = atLow === 'reflecting' && atHigh === 'reflecting';
  if (isWound || isMirrored) {
    const [first, last] = [from, to].map((x) =>
      Math.min(mostTurns, Math.max(-mostTurns, Math.floor((x - low) / length))),
    );
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const turn = first + i;
      return isWound || turn % 2 === 0
        ? { slope: 1, offset: -turn * length }
        : { slope: -1, offset: 2 * low + (turn + 1) * length };
    });
  }
  const branches: FoldBranch[] = [{ slope: 1, offset: 0 }];
  if (atLow === 'reflecting' && from < low) branches.push({ slope: -1, offset: 2 * low });
  if (atHigh === 'reflecting' && to >= high) branches.push({ slope: -1, offset: 2 * high });
  return branches;
}

/** The same for the n cells between the ends: where cell i, which may be any integer, is folded to. */
export function foldCell(ends: Ends, n: number): (i: number) => number {
  const fold = foldBetween(ends, 0, n);
  // Cells are points that no end meets: their centres.
  return (i) => fold(i + 0.5) - 0.5;
}

/** The constants of the fold, float32 values; the ends are those that cells are counted between. */
export interface Float32Fold {
  readonly ends: Ends;
  readonly low: number;
  readonly high: number;
  /** The largest value below `high`: a walker on a reflecting high end is there. */
  readonly last: number;
  /** Twice the ends, about which one end alone mirrors, and twice the length. */
  readonly twiceLow: number;
  readonly twiceHigh: number;
  readonly period: number;
}

/** The fold's constants; null where no end of the axis moves or removes walkers. */
export function float32Fold(axis: Axis): Float32Fold | null {
  if (!hasWall(axis)) return null;
  const [low, high] = [axis.min, axis.max].map(Math.fround);
  return {
    ends: endsOf(axis),
    low,
    high,
    last: floatBelow(high),
    twiceLow: 2 * low,
    twiceHigh: 2 * high,
    period: 2 * Math.fround(high - low),
  };
}

/** The float32 value next below. */
function floatBelow(value: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, value);
  // Not a subnormal number, which a GPU may take for 0.
  if (value === 0) return -(2 ** -126);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

/** What `hold` gives for a walker that an absorbing end has removed. */
export const absorbed = Number.NEGATIVE_INFINITY;

/**
 * The place of a float32 walker along the axis after an update that left it at x, or `absorbed`: the
 * operations of `kernels/boundary.ts` one by one. x is within the bound of `divergence.ts`.
 */
export function createHold(fold: Float32Fold): (x: number) => number {
  const { ends, low, high, last, twiceLow, twiceHigh, period } = fold;
  const [atLow, atHigh] = ends;
  const mirror = (x: number): number => {
    if (atLow === 'reflecting' && atHigh === 'reflecting') {
      let u = Math.fround(Math.abs(Math.fround(x - low)));
      let turn = period;
      while (u >= 2 * turn) turn *= 2;
      // Exact: each difference is of numbers within a factor of two of each other.
      for (; turn >= period; turn *= 0.5) if (u >= turn) u -= turn;
      return Math.min(last, Math.fround(low + Math.min(u, period - u)));
    }
    if (atLow === 'reflecting' && x < low) return Math.fround(twiceLow - x);
    if (atHigh === 'reflecting' && x >= high) return Math.min(last, Math.fround(twiceHigh - x));
    return x;
  };
  return (x) => {
    const y = x >= low && x < high ? x : mirror(x);
    const isGone = (atLow === 'absorbing' && y < low) || (atHigh === 'absorbing' && y >= high);
    return isGone ? absorbed : y;
  };
}
