/** A rectangular grid of equal cells in one or two dimensions; cells are row-major, first axis slowest. */

/**
 * What an end of an axis does to walkers beyond it, after every update (model/boundary.ts).
 * open: nothing. reflecting: they are folded back, to their mirror image. absorbing: they are
 * removed. periodic: the axis is a ring, walkers go on and are counted modulo its length.
 */
export const boundaries = ['open', 'reflecting', 'periodic', 'absorbing'] as const;
export type Boundary = (typeof boundaries)[number];

/** The low end and the high end of an axis; both are periodic or none. */
export type Ends = readonly [low: Boundary, high: Boundary];

export interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly cells: number;
  /** What both ends do, or each of them where they differ; absent: open. */
  readonly boundary?: Boundary | Ends;
}

export type Grid = readonly Axis[];

/** What the two ends of an axis do. */
export const endsOf = ({ boundary = 'open' }: Pick<Axis, 'boundary'>): Ends =>
  typeof boundary === 'string' ? [boundary, boundary] : boundary;

/** Whether the axis is a ring. */
export const isPeriodic = (axis: Pick<Axis, 'boundary'>) => axis.boundary === 'periodic';

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
