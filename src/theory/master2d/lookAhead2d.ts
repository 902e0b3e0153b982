/**
 * Where a law will be after one update: its mean and covariance, and the box in any frame's axes that
 * holds it. From some of its points only: enough to choose a frame by.
 */
import type { Grid } from '../../math/grid.js';
import { gaussHermite, type QuadratureRule } from '../../math/quadrature.js';
import type { Pair } from '../law/gradient2d.js';
import { createSolverGrid2d } from '../solverGrid2d.js';
import { type Axes, type Box, intoFrame, type Moments2d } from './frame2d.js';
import { branchesOf, images } from './images2d.js';
import type { Maps2d } from './maps2d.js';
import { evenRule } from './noiseBranches2d.js';
import { createAdditiveNoise } from './smoothing2d.js';

/** Weighted points of the plane that stand for a law; weights may be negative. */
export interface Cloud2d {
  readonly points: Pair;
  readonly weights: Float64Array;
}

export interface Ahead2d {
  readonly moments: Moments2d;
  boxIn(axes: Axes): Box;
}

/** Weights below this are rounding. */
export const faint = 1e-13;
/** Images that are looked at, or somewhat more: of any points, and of nodes of a smooth law. */
const mostImages = { any: 1e6, smooth: 2e4 };
/** Share of the law that a box may leave out on each side, and the share of what rings about 0. */
const leastTail = 1e-10;
const ringingTail = 1e-5;
const bins = 256;
/** Deviations of additive noise that a box has room for. */
const noiseReach = 7;

/**
 * Looks one update ahead; null where no image is finite and within five lengths of the grid.
 * `order` Gauss–Hermite nodes of a normal, or as many as there is room for.
 */
export function lookAhead2d(
  maps: Maps2d,
  grid: Grid,
  cloud: Cloud2d,
  order: number,
  kind: keyof typeof mostImages,
): Ahead2d | null {
  const noise = additiveNoise(maps, cloud);
  if (maps.additive && !noise) return null;
  const settings = {
    maps,
    grid: createSolverGrid2d(grid, 1, [
      [0, 0],
      [0, 0],
    ]),
    resolution: { degree: 5, order },
    noise,
    widths: Array.from({ length: noise ? 1 : maps.normals }, () => 1),
  };
  const count = cloud.weights.length;
  const imagesBy = (r: () => QuadratureRule) =>
    branchesOf(settings, r).length * maps.weights.length;
  const even = () => evenRule(1);
  const few = imagesBy(even) * count <= mostImages[kind];
  const rule = noise ? () => none : few ? even : () => gaussHermite(order);
  const stride = Math.max(1, Math.floor((imagesBy(rule) * count) / mostImages[kind]));
  const some = Int32Array.from({ length: Math.ceil(count / stride) }, (_, k) => k * stride);
  const points = pick(cloud.points, some);
  const limits = grid.map(({ min, max }) => [3 * min - 2 * max, 3 * max - 2 * min]);
  const most = imagesBy(rule) * some.length;
  const [reachedX, reachedY, held] = [0, 1, 2].map(() => new Float64Array(most));
  let size = 0;
  const origin = [points[0][0], points[1][0]];
  const sums = new Float64Array(6);
  for (const { x, y, weight } of images(settings, points, rule)) {
    for (let k = 0; k < x.length; k++) {
      if (!(x[k] > limits[0][0] && x[k] < limits[0][1])) continue;
      if (!(y[k] > limits[1][0] && y[k] < limits[1][1])) continue;
      const m = weight * cloud.weights[some[k]];
      add(sums, m, x[k] - origin[0], y[k] - origin[1]);
      if (Math.abs(m) < faint) continue;
      reachedX[size] = x[k];
      reachedY[size] = y[k];
      held[size++] = Math.abs(m);
    }
  }
  if (!(sums[0] > 0)) return null;
  const weights = held.subarray(0, size);
  const all = sum(weights);
  const tail = all * Math.max(leastTail, (ringingTail * (all - sums[0])) / (2 * sums[0]));
  const added: Triple = noise
    ? [
        noise.own[0] ** 2 + noise.shared[0] ** 2,
        noise.shared[0] * noise.shared[1],
        noise.own[1] ** 2 + noise.shared[1] ** 2,
      ]
    : [0, 0, 0];
  return {
    moments: momentsFrom(sums, origin, added),
    boxIn(axes) {
      const at: Pair = [reachedX.slice(0, size), reachedY.slice(0, size)];
      intoFrame(axes, at);
      const reach = deviationsIn(axes, added).map((d) => noiseReach * d);
      const ends = at.map((c, i) => {
        const low = endOf(c, weights, tail);
        for (let k = 0; k < size; k++) c[k] = -c[k];
        const high = -endOf(c, weights, tail);
        return [low - reach[i], high + reach[i]];
      });
      return [ends[0][0], ends[0][1], ends[1][0], ends[1][1]];
    },
  };
}

type Triple = readonly [number, number, number];

const none: QuadratureRule = { nodes: Float64Array.of(0), weights: Float64Array.of(1) };

const additiveNoise = (maps: Maps2d, { points }: Cloud2d) =>
  maps.additive ? createAdditiveNoise(maps.at(0, points), maps.normals, points[0].length) : null;

const pick = ([x, y]: Pair, some: Int32Array): Pair => [
  Float64Array.from(some, (k) => x[k]),
  Float64Array.from(some, (k) => y[k]),
];

function add(sums: Float64Array, m: number, x: number, y: number): void {
  sums[0] += m;
  sums[1] += m * x;
  sums[2] += m * y;
  sums[3] += m * x * x;
  sums[4] += m * x * y;
  sums[5] += m * y * y;
}

function momentsFrom(sums: Float64Array, origin: readonly number[], added: Triple): Moments2d {
  const [x, y, xx, xy, yy] = sums.subarray(1).map((s) => s / sums[0]);
  return {
    mean: [origin[0] + x, origin[1] + y],
    covariance: [
      Math.max(0, xx - x * x) + added[0],
      xy - x * y + added[1],
      Math.max(0, yy - y * y) + added[2],
    ],
  };
}

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

/** Where from below no more than `tail` of the weights has been passed, to a hundredth of the range. */
function endOf(values: Float64Array, weights: Float64Array, tail: number): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  // Twice: a few faint points far away must not blur the rest.
  for (let round = 0; round < 2; round++) {
    const width = (high - low) / bins || 1;
    const passed = new Float64Array(bins + 1);
    for (let k = 0; k < values.length; k++) {
      const bin = Math.min(bins, Math.max(0, Math.ceil((values[k] - low) / width)));
      passed[bin] += weights[k];
    }
    let bin = 0;
    for (let all = passed[0]; bin < bins && all <= tail; ) all += passed[++bin];
    low += Math.max(0, bin - 1) * width;
    high = Math.min(high, low + width);
    if (width * bins <= 0) break;
  }
  return low;
}

/** Standard deviations along u and v of a law of that covariance. */
function deviationsIn({ scale: [a, b], shear }: Axes, [xx, xy, yy]: Triple): [number, number] {
  const tilt = shear / a;
  const own = yy - 2 * tilt * xy + tilt * tilt * xx;
  return [Math.sqrt(xx) / a, Math.sqrt(Math.max(0, own)) / b];
}
