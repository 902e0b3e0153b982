/**
 * The transfer operator in one dimension, acting on distribution functions at the solver's edges:
 * F′(x) = Σ_q w_q P(T_q(Y) < x), with F between the edges a monotone cubic (docs/theory.md §1). Built
 * once as a sparse matrix on (values, slopes); a step is one spline and one sparse product. Mass
 * that leaves the grid is lost and counted; cells never turn negative.
 */
import {
  createSparseBuilder,
  multiplySparse,
  type SparseMatrix,
} from '../../math/linearAlgebra.js';
import { gaussHermite } from '../../math/quadrature.js';
import { createMonotoneSlopes, hermiteWeights } from '../../math/spline.js';
import type { InitialLaw } from '../../model/experiment.js';
import type { Pace } from '../pace.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import { preimages } from './branches1d.js';
import { foldMaps } from './foldMaps1d.js';
import { createGaussianSpread1d } from './gaussianSpread1d.js';
import type { Maps1d } from './maps1d.js';
import type { Spread1d } from './spread1d.js';
import { startBetween } from './start1d.js';
import { createSumSpread1d } from './sumSpread1d.js';

export interface TransferOperator1d {
  readonly grid: SolverGrid1d;
  readonly matrix: SparseMatrix;
  /** Preimages that were solved for: what building it cost. */
  readonly preimages: number;
  /** Slopes per cell of the monotone cubic through `distribution`. */
  slopes(distribution: Float64Array, slopes: Float64Array): void;
  /** One update: `distribution` at the edges to `next` at the edges; next[0] = 0. */
  apply(distribution: Float64Array, next: Float64Array): void;
  /** Mass that the last update took off the grid at its low end, where that does not reflect. */
  leftBelow(): number;
  /** The first update, from the exact law at step 0 between the ends of the axis. */
  start(law: InitialLaw): Float64Array;
  /** One update from any distribution function P(X < x); for maps without noise. */
  startFrom(distribution: (x: number) => number): Float64Array;
}

/** Terms weight · F(y), each for one edge. */
interface Terms {
  readonly rows: Int32Array;
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Builds the operator of `maps` on `grid`, whose ends are those of its axis where they are not open;
 * `images` are the maps and what lands on the grid by another way. `pace` is asked for pauses.
 */
export async function createTransferOperator1d(
  maps: Maps1d,
  grid: SolverGrid1d,
  pace: Pace,
  images: readonly Maps1d[] = foldMaps(maps, grid.axis, grid.edges, grid.edges),
): Promise<TransferOperator1d> {
  const { edges } = grid;
  const spreads: { map: Spread1d; weight: number }[] = [];
  // A map that rises everywhere has a preimage and an end for each edge.
  const sink = createTermSink(2 * maps.weights.length * edges.length);
  for (const image of images) {
    for (let q = 0; q < image.weights.length; q++) {
      const weight = image.weights[q];
      const map = spreadOf(image, q, edges);
      if (map) spreads.push({ map, weight });
      else addPulledBack(image, q, grid, sink);
      await pace.tick(edges.length * image.effort * (image.noisy ? 64 : 10));
    }
  }
  const terms = sink.finish(edges.length);
  const matrix = await buildMatrix(edges, terms, spreads, pace);
  const slopesOf = createMonotoneSlopes(edges.length);
  const vector = new Float64Array(2 * edges.length);
  const slopes = vector.subarray(edges.length);
  let left = 0;
  return {
    grid,
    matrix,
    preimages: terms.rows.length,
    slopes: slopesOf,
    apply(distribution, next) {
      vector.set(distribution);
      slopesOf(distribution, slopes);
      multiplySparse(matrix, vector, next);
      left = settle(next);
      keepMass(distribution[distribution.length - 1], next);
    },
    leftBelow: () => left,
    start(law) {
      const start = startBetween(law, grid.axis);
      const next = new Float64Array(edges.length);
      if (start.parts) {
        next.set(sumTerms(edges.length, terms, start.distribution));
        for (const { map, weight } of spreads) map.addStart(start, weight, next);
      } else {
        const distribution = edges.map(start.distribution);
        vector.set(distribution);
        slopesOf(distribution, slopes);
        multiplySparse(matrix, vector, next);
      }
      left = settle(next);
      return next;
    },
    startFrom(distribution) {
      const next = sumTerms(edges.length, terms, distribution);
      left = settle(next);
      return next;
    },
  };
}

/** Null where there is no noise, or where it is finer than the grid. */
function spreadOf(maps: Maps1d, q: number, edges: Float64Array): Spread1d | null {
  if (maps.sum) return createSumSpread1d(maps, maps.sum, edges);
  return maps.noisy ? createGaussianSpread1d(maps, q, edges) : null;
}

/** Takes off what lies left of the grid, gives it, and undoes falls by rounding. */
function settle(next: Float64Array): number {
  const left = next[0];
  next[0] = 0;
  for (let i = 1; i < next.length; i++) next[i] = Math.max(next[i] - left, next[i - 1]);
  return left;
}

/** Mass may leave the grid but never grows: takes back what rounding adds over many steps. */
function keepMass(before: number, next: Float64Array): void {
  const after = next[next.length - 1];
  if (after > before) for (let i = 0; i < next.length; i++) next[i] *= before / after;
}

function sumTerms(count: number, terms: Terms, distribution: (x: number) => number): Float64Array {
  const sums = new Float64Array(count);
  for (let k = 0; k < terms.rows.length; k++) {
    sums[terms.rows[k]] += terms.weights[k] * distribution(terms.points[k]);
  }
  return sums;
}

/** The terms of map q; noise finer than the grid becomes Gauss–Hermite nodes, one map each. */
function addPulledBack(maps: Maps1d, q: number, grid: SolverGrid1d, sink: TermSink): void {
  const order = Math.min(64, 32 + 8 * Math.round(Math.log2(grid.refinement)));
  const noise = maps.noisy
    ? gaussHermite(order)
    : { nodes: Float64Array.of(0), weights: Float64Array.of(1) };
  let spread = new Float64Array(0);
  for (let k = 0; k < noise.nodes.length; k++) {
    if (noise.weights[k] < 1e-18) continue;
    const weight = maps.weights[q] * noise.weights[k];
    const map = (x: Float64Array, out: Float64Array) => {
      if (spread.length < x.length) spread = new Float64Array(x.length);
      maps.evaluate(q, x, out, spread);
      for (let i = 0; i < x.length; i++) out[i] += spread[i] * noise.nodes[k];
    };
    preimages(map, grid.edges, (row, y, sign) => sink.add(row, y, sign * weight));
  }
}

async function buildMatrix(
  edges: Float64Array,
  terms: Terms,
  spreads: readonly { map: Spread1d; weight: number }[],
  pace: Pace,
): Promise<SparseMatrix> {
  const n = edges.length - 1;
  const perUnit = n / (edges[n] - edges[0]);
  const builder = createSparseBuilder(2 * (n + 1));
  const hermite = new Float64Array(4);
  let term = 0;
  // Rows of noise look at all cells; those of preimages are short.
  const perRow = 4 * spreads.length * n + 20 * Math.ceil(terms.rows.length / n);
  for (let row = 0; row <= n; row++) {
    for (; term < terms.rows.length && terms.rows[term] === row; term++) {
      const position = (terms.points[term] - edges[0]) * perUnit;
      const j = Math.min(n - 1, Math.max(0, Math.floor(position)));
      const weight = terms.weights[term];
      hermiteWeights(Math.min(1, Math.max(0, position - j)), hermite);
      builder.add(j, weight * hermite[0]);
      builder.add(j + 1, weight * hermite[1]);
      builder.add(n + 1 + j, weight * hermite[2]);
      builder.add(n + 2 + j, weight * hermite[3]);
    }
    for (const { map, weight } of spreads) map.addRow(edges[row], weight, builder.add);
    builder.endRow();
    await pace.tick(perRow);
  }
  return builder.finish();
}

type TermSink = ReturnType<typeof createTermSink>;

/** Collects terms in any order and hands them out sorted by row. */
function createTermSink(likely: number) {
  let rows = new Int32Array(likely);
  let points = new Float64Array(likely);
  let weights = new Float64Array(likely);
  let size = 0;
  const grow = () => {
    const double = <T extends Int32Array | Float64Array>(old: T, fresh: T) => {
      fresh.set(old);
      return fresh;
    };
    rows = double(rows, new Int32Array(2 * size));
    points = double(points, new Float64Array(2 * size));
    weights = double(weights, new Float64Array(2 * size));
  };
  return {
    add(row: number, point: number, weight: number) {
      if (size === rows.length) grow();
      rows[size] = row;
      points[size] = point;
      weights[size++] = weight;
    },
    finish(rowCount: number): Terms {
      const next = new Int32Array(rowCount + 1);
      for (let k = 0; k < size; k++) next[rows[k] + 1]++;
      for (let r = 0; r < rowCount; r++) next[r + 1] += next[r];
      const sorted = {
        rows: new Int32Array(size),
        points: new Float64Array(size),
        weights: new Float64Array(size),
      };
      for (let k = 0; k < size; k++) {
        const at = next[rows[k]]++;
        sorted.rows[at] = rows[k];
        sorted.points[at] = points[k];
        sorted.weights[at] = weights[k];
      }
      return sorted;
    },
  };
}
