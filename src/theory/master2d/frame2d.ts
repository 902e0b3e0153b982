/**
 * An affine frame of the plane that follows a law: θ₁ = c₁ + a u, θ₂ = c₂ + s u + b v, with cells of
 * its own in (u, v), in which the law has unit covariance. A sheared frame serves an elongated law as
 * well as a turned one would, and keeps lines of constant θ₁, so that cells of the experiment are
 * integrated line by line.
 */
import type { Grid } from '../../math/grid.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import { createSolverGrid1d } from '../solverGrid1d.js';
import type { SolverGrid2d } from '../solverGrid2d.js';
import type { Maps2d } from './maps2d.js';

export interface Frame2d {
  /** θ at u = v = 0. */
  readonly centre: readonly [number, number];
  /** a and b. */
  readonly scale: readonly [number, number];
  /** s. */
  readonly shear: number;
  /** Cells in u and v. */
  readonly grid: SolverGrid2d;
}

/** Mean, and covariance entries xx, xy, yy. */
export interface Moments2d {
  readonly mean: readonly [number, number];
  readonly covariance: readonly [number, number, number];
}

/** Low and high ends in u, then in v. */
export type Box = readonly [number, number, number, number];

/** A frame without its cells. */
export type Axes = Omit<Frame2d, 'grid'>;

/** Points (u, v) of a frame in the plane. */
export function toPlane({ centre, scale, shear }: Axes, [u, v]: Pair): Pair {
  const out = createPair(u.length);
  for (let k = 0; k < u.length; k++) {
    out[0][k] = centre[0] + scale[0] * u[k];
    out[1][k] = centre[1] + shear * u[k] + scale[1] * v[k];
  }
  return out;
}

/** Points of the plane in (u, v), in place. */
export function intoFrame({ centre, scale, shear }: Axes, [x, y]: Pair): void {
  for (let k = 0; k < x.length; k++) {
    x[k] = (x[k] - centre[0]) / scale[0];
    y[k] = (y[k] - centre[1] - shear * x[k]) / scale[1];
  }
}

/** The maps from the plane, or from a frame, into `to`. */
export const mapsInto = (maps: Maps2d, to: Frame2d, from: Frame2d | null = null): Maps2d => ({
  ...maps,
  at(q, points) {
    const at = maps.at(q, from ? toPlane(from, points) : points);
    return (normals, out) => {
      at(normals, out);
      intoFrame(to, out);
    };
  },
});

/**
 * The axes in which a law of these moments has unit covariance. A direction without width keeps a
 * share `thinnest` of the grid's length, far below what float32 walkers tell apart.
 */
export function axesOf({ mean, covariance: [xx, xy, yy] }: Moments2d, grid: Grid): Axes {
  const [lx, ly] = grid.map(({ min, max }) => max - min);
  const a = Math.max(Math.sqrt(Math.max(0, xx)), thinnest * lx);
  const shear = xy / a;
  const own = Math.sqrt(Math.max(0, yy - shear * shear));
  const b = Math.max(own, 1e-6 * Math.sqrt(Math.max(0, yy)), thinnest * ly);
  return { centre: mean, scale: [a, b], shear };
}

const thinnest = 1e-9;

/** A frame of `size` × `size` cells that holds `box`, with a margin. */
export function frameAround(axes: Axes, [u0, u1, v0, v1]: Box, size: number): Frame2d {
  const axis = (name: string, low: number, high: number) => {
    const middle = (low + high) / 2;
    const half = Math.max(leastHalf, (margin * (high - low)) / 2) / (1 - 8 / size);
    return createSolverGrid1d(
      { name, min: middle - half, max: middle + half, cells: size },
      1,
      [0, 0],
    );
  };
  const [x, y] = [axis('u', u0, u1), axis('v', v0, v1)];
  return { ...axes, grid: { x, y, cells: x.cells * y.cells } };
}

/** Deviations to each side that a frame shows at least, and how far it goes beyond the box. */
const leastHalf = 1.5;
const margin = 1.06;

/** Whether the box lies on the frame's cells with room for a B-spline. */
export function holds({ grid: { x, y } }: Frame2d, [u0, u1, v0, v1]: Box): boolean {
  const inside = (axis: typeof x, low: number, high: number) =>
    low > axis.edges[0] + 3 * axis.width && high < axis.edges[axis.cells] - 3 * axis.width;
  return inside(x, u0, u1) && inside(y, v0, v1);
}

/** Standard deviation of a law in a frame's coordinates, in the direction in which it is least. */
export function narrowestIn({ scale: [a, b], shear }: Axes, { covariance }: Moments2d): number {
  const [xx, xy, yy] = covariance;
  const uu = xx / a ** 2;
  const uv = (xy - (shear * xx) / a) / (a * b);
  const vv = (yy - (2 * shear * xy) / a + (shear / a) ** 2 * xx) / b ** 2;
  const middle = (uu + vv) / 2;
  return Math.sqrt(Math.max(0, middle - Math.hypot((uu - vv) / 2, uv)));
}
