/** A rectangular grid of equal cells in one or two dimensions; cells are row-major, first axis slowest. */

/**
 * open: solvers pad the axis so far that nothing reaches the end. The others act at the axis' ends;
 * on a periodic axis walkers are counted modulo its length.
 */
export const boundaries = ['open', 'reflecting', 'periodic', 'absorbing'] as const;
export type Boundary = (typeof boundaries)[number];

export interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly cells: number;
  /** What Fokker–Planck solvers do at both ends; absent: open. */
  readonly boundary?: Boundary;
}

export type Grid = readonly Axis[];

export const cellWidth = (axis: Axis) => (axis.max - axis.min) / axis.cells;

/** Number of cells of the whole grid. */
export const cellCount = (grid: Grid) => grid.reduce((n, axis) => n * axis.cells, 1);

/** The `cells + 1` edges of an axis. Cell i is [edge i, edge i+1). */
export function cellEdges(axis: Axis): Float64Array {
  return Float64Array.from(
    { length: axis.cells + 1 },
    (_, i) => axis.min + ((axis.max - axis.min) * i) / axis.cells,
  );
}

/** The centres of the cells of an axis. */
export function cellCentres(axis: Axis): Float64Array {
  return Float64Array.from(
    { length: axis.cells },
    (_, i) => axis.min + ((axis.max - axis.min) * (i + 0.5)) / axis.cells,
  );
}
