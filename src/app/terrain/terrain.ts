/**
 * The mean loss of a landscape with two parameters as its pictures show it: values at the nodes of
 * a lattice over the grid, a height between 0 and 1 for each, and a few levels for contours. Steep
 * walls are cut off, so that the valleys can be seen.
 */
import type { Axis, Grid } from '../../math/grid.js';
import type { Landscape } from '../../model/experiment.js';
import { createSurface } from '../../model/shape/surface.js';

export interface Terrain {
  /** Nodes along both axes; the first and last lie on the ends. */
  readonly nodes: readonly [number, number];
  /** The loss at the nodes, row-major, first axis slowest; may hold NaN and infinities. */
  readonly loss: Float64Array;
  /** The loss of height 0 and of height 1; what is above is cut. */
  readonly low: number;
  readonly top: number;
  /** Height is the root of the loss, for valleys that a linear height would press flat. */
  readonly isRoot: boolean;
}

/** A minimum, or a connected set of minima. */
export interface Minimum {
  readonly points: readonly (readonly number[])[];
  readonly value: number;
}

/** What evaluating the loss may cost, in evaluations of one sample. */
const mostEvaluations = 2e8;
const mostNodes = 161;
const fewestNodes = 33;

/** Evaluates the loss of two parameters over the range of `grid`; on fewer nodes where it is dear. */
export function surveyTerrain(landscape: Landscape, grid: Grid): Terrain {
  const surface = createSurface(landscape);
  const affordable = Math.floor(Math.sqrt(mostEvaluations / surface.cost));
  const n = Math.max(fewestNodes, Math.min(mostNodes, affordable));
  const [a, b] = grid.map((axis) => nodesOf(axis, n));
  const x = Float64Array.from({ length: n * n }, (_, k) => a[Math.floor(k / n)]);
  const y = Float64Array.from({ length: n * n }, (_, k) => b[k % n]);
  const loss = new Float64Array(n * n);
  surface.loss([x, y], loss);
  return { nodes: [n, n], loss, ...rangeOf(loss) };
}

/** The nodes of an axis, both ends among them. */
export const nodesOf = ({ min, max }: Axis, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => min + ((max - min) * i) / (count - 1));

/**
 * From the lowest loss to well above the level that half of the plane stays below. The root where
 * a tenth of the plane lies in the lowest hundredth of that range.
 */
function rangeOf(loss: Float64Array): Pick<Terrain, 'low' | 'top' | 'isRoot'> {
  const sorted = loss.filter(Number.isFinite).sort();
  if (sorted.length === 0) return { low: 0, top: 1, isRoot: false };
  const low = sorted[0];
  const highest = sorted[sorted.length - 1];
  const half = sorted[sorted.length >> 1] - low;
  const top =
    Math.min(highest, low + 2.5 * half) > low ? Math.min(highest, low + 2.5 * half) : highest;
  const tenth = (sorted[Math.floor(sorted.length / 10)] - low) / (top - low);
  return { low, top: top > low ? top : low + 1, isRoot: tenth < 0.01 };
}

/** 0 … 1; a loss that is no number is as high as the top. */
export function heightOf({ low, top, isRoot }: Terrain, loss: number): number {
  const part = (loss - low) / (top - low);
  if (!(part < 1)) return 1;
  const height = Math.max(0, part);
  return isRoot ? Math.sqrt(height) : height;
}

/** The loss at a height: what `heightOf` takes back. */
export function lossAtHeight({ low, top, isRoot }: Terrain, height: number): number {
  return low + (top - low) * (isRoot ? height * height : height);
}

/** Heights of the contours, at equal distances. */
export const contourHeights: readonly number[] = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

/** The loss between the nodes, from the four around; `at` as parts 0 … 1 of both axes. */
export function lossBetween(
  { nodes: [n, m], loss }: Terrain,
  at: readonly [number, number],
): number {
  const i = Math.max(0, Math.min(n - 2, Math.floor(at[0] * (n - 1))));
  const j = Math.max(0, Math.min(m - 2, Math.floor(at[1] * (m - 1))));
  const [u, v] = [at[0] * (n - 1) - i, at[1] * (m - 1) - j];
  const near = loss[i * m + j] * (1 - v) + loss[i * m + j + 1] * v;
  const far = loss[(i + 1) * m + j] * (1 - v) + loss[(i + 1) * m + j + 1] * v;
  return near * (1 - u) + far * u;
}
