/**
 * The solver's grid in two dimensions: one refined and padded axis for each parameter. Arrays over
 * it are row-major, first axis slowest, as those over the experiment's grid are.
 */
import type { Grid } from '../math/grid.js';
import { createSolverGrid1d, paddingFor, type SolverGrid1d } from './solverGrid1d.js';

export interface SolverGrid2d {
  readonly x: SolverGrid1d;
  readonly y: SolverGrid1d;
  /** Cells of both axes together. */
  readonly cells: number;
}

/** Cells of padding left and right of each axis, of the experiment's size. */
export type Padding2d = readonly [x: readonly [number, number], y: readonly [number, number]];

/** Both axes of `grid` refined by the same power of two, and padded. */
export function createSolverGrid2d(
  grid: Grid,
  refinement: number,
  [padX, padY]: Padding2d,
): SolverGrid2d {
  const x = createSolverGrid1d(grid[0], refinement, padX);
  const y = createSolverGrid1d(grid[1], refinement, padY);
  return { x, y, cells: x.cells * y.cells };
}

/** Padding of both axes: `share` of each, and what reaches over `ranges`. */
export const paddingFor2d = (
  grid: Grid,
  ranges: readonly (readonly [number, number])[],
  share: number,
): Padding2d => [paddingFor(grid[0], ranges[0], share), paddingFor(grid[1], ranges[1], share)];

/** The coarsest refinement, a power of two, with at least `cells` cells on both axes. */
export const coarsestRefinement2d = (grid: Grid, cells: number) =>
  2 ** Math.ceil(Math.log2(Math.max(...grid.map((axis) => cells / axis.cells))));

/** Centres of the cells of one axis of the solver's grid. */
export const solverCentres = ({ edges, cells }: SolverGrid1d) =>
  Float64Array.from({ length: cells }, (_, i) => (edges[i] + edges[i + 1]) / 2);
