/**
 * Deposits merged: where the maps of one step land near each other, what 2 × 2 neighbouring nodes
 * send anywhere is one small rectangle of targets with four weights each, summed over all maps.
 * One pass over 16 such maps then takes a fifth of the multiplications and reads memory in order.
 * A block whose rectangle would not pay (maps far apart, a jump of the gradient) is left to others.
 */
import { depositBytes, type Landing2d } from './deposits2d.js';

/** Sources of a block. */
export const blockSize = 4;

/** Targets that a rectangle may hold for each deposit merged into it. */
export interface MergeLimit {
  readonly targetsPerDeposit: number;
}

/**
 * Limits for deposits of `taps`² nodes: while merging is faster (it is by a quarter at an equal
 * number of multiplications), and while it takes no more memory besides.
 */
export function mergeLimits(taps: number): {
  readonly fast: MergeLimit;
  readonly small: MergeLimit;
} {
  const fast = (1.25 * taps ** 2) / blockSize;
  const even = depositBytes(taps) / (8 * blockSize);
  return {
    fast: { targetsPerDeposit: fast },
    small: { targetsPerDeposit: Math.min(fast, even) },
  };
}

/** Rectangles that the deposits of blocks reach, before any is stored. */
export interface Reach {
  readonly blocks: number;
  /** Notes a deposit of source 4 · block + place at the landing. */
  note(source: number, landing: Landing2d): void;
  /** Deposits noted for a block. */
  count(block: number): number;
  /** Weights that its rectangle takes. */
  weights(block: number): number;
  /** Its rectangle of targets, an even number of columns wide; null where it is empty. */
  rectangle(block: number): Rectangle | null;
}

interface Rectangle {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Collects the reach of `blocks` blocks under deposits of `taps`² nodes on `columns` columns. */
export function createReach(blocks: number, taps: number, columns: number): Reach {
  const counts = new Int32Array(blocks);
  const lowRow = new Int32Array(blocks).fill(0x7fffffff);
  const lowColumn = new Int32Array(blocks).fill(0x7fffffff);
  const highRow = new Int32Array(blocks).fill(-1);
  const highColumn = new Int32Array(blocks).fill(-1);
  const rectangle = (b: number) => {
    if (counts[b] === 0) return null;
    const width = highColumn[b] - lowColumn[b] + taps;
    const even = width + (width & 1);
    return {
      row: lowRow[b],
      column: Math.min(lowColumn[b], columns - even),
      rows: highRow[b] - lowRow[b] + taps,
      columns: even,
    };
  };
  return {
    blocks,
    note(source, { row, column }) {
      const b = source >> 2;
      counts[b]++;
      if (row < lowRow[b]) lowRow[b] = row;
      if (row > highRow[b]) highRow[b] = row;
      if (column < lowColumn[b]) lowColumn[b] = column;
      if (column > highColumn[b]) highColumn[b] = column;
    },
    count: (b) => counts[b],
    weights(b) {
      const r = rectangle(b);
      return r ? blockSize * r.rows * r.columns : 0;
    },
    rectangle,
  };
}

/** Whether a block pays within `limit`. */
export function isMerged(reach: Reach, block: number, limit: MergeLimit | null): boolean {
  const r = reach.rectangle(block);
  if (!limit || !r || r.column < 0) return false;
  return r.rows * r.columns <= limit.targetsPerDeposit * reach.count(block);
}

/** Stencils of the blocks of one band, two rows of the grid from `row` on. */
export type StencilBand = ReturnType<typeof createStencilBand>;

/** Room for the blocks of a band that `reach` and `limit` merge. */
export function createStencilBand(
  reach: Reach,
  limit: MergeLimit | null,
  row: number,
  rows: number,
  columns: number,
) {
  const { blocks } = reach;
  const targets = new Int32Array(blocks).fill(-1);
  const heights = new Int32Array(blocks);
  const widths = new Int32Array(blocks);
  const starts = new Int32Array(blocks);
  let size = 0;
  for (let b = 0; b < blocks; b++) {
    const r = isMerged(reach, b, limit) ? reach.rectangle(b) : null;
    if (!r) continue;
    targets[b] = r.row * columns + r.column;
    heights[b] = r.rows;
    widths[b] = r.columns;
    starts[b] = size;
    size += reach.weights(b);
  }
  const weights = new Float64Array(size);
  const stencils: Stencils = { targets, heights, widths, starts, weights };
  return {
    /** Whether a source's deposits are merged. */
    has: (source: number) => targets[source >> 2] >= 0,
    /** Merges a deposit that was noted. */
    add(source: number, landing: Landing2d, weight: number) {
      const b = source >> 2;
      const { weightsX, weightsY } = landing;
      const offset = landing.row * columns + landing.column - targets[b];
      const top = Math.floor(offset / columns);
      const left = offset - top * columns;
      let at = starts[b] + 4 * (top * widths[b] + left) + (source & 3);
      for (let r = 0; r < weightsX.length; r++) {
        const a = weight * weightsX[r];
        for (let c = 0; c < weightsY.length; c++) weights[at + 4 * c] += a * weightsY[c];
        at += 4 * widths[b];
      }
    },
    /** Adds what the band's blocks send to `next`. */
    apply(masses: Float64Array, next: Float64Array) {
      const upper = row * columns;
      const lower = row + 1 < rows ? upper + columns : -1;
      applyStencils(stencils, upper, lower, columns, masses, next);
    },
    /** Adds to `out`, at the band's nodes, the `values` at their targets in their weights. */
    gather(values: Float64Array, out: Float64Array) {
      const upper = row * columns;
      const lower = row + 1 < rows ? upper + columns : -1;
      gatherStencils(stencils, upper, lower, columns, values, out);
    },
  };
}

interface Stencils {
  /** First target of each block; −1 where it is not merged. */
  readonly targets: Int32Array;
  readonly heights: Int32Array;
  readonly widths: Int32Array;
  readonly starts: Int32Array;
  /** Four weights a target, row by row. */
  readonly weights: Float64Array;
}

/** Blocks between the rows of nodes that start at `upper` and at `lower`, −1 where there is none. */
function applyStencils(
  { targets, heights, widths, starts, weights }: Stencils,
  upper: number,
  lower: number,
  columns: number,
  masses: Float64Array,
  next: Float64Array,
): void {
  for (let b = 0; b < targets.length; b++) {
    let t = targets[b];
    if (t < 0) continue;
    const j = 2 * b;
    const isWide = j + 1 < columns;
    const m0 = masses[upper + j];
    const m1 = isWide ? masses[upper + j + 1] : 0;
    const m2 = lower >= 0 ? masses[lower + j] : 0;
    const m3 = lower >= 0 && isWide ? masses[lower + j + 1] : 0;
    if (m0 === 0 && m1 === 0 && m2 === 0 && m3 === 0) continue;
    let e = starts[b];
    const width = widths[b];
    // Two targets at a time: most of a prediction's time is spent here.
    for (let r = heights[b]; r > 0; r--) {
      const end = t + width;
      for (let u = t; u < end; u += 2) {
        next[u] +=
          m0 * weights[e] + m1 * weights[e + 1] + m2 * weights[e + 2] + m3 * weights[e + 3];
        next[u + 1] +=
          m0 * weights[e + 4] + m1 * weights[e + 5] + m2 * weights[e + 6] + m3 * weights[e + 7];
        e += 8;
      }
      t += columns;
    }
  }
}

/** The transposed of `applyStencils`. */
function gatherStencils(
  { targets, heights, widths, starts, weights }: Stencils,
  upper: number,
  lower: number,
  columns: number,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let b = 0; b < targets.length; b++) {
    let t = targets[b];
    if (t < 0) continue;
    let e = starts[b];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let r = heights[b]; r > 0; r--) {
      for (let u = t; u < t + widths[b]; u++) {
        const v = values[u];
        s0 += v * weights[e];
        s1 += v * weights[e + 1];
        s2 += v * weights[e + 2];
        s3 += v * weights[e + 3];
        e += 4;
      }
      t += columns;
    }
    const j = 2 * b;
    const isWide = j + 1 < columns;
    out[upper + j] += s0;
    if (isWide) out[upper + j + 1] += s1;
    if (lower >= 0) out[lower + j] += s2;
    if (lower >= 0 && isWide) out[lower + j + 1] += s3;
  }
}
