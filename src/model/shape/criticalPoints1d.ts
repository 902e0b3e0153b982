/**
 * Critical points in one dimension: sign changes of L′ on a dense scan, each bisected to
 * neighbouring floats, so that kinks and poles are found by the same rule as smooth roots.
 */
import type { Grid } from '../../math/grid.js';
import type { CriticalPoint, CriticalPoints, Pass } from './criticalPoint.js';
import type { Surface } from './surface.js';

/** Fewest intervals of the scan. */
const fewestIntervals = 4096;
/** How near a root its two sides are compared, as a share of the bracket. */
const nearShare = 1e-7;
/** A change of L′ across that distance beyond this share of its change across the bracket: a kink. */
const kinkShare = 1e-3;
/** |L′| so near to a sign change beyond this multiple of that at the bracket's ends: a pole. */
const poleFactor = 1e6;

type Slope = (x: number) => number;

/** L′ changes its sign, `rising` from − to +, within [low, high], or is 0 on all of it. */
interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly rising: boolean;
  readonly flat: boolean;
}

/** See `findCriticalPoints`. */
export function findCriticalPoints1d(surface: Surface, grid: Grid): CriticalPoints {
  const at = pointEvaluator(surface);
  const points = findBrackets(surface, grid).map((b) => criticalPoint(b, at));
  return { points, passes: findPasses(points) };
}

interface PointEvaluator {
  readonly loss: Slope;
  readonly slope: Slope;
  readonly curvature: Slope;
}

function pointEvaluator(surface: Surface): PointEvaluator {
  const x = new Float64Array(1);
  const [first, second] = [new Float64Array(1), new Float64Array(1)];
  const slopes = (value: number) => {
    x[0] = value;
    surface.slopes([x], [first], [second]);
  };
  return {
    loss(value) {
      x[0] = value;
      surface.loss([x], first);
      return first[0];
    },
    slope(value) {
      slopes(value);
      return first[0];
    },
    curvature(value) {
      slopes(value);
      return second[0];
    },
  };
}

/** Sign changes of L′ between the nodes of the scan, ascending. */
function findBrackets(surface: Surface, grid: Grid): Bracket[] {
  const [{ min, max, cells }] = grid;
  const n = Math.max(fewestIntervals, 2 * cells);
  const x = Float64Array.from({ length: n + 1 }, (_, i) => min + ((max - min) * i) / n);
  const slope = new Float64Array(x.length);
  const curvature = new Float64Array(x.length);
  surface.slopes([x], [slope], [curvature]);
  const at = pointEvaluator(surface);
  const found: Bracket[] = [];
  let last = -1; // The last node with a sign; nodes without a number are passed over.
  let zeros: number[] = [];
  for (let i = 0; i <= n; i++) {
    if (slope[i] === 0) zeros.push(i);
    if (!(Math.abs(slope[i]) > 0) && i < n) continue;
    const [left, right] = [last < 0 ? 0 : Math.sign(slope[last]), Math.sign(slope[i])];
    if (zeros.length > 1) {
      found.push(...flatBracket(x, zeros, left, right, at.slope));
    } else if (left * right < 0) {
      found.push({ low: x[last], high: x[i], rising: right > 0, flat: false });
    } else if (right * curvature[last] < 0 && right * curvature[i] > 0) {
      // L′ turns back towards 0 inside: it may cross it twice.
      const turn = bisect(at.curvature, x[last], x[i])[0];
      if (at.slope(turn) * right < 0) {
        found.push({ low: x[last], high: turn, rising: right < 0, flat: false });
        found.push({ low: turn, high: x[i], rising: right > 0, flat: false });
      }
    }
    last = i;
    zeros = [];
  }
  return found;
}

/** The run of nodes where L′ is 0, out to where it is not, unless the loss falls through it. */
function flatBracket(
  x: Float64Array,
  zeros: readonly number[],
  left: number,
  right: number,
  slope: Slope,
): Bracket[] {
  if (left * right > 0) return [];
  const isZero = (v: number) => (slope(v) === 0 ? 1 : -1);
  const [first, last] = [zeros[0], zeros[zeros.length - 1]];
  const low = left === 0 ? x[first] : bisect(isZero, x[first - 1], x[first])[1];
  const high = right === 0 ? x[last] : bisect(isZero, x[last], x[last + 1])[0];
  return [{ low, high, rising: left <= 0 && right >= 0, flat: true }];
}

/** Narrows a change of sign of f between low and high to neighbouring floats. */
function bisect(f: Slope, low: number, high: number): [number, number] {
  const sign = Math.sign(f(low));
  let [a, b] = [low, high];
  while (true) {
    const middle = a + (b - a) / 2;
    if (middle <= a || middle >= b) return [a, b];
    const s = Math.sign(f(middle));
    if (s === 0) return [middle, middle];
    if (s === sign) a = middle;
    else b = middle;
  }
}

function criticalPoint(bracket: Bracket, at: PointEvaluator): CriticalPoint {
  const { low, high, rising, flat } = bracket;
  const kind = rising ? 'minimum' : 'maximum';
  if (flat) {
    const middle = (low + high) / 2;
    const value = at.loss(middle);
    return {
      kind,
      point: [middle],
      value,
      curvatures: [at.curvature(middle)],
      flat: [[low], [high]],
    };
  }
  const [a, b] = bisect(at.slope, low, high);
  const point = Math.abs(at.slope(a)) < Math.abs(at.slope(b)) ? a : b;
  const reach = nearShare * (high - low);
  const near = [at.slope(a - reach), at.slope(b + reach)];
  const ends = [at.slope(low), at.slope(high)];
  const largest = (slopes: readonly number[]) => Math.max(...slopes.map(Math.abs));
  if (!(largest(near) < poleFactor * largest(ends))) {
    return {
      kind,
      point: [point],
      value: rising ? -Infinity : Infinity,
      curvatures: null,
      flat: [],
    };
  }
  const isKink = Math.abs(near[1] - near[0]) > kinkShare * Math.abs(ends[1] - ends[0]);
  const curvatures = isKink ? null : [at.curvature(point)];
  return { kind, point: [point], value: at.loss(point), curvatures, flat: [] };
}

/** Neighbouring minima with the highest point between them. */
function findPasses(points: readonly CriticalPoint[]): Pass[] {
  const passes: Pass[] = [];
  let from = -1;
  let over = -1;
  for (const [i, { kind, value }] of points.entries()) {
    if (kind === 'maximum') {
      if (over < 0 || value > points[over].value) over = i;
      continue;
    }
    if (from >= 0 && over >= 0) {
      const heights = [
        points[over].value - points[from].value,
        points[over].value - value,
      ] as const;
      passes.push({ between: [from, i], over, heights });
    }
    from = i;
    over = -1;
  }
  return passes;
}
