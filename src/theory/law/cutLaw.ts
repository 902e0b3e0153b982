/** What the ends of an axis do to a law at step 0: folded, wound around a ring, or cut. */
import { float32CellOf } from '../../math/float32Cells.js';
import { type Axis, cellEdges, endsOf, isPeriodic } from '../../math/grid.js';
import { gaussLegendre } from '../../math/quadrature.js';
import { createHold, float32Fold, foldCell } from '../../model/boundary.js';
import type { InitialLaw } from '../../model/experiment.js';
import { initialDistribution, initialMoments, initialRange } from './initialLaw1d.js';
import { cellsOnRing } from './ringLaw1d.js';

/** Probabilities of the cells between `edges`, and of what is beyond both ends. */
export interface CutLaw {
  readonly cells: Float64Array;
  readonly below: number;
  readonly above: number;
}

/** Lengths of the axis beyond its ends in which a law is looked for. */
const mostTurns = 64;

/**
 * A law on the equal cells of a solver's grid, whose ends are those of the axis where they are not
 * open: folded at reflecting ends, wound around a ring, cut at the others.
 */
export function cutLaw(law: InitialLaw, axis: Axis, edges: Float64Array): CutLaw {
  if (isPeriodic(axis)) return { cells: cellsOnRing(law, edges), below: 0, above: 0 };
  const n = edges.length - 1;
  const width = (edges[n] - edges[0]) / n;
  const [low, high] = initialRange(law);
  const most = mostTurns * n;
  const first = Math.max(-most, Math.min(-1, Math.floor((low - edges[0]) / width)));
  const end = Math.min(n + most, Math.max(n, 1 + Math.ceil((high - edges[0]) / width)));
  const fold = foldCell(endsOf(axis), n);
  const edge = (i: number) => (i >= 0 && i <= n ? edges[i] : edges[0] + i * width);
  const cells = new Float64Array(n);
  let below = 0;
  let above = 0;
  let before = 0;
  for (let i = first; i <= end; i++) {
    const after = i === end ? 1 : initialDistribution(law, edge(i + 1));
    const at = fold(i);
    if (at < 0) below += after - before;
    else if (at >= n) above += after - before;
    else cells[at] += after - before;
    before = after;
  }
  return { cells, below, above };
}

/** The same, but that the outermost cells hold what is beyond open ends. */
export function lawOnCells(law: InitialLaw, axis: Axis, edges: Float64Array): CutLaw {
  const { cells, below, above } = cutLaw(law, axis, edges);
  const [low, high] = endsOf(axis).map((end) => end === 'open');
  if (low) cells[0] += below;
  if (high) cells[cells.length - 1] += above;
  return { cells, below: low ? 0 : below, above: high ? 0 : above };
}

/** Probabilities of the experiment's cells at step 0; a point is where float32 walkers are counted. */
export function cellsAtStart(law: InitialLaw, axis: Axis): Float64Array {
  const { mean, variance } = initialMoments(law);
  if (variance > 0) return cutLaw(law, axis, cellEdges(axis)).cells;
  const fold = float32Fold(axis);
  const at = Math.fround(mean);
  const cells = new Float64Array(axis.cells);
  const cell = float32CellOf(axis)(fold ? createHold(fold)(at) : at);
  if (cell >= 0) cells[cell] = 1;
  return cells;
}

const rule = gaussLegendre(8);
const panels = 32;

/** Mean and variance of the walkers that absorbing ends of the axis leave at step 0. */
export function momentsAtStart(law: InitialLaw, axis: Axis): { mean: number; variance: number } {
  const [low, high] = endsOf(axis).map((end) => end === 'absorbing');
  const [first, last] = initialRange(law);
  const from = low ? Math.max(axis.min, first) : first;
  const to = high ? Math.min(axis.max, last) : last;
  if (!(from > first || to < last)) return initialMoments(law);
  // By parts, about `from`: E[u] and E[u²] from the integrals of the distribution function.
  const [below, above] = [initialDistribution(law, from), initialDistribution(law, to)];
  const length = to - from;
  const step = length / panels;
  let [area, moment] = [0, 0];
  for (let i = 0; i < panels * 8; i++) {
    const u = (Math.floor(i / 8) + (1 + rule.nodes[i % 8]) / 2) * step;
    const w = (rule.weights[i % 8] / 2) * step * (above - initialDistribution(law, from + u));
    area += w;
    moment += 2 * u * w;
  }
  const mass = above - below;
  const mean = area / mass;
  return { mean: from + mean, variance: moment / mass - mean * mean };
}
