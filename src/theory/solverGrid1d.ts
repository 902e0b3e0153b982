/**
 * The solver's grid in one dimension: cells of the experiment's size divided by a power of two
 * (which may be below 1: smooth laws on fine cells need no more), padded on both sides. From
 * refinement 1 on, every edge of the experiment's grid is an edge of the solver's.
 */
import { type Axis, endsOf } from '../math/grid.js';

export interface SolverGrid1d {
  readonly axis: Axis;
  /** Solver cells per cell of the experiment; a power of 2. */
  readonly refinement: number;
  readonly cells: number;
  readonly width: number;
  readonly edges: Float64Array;
  /** Solver cells left of the experiment's grid. */
  readonly first: number;
}

/** A grid of `axis` refined, and padded by so many cells of the experiment's size. */
export function createSolverGrid1d(
  axis: Axis,
  refinement: number,
  pad: readonly [number, number],
): SolverGrid1d {
  const inside = axis.cells * refinement;
  const first = Math.ceil(pad[0] * refinement);
  const cells = first + Math.ceil(inside + pad[1] * refinement);
  const length = axis.max - axis.min;
  const edges = Float64Array.from(
    { length: cells + 1 },
    (_, i) => axis.min + (length * (i - first)) / inside,
  );
  return { axis, refinement, cells, width: length / inside, edges, first };
}

/** Cells of padding at open ends: `share` of the axis, and what reaches over `range`. */
export function paddingFor(
  axis: Axis,
  range: readonly [number, number],
  share: number,
): [number, number] {
  const width = (axis.max - axis.min) / axis.cells;
  const least = Math.ceil(share * axis.cells);
  // An initial law far off the grid is not worth millions of cells.
  const most = 8 * axis.cells;
  const needed = (length: number) => Math.max(least, Math.min(most, Math.ceil(length / width) + 1));
  const [low, high] = endsOf(axis).map((end, k) =>
    end === 'open' ? needed(k === 0 ? axis.min - range[0] : range[1] - axis.max) : 0,
  );
  return [low, high];
}

/** The coarsest refinement with at least `cells` cells on the experiment's axis. */
export const coarsestRefinement = (axis: Axis, cells: number) =>
  2 ** Math.ceil(Math.log2(cells / axis.cells));

/** Whether both ends of an axis are open. */
export const isOpen = (axis: Axis) => endsOf(axis).every((end) => end === 'open');

/** `refinement`, doubled until every axis with ends of its own has a whole number of cells. */
export function wholeRefinement(grid: readonly Axis[], refinement: number): number {
  const isWhole = grid.every((axis) => isOpen(axis) || Number.isInteger(axis.cells * refinement));
  return isWhole ? refinement : wholeRefinement(grid, 2 * refinement);
}
