/**
 * What a transfer operator in one dimension takes, known before it is built: the memory of its
 * entries and the multiplications of building it and of all updates. Estimates, mostly from above.
 */
import type { SolverGrid1d } from '../solverGrid1d.js';
import { isFinerThanCells } from './gaussianSpread1d.js';
import type { Maps1d } from './maps1d.js';
import { latticeSize } from './minibatches/sumLaw.js';
import { sumNodes } from './sumSpread1d.js';

export interface OperatorPlan1d {
  readonly cells: number;
  /** Entries of the sparse matrix. */
  readonly entries: number;
  /** Memory in which it is built and kept. */
  readonly bytes: number;
  /** Multiplications of building it and of all updates. */
  readonly work: number;
}

/** Memory and multiplications that one resolution may take. */
export interface Budget {
  readonly bytes: number;
  readonly work: number;
}
/** Some twenty seconds, at 2 ns each as measured: beyond this a prediction is refused. */
export const usualBudget: Budget = { bytes: 4e8, work: 1e10 };
/** Some second: a further refinement may not cost more. */
export const comfortable: Budget = { bytes: 4e8, work: 5e8 };

/** Multiplications that finding one preimage is worth, and evaluations of its map that it takes. */
const perPreimage = 500;
const rootRounds = 10;
/** The same for a value of the normal distribution, and for depositing one sample. */
const perShare = 20;
const perSample = 40;
const perLatticePoint = 70;

/** Plans the operator of `maps` on `grid` for that many updates. */
export function planOperator1d(maps: Maps1d, grid: SolverGrid1d, updates: number): OperatorPlan1d {
  const rows = grid.cells + 1;
  const parts = maps.sum
    ? sumParts(maps, grid)
    : maps.noisy
      ? noisyParts(maps, grid)
      : preimageParts(maps, grid);
  // A row holds no more than a value and a slope for every edge.
  const entries = Math.min(parts.entries, 2 * rows * rows);
  return {
    cells: grid.cells,
    entries,
    bytes: parts.bytes + 24 * entries,
    work: parts.build + entries * updates,
  };
}

export const fits = (plan: OperatorPlan1d, budget: Budget) =>
  plan.bytes <= budget.bytes && plan.work <= budget.work;

/** What it would take, what there is, and what to ask for instead. */
export function refusal(maps: Maps1d, plan: OperatorPlan1d, budget: Budget): string {
  const mb = (n: number) => `${Math.ceil(n / 1e6).toLocaleString('en')} MB`;
  const times = (n: number) => n.toExponential(1);
  const what = maps.sum
    ? `minibatches of ${maps.sum.draws} out of ${maps.sum.samples} samples`
    : `${maps.weights.length} distinct minibatches`;
  return (
    `${what} on ${plan.cells} cells take ${mb(plan.bytes)} of memory (at most ${mb(budget.bytes)}) ` +
    `and ${times(plan.work)} multiplications (at most ${times(budget.work)}); fewer samples, a ` +
    'smaller batch, fewer steps or a narrower grid would do'
  );
}

interface Parts {
  readonly entries: number;
  readonly bytes: number;
  readonly build: number;
}

/** Every branch of every map has a preimage of each edge, or an end that counts for it. */
function preimageParts(maps: Maps1d, grid: SolverGrid1d): Parts {
  const terms = 2 * maps.weights.length * branchesOf(maps, grid) * (grid.cells + 1);
  return {
    entries: 4 * terms,
    bytes: 40 * terms,
    build: (perPreimage + rootRounds * maps.effort) * terms,
  };
}

/** Monotone branches of the first map, which stands for all. */
function branchesOf(maps: Maps1d, grid: SolverGrid1d): number {
  const { mean } = evaluate(maps, 0, grid);
  let branches = 1;
  for (let i = 2; i < mean.length; i++) {
    if ((mean[i] - mean[i - 1]) * (mean[i - 1] - mean[i - 2]) < 0) branches++;
  }
  return branches;
}

/** Noise finer than a cell is followed by so many quadrature nodes, a map each. */
const fineNodes = 40;

const manyParts = ({ entries, bytes, build }: Parts): Parts => ({
  entries: fineNodes * entries,
  bytes: fineNodes * bytes,
  build: fineNodes * build,
});

/** Each map brings every cell to the edges that its noise reaches. */
function noisyParts(maps: Maps1d, grid: SolverGrid1d): Parts {
  const { mean, spread } = evaluate(maps, 0, grid);
  if (isFinerThanCells(grid.edges, mean, spread)) return manyParts(preimageParts(maps, grid));
  let reached = 0;
  for (let j = 0; j < grid.cells; j++) {
    const rows = (17 * Math.max(spread[j], spread[j + 1])) / grid.width + 2;
    reached += Math.max(Math.min(rows || 0, grid.cells), 2);
  }
  const count = maps.weights.length;
  return {
    entries: 3 * count * reached,
    bytes: 400 * count * grid.cells,
    // Every row looks at every cell, if only to pass it by.
    build: count * (4 * perShare * reached + perPreimage * grid.cells + 4 * grid.cells ** 2),
  };
}

/** Each cell takes a few laws of the sum, each as long as the sum reaches. */
function sumParts(maps: Maps1d, grid: SolverGrid1d): Parts {
  const { samples } = maps.sum!;
  const { mean, spread } = evaluate(maps, 0, grid);
  const nodes = sumNodes(grid.edges, mean, spread);
  let reached = 0;
  let build = 0;
  for (let j = 0; j < grid.cells; j++) {
    const far = mean[j] + 100 * spread[j] < grid.edges[0];
    if (far || !(mean[j] - 100 * spread[j] < grid.edges[grid.cells])) continue;
    const size = latticeSize((9 * Math.max(spread[j], spread[j + 1])) / grid.width);
    reached += size;
    build += nodes[j] * (perSample * samples + perLatticePoint * size);
  }
  // The first update takes about as many laws as the operator.
  return { entries: 3 * reached, bytes: 24 * reached + 64 * samples, build: 2 * build };
}

function evaluate(maps: Maps1d, q: number, { edges }: SolverGrid1d) {
  const mean = new Float64Array(edges.length);
  const spread = new Float64Array(edges.length);
  maps.evaluate(q, edges, mean, spread);
  return { mean, spread };
}
