/**
 * First passage out of intervals in one dimension at one resolution: the transfer operator with
 * every interval as a grid of its own, so that the cut at the region's edges is exact. The law of
 * the walkers still inside is followed step by step; what is left when it has settled decays by the
 * same factor for ever (docs/theory.md §4).
 */
import { leadingEigenvalues } from '../../../math/krylov/arnoldi.js';
import { multiplySparse } from '../../../math/linearAlgebra.js';
import { cellMatrix } from '../../chain/operator/cellMatrix1d.js';
import { createDenseSolver } from '../../chain/operator/denseSolver.js';
import type { Maps1d } from '../../master/maps1d.js';
import {
  createTransferOperator1d,
  type TransferOperator1d,
} from '../../master/transferOperator1d.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { createSolverGrid1d } from '../../solverGrid1d.js';
import type { Interval } from '../generator/intervals1d.js';

/** `[i][j]`: from interval j to interval i. */
export type Blocks = readonly (readonly TransferOperator1d[])[];

/** The operator between the intervals, each of `cells` cells. */
export async function createBlocks(
  maps: Maps1d,
  intervals: readonly Interval[],
  cells: number,
  pace: Pace,
): Promise<Blocks> {
  const blocks: TransferOperator1d[][] = [];
  for (const to of intervals) {
    const row: TransferOperator1d[] = [];
    for (const from of intervals) {
      const grid = createSolverGrid1d(
        { name: '', min: from.low, max: from.high, cells },
        1,
        [0, 0],
      );
      row.push(await createTransferOperator1d(shifted(maps, from, to), grid, pace));
    }
    blocks.push(row);
  }
  return blocks;
}

/** The maps followed by the affine map that takes interval `to` to interval `from`. */
function shifted(maps: Maps1d, from: Interval, to: Interval): Maps1d {
  if (from === to) return maps;
  const scale = (from.high - from.low) / (to.high - to.low);
  return {
    ...maps,
    evaluate(q, x, mean, spread) {
      maps.evaluate(q, x, mean, spread);
      for (let i = 0; i < x.length; i++) {
        mean[i] = from.low + (mean[i] - to.low) * scale;
        spread[i] *= scale;
      }
    },
  };
}

export interface ExitLevel1d {
  /** P(inside through step k), k = 0 … steps. */
  readonly survival: Float64Array;
  /** Mean first-passage step. */
  readonly mean: number;
  /** 1 − λ₁ of the operator inside. */
  readonly rate: number;
  /** Multiplications that it took. */
  readonly work: number;
  /** Whether the rest took a dense system. */
  readonly dense: boolean;
}

export interface Limits {
  /** Multiplications that following the law step by step may take. */
  readonly work: number;
  /** Cells up to which the rest may be solved as a dense system instead. */
  readonly denseCells: number;
}

/** Survival below this adds nothing to a mean. */
const nothing = 1e-16;
const settledTo = 1e-9;
/** Below this 1 − λ₁ is rounding. */
const leastRate = 1e-12;

/**
 * Follows the laws `first`, of step survival.length, on `blocks` until `steps` and on until the law
 * inside has settled. Throws NotConvergedError where it does not settle within the limits.
 */
export async function followInside(
  blocks: Blocks,
  first: readonly Float64Array[],
  known: readonly number[],
  steps: number,
  limits: Limits,
  pace: Pace,
): Promise<ExitLevel1d> {
  const entries = blocks.flat().reduce((n, b) => n + b.matrix.values.length, 0);
  const most = Math.max(steps, Math.floor(limits.work / entries));
  let laws = first.map((law) => law.slice());
  const survival = [...known];
  const image = new Float64Array(laws[0].length);
  for (let step = known.length; ; step++) {
    const left = Math.min(survival[step - 1], massOf(laws));
    survival.push(left);
    if (step >= steps) {
      const rate = left > nothing ? settledRate(survival) : 1 - slowRatio(survival);
      if (rate !== null) return finish(survival, steps, rate, entries * step);
      if (step >= most) break;
    }
    const next = laws.map((law) => new Float64Array(law.length));
    blocks.forEach((row, i) => {
      row.forEach((operator, j) => {
        operator.apply(laws[j], image);
        for (let r = 0; r < image.length; r++) next[i][r] += image[r];
      });
    });
    laws = next;
    await pace.tick();
  }
  if (blocks.length * (image.length - 1) > limits.denseCells) {
    throw tooSlow(1 - slowRatio(survival), survival.length);
  }
  const rest = await restOf(blocks, laws, pace);
  if (!(rest.rate > leastRate)) throw tooSlow(rest.rate, survival.length);
  const mean = survival.slice(0, -1).reduce((a, b) => a + b, 0) + rest.mean;
  return {
    survival: Float64Array.from(survival.slice(0, steps + 1)),
    mean,
    rate: rest.rate,
    work: entries * survival.length,
    dense: true,
  };
}

const tooSlow = (rate: number, steps: number) =>
  new NotConvergedError(
    `the rate at which walkers leave the region, ${rate.toExponential(1)} a step after ${steps} steps,`,
    rate,
    'walkers leave it too seldom, or in too many ways at once, to be followed step by step; the ' +
      'generator has the answer where the learning rate is small, a smaller region has one here',
  );

const massOf = (laws: readonly Float64Array[]) =>
  laws.reduce((sum, law) => sum + law[law.length - 1], 0);

/** 1 − S_{k+1}/S_k where it no longer changes over the last tenth of the steps; else null. */
function settledRate(survival: readonly number[]): number | null {
  const last = survival.length - 1;
  const back = Math.max(10, Math.ceil(0.1 * last));
  if (last <= back + 1) return null;
  const now = 1 - survival[last] / survival[last - 1];
  const then = 1 - survival[last - back] / survival[last - back - 1];
  return Math.abs(now - then) <= settledTo * now + 1e-15 && now > 0 ? now : null;
}

/** The ratio of survivals while there was something left of them. */
function slowRatio(survival: readonly number[]): number {
  let last = survival.length - 1;
  while (last > 1 && !(survival[last] > 1e-12)) last--;
  return last > 0 && survival[last - 1] > 0 ? survival[last] / survival[last - 1] : 0;
}

/** The mean Σ_k S_k with what comes after the last step as a geometric series. */
function finish(survival: readonly number[], steps: number, rate: number, work: number) {
  const last = survival.length - 1;
  let mean = rate > 0 ? survival[last] / rate : 0;
  for (let k = last - 1; k >= 0; k--) mean += survival[k];
  const kept = Float64Array.from(survival.slice(0, steps + 1));
  return { survival: kept, mean, rate, work, dense: false };
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
    { count: 1, tolerance: 1e-13, start: masses, tick: () => pace.tick() },
  );
  return { mean: x.reduce((a, b) => a + b, 0), rate: 1 - pairs[0].re };
}
