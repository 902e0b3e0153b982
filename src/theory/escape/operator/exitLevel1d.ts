/**
 * First passage out of intervals in one dimension at one resolution: the transfer operator with
 * every interval as a grid of its own, so that the cut at the region's edges is exact. The law of
 * the walkers still inside is followed step by step; what is left when it has settled decays by the
 * same factor for ever (docs/theory.md §4).
 */

import type { Axis } from '../../../math/grid.js';
import { leadingEigenvalues } from '../../../math/krylov/arnoldi.js';
import { multiplySparse } from '../../../math/linearAlgebra.js';
import { cellMatrix } from '../../chain/operator/cellMatrix1d.js';
import { createDenseSolver } from '../../chain/operator/denseSolver.js';
import { affine, foldMaps } from '../../master/foldMaps1d.js';
import type { Maps1d } from '../../master/maps1d.js';
import {
  createTransferOperator1d,
  type TransferOperator1d,
} from '../../master/transferOperator1d.js';
import type { Pace } from '../../pace.js';
import { createSolverGrid1d } from '../../solverGrid1d.js';
import { type Interval, onLine } from '../generator/intervals1d.js';
import {
  closedMean,
  type ExitLevel,
  followSurvival,
  leastRate,
  notSettled,
} from './exitSurvival.js';

/** `[i][j]`: from interval j to interval i. */
export type Blocks = readonly (readonly TransferOperator1d[])[];

/** The operator between the intervals of `axis`, each of `cells` cells. */
export async function createBlocks(
  maps: Maps1d,
  intervals: readonly Interval[],
  cells: number,
  axis: Axis,
  pace: Pace,
): Promise<Blocks> {
  const line = onLine(axis);
  const grids = intervals.map(({ low, high, heldLow, heldHigh }) => {
    const boundary = [heldLow, heldHigh].map((held) => (held ? 'reflecting' : 'open'));
    const own = {
      name: '',
      min: low,
      max: high,
      cells,
      boundary: [boundary[0], boundary[1]],
    } as const;
    return createSolverGrid1d(own, 1, [0, 0]);
  });
  const blocks: TransferOperator1d[][] = [];
  for (const to of grids) {
    const row: TransferOperator1d[] = [];
    for (const from of grids) {
      const images = foldMaps(maps, line, from.edges, to.edges);
      const moved = images.map((image) => affine(image, takes(to.axis, from.axis)));
      row.push(await createTransferOperator1d(maps, from, pace, moved));
    }
    blocks.push(row);
  }
  return blocks;
}

/** The affine map that takes one interval to another. */
function takes(to: Axis, from: Axis) {
  if (from === to) return { slope: 1, offset: 0 };
  const slope = (from.max - from.min) / (to.max - to.min);
  return { slope, offset: from.min - to.min * slope };
}

export interface Limits {
  /** Multiplications that following the law step by step may take. */
  readonly work: number;
  /** Cells up to which the rest may be solved as a dense system instead. */
  readonly denseCells: number;
}

/**
 * Follows the laws `first`, of step known.length, on `blocks` until `steps` and on until the law
 * inside has settled; the rest by linear algebra where it does not. Throws NotConvergedError where
 * that is too much as well.
 */
export async function followInside(
  blocks: Blocks,
  first: readonly Float64Array[],
  known: readonly number[],
  steps: number,
  limits: Limits,
  pace: Pace,
): Promise<ExitLevel> {
  const entries = blocks.flat().reduce((n, b) => n + b.matrix.values.length, 0);
  const most = Math.max(steps, Math.floor(limits.work / entries));
  const survival = [...known];
  const laws = createLaws(blocks, first);
  const rate = await followSurvival(laws, survival, { steps, most, work: entries }, pace);
  const level = {
    survival: Float64Array.from(survival.slice(0, steps + 1)),
    work: entries * survival.length,
  };
  if (rate !== null) return { ...level, mean: closedMean(survival, rate), rate, dense: false };
  if (blocks.length * (first[0].length - 1) > limits.denseCells) throw notSettled(survival);
  const rest = await restOf(blocks, laws.current(), pace);
  if (!(rest.rate > leastRate)) throw notSettled(survival, rest.rate);
  const before = survival.slice(0, -1).reduce((a, b) => a + b, 0);
  return { ...level, mean: before + rest.mean, rate: rest.rate, dense: true };
}

/** The distribution functions inside all intervals. */
function createLaws(blocks: Blocks, first: readonly Float64Array[]) {
  let laws = first.map((law) => law.slice());
  const image = new Float64Array(first[0].length);
  return {
    current: () => laws,
    mass: () => laws.reduce((sum, law) => sum + law[law.length - 1], 0),
    advance() {
      const next = laws.map((law) => new Float64Array(law.length));
      blocks.forEach((row, i) => {
        row.forEach((operator, j) => {
          operator.apply(laws[j], image);
          for (let r = 0; r < image.length; r++) next[i][r] += image[r];
        });
      });
      laws = next;
    },
  };
}

/** Mean steps still to come, and the slowest rate, by linear algebra on the cells. */
async function restOf(blocks: Blocks, laws: readonly Float64Array[], pace: Pace) {
  const matrix = cellMatrix(blocks);
  const n = laws[0].length - 1;
  const masses = Float64Array.from({ length: blocks.length * n }, (_, k) => {
    const law = laws[Math.floor(k / n)];
    return law[(k % n) + 1] - law[k % n];
  });
  const inside = new Uint8Array(masses.length).fill(1);
  const x = createDenseSolver(matrix)(
    inside,
    masses.map((m) => -m),
    false,
    1e-8,
  );
  const { pairs } = await leadingEigenvalues(
    (from, out) => multiplySparse(matrix, from, out),
    masses.length,
    { count: 1, tolerance: 1e-13, start: masses, tick: () => pace.tick(matrix.values.length) },
  );
  return { mean: x.reduce((a, b) => a + b, 0), rate: 1 - pairs[0].re };
}
