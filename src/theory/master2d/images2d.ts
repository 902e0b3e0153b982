/**
 * The images of points under all maps of a step and all branches of its noise, and from a sample of
 * them what keeping the operator will take: how many deposits lie near enough to be merged.
 */
import type { QuadratureRule } from '../../math/quadrature.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import { type SolverGrid2d, solverCentres } from '../solverGrid2d.js';
import { createLanding2d, depositBytes } from './deposits2d.js';
import type { Maps2d } from './maps2d.js';
import { type Branch, hermiteRule, sharedBranches, tensorBranches } from './noiseBranches2d.js';
import type { AdditiveNoise } from './smoothing2d.js';
import {
  blockSize,
  createReach,
  isMerged,
  type MergeLimit,
  mergeLimits,
  type Reach,
} from './stencilBlocks2d.js';

export interface Resolution {
  readonly degree: number;
  /** Most Gauss–Hermite nodes of one normal. */
  readonly order: number;
}

export interface ImageSettings {
  readonly maps: Maps2d;
  readonly grid: SolverGrid2d;
  readonly resolution: Resolution;
  readonly noise: AdditiveNoise | null;
  /** Widths of the noise that is followed by quadrature, in cells; one or one for each normal. */
  readonly widths: readonly number[];
}

/** The branches of the noise by `rule`. */
export function branchesOf(
  { maps, noise, widths }: ImageSettings,
  rule: (width: number) => QuadratureRule,
): Branch[] {
  return noise
    ? sharedBranches(rule(widths[0]), noise.shared, maps.normals)
    : tensorBranches(widths.map(rule));
}

/** The images of `points` under every map and branch of the noise, with their weights. */
export function* images(
  settings: ImageSettings,
  points: Pair,
  rule = (width: number) => hermiteRule(width, settings.resolution.order),
) {
  const { maps } = settings;
  const branches = branchesOf(settings, rule);
  const n = points[0].length;
  for (let q = 0; q < maps.weights.length; q++) {
    const at = maps.at(q, points);
    for (const { normals, shift, weight } of branches) {
      const [x, y] = createPair(n);
      at(normals, [x, y]);
      for (let k = 0; k < n; k++) {
        x[k] += shift[0];
        y[k] += shift[1];
      }
      yield { x, y, weight: maps.weights[q] * weight };
    }
  }
}

/**
 * The nodes of blocks of 2 × 2, four a block, from their first rows and columns. Nodes over the end
 * of the grid have the number −1 and no place.
 */
export function blockNodes(
  { x, y }: SolverGrid2d,
  corners: readonly (readonly [row: number, column: number])[],
): { readonly points: Pair; readonly nodes: Int32Array } {
  const [cx, cy] = [solverCentres(x), solverCentres(y)];
  const points = createPair(blockSize * corners.length);
  const nodes = new Int32Array(blockSize * corners.length);
  corners.forEach(([row, column], b) => {
    for (let place = 0; place < blockSize; place++) {
      const [i, j] = [row + (place >> 1), column + (place & 1)];
      const isOnGrid = i < x.cells && j < y.cells;
      const source = blockSize * b + place;
      nodes[source] = isOnGrid ? i * y.cells + j : -1;
      points[0][source] = isOnGrid ? cx[i] : Number.NaN;
      points[1][source] = isOnGrid ? cy[j] : Number.NaN;
    }
  });
  return { points, nodes };
}

/** Deposits that building may merge: some seconds. More are planned as if each were kept. */
const mostMerged = 1e7;
/** Memory up to which speed decides what is merged; beyond it, memory. */
const roomyBytes = 2e8;

export interface Cost {
  readonly bytes: number;
  readonly work: number;
}

/** What deposits take that are kept one by one. */
const depositCost = (taps: number, deposits: number): Cost => ({
  bytes: deposits * depositBytes(taps),
  work: deposits * taps ** 2,
});

/** What blocks take that are merged within `merge`; `deposits` are those that are not. */
export function mergedCost(
  reach: Reach,
  taps: number,
  merge: MergeLimit | null,
): Cost & { readonly deposits: number } {
  let [deposits, weights] = [0, 0];
  for (let b = 0; b < reach.blocks; b++) {
    if (isMerged(reach, b, merge)) weights += reach.weights(b);
    else deposits += reach.count(b);
  }
  const { bytes, work } = depositCost(taps, deposits);
  return { deposits, bytes: bytes + 8 * weights, work: work + weights };
}

/** Judges by a sample of the grid's blocks how far merging pays and what is then needed. */
export function planMerging(
  settings: ImageSettings,
  entries: number,
): Cost & { readonly merge: MergeLimit | null } {
  const { grid, resolution } = settings;
  const taps = resolution.degree + 1;
  const plain = depositCost(taps, entries);
  if (entries > mostMerged) return { merge: null, ...plain };
  const corners = sampleCorners(grid);
  const { points, nodes } = blockNodes(grid, corners);
  const reach = createReach(corners.length, taps, grid.y.cells);
  const landing = createLanding2d(grid, resolution.degree);
  for (const { x, y } of images(settings, points)) {
    for (let s = 0; s < nodes.length; s++) if (landing.locate(x[s], y[s])) reach.note(s, landing);
  }
  const scale = grid.cells / nodes.length;
  const costOf = (merge: MergeLimit) => {
    const { bytes, work } = mergedCost(reach, taps, merge);
    return { merge, bytes: scale * bytes, work: scale * work };
  };
  const { fast, small } = mergeLimits(taps);
  const fastest = costOf(fast);
  return fastest.bytes <= Math.max(plain.bytes, roomyBytes) ? fastest : costOf(small);
}

/** Up to 12 × 12 blocks of 2 × 2, spread over the grid. */
function sampleCorners({ x, y }: SolverGrid2d) {
  const [rows, columns] = [x, y].map((axis) => {
    const pairs = axis.cells >> 1;
    const step = Math.ceil(pairs / 12);
    return Array.from({ length: Math.ceil(pairs / step) }, (_, i) => 2 * i * step);
  });
  return rows.flatMap((row) => columns.map((column) => [row, column] as const));
}
