/** A scan of loss and gradient on the nodes of a grid: where to look for critical points. */
import type { Grid } from '../../../math/grid.js';
import { createColumns, type Surface } from '../surface.js';

/** Cells along each axis: most, fewest, and evaluations of a sample that the whole may cost. */
const [most, fewest, budget] = [160, 32, 2 ** 24];

export type Point2 = readonly [number, number];

export interface Scan2d {
  /** Cell sizes. */
  readonly size: Point2;
  /** Distance in cells. */
  distance(a: readonly number[], b: readonly number[]): number;
  isInside(point: Point2): boolean;
  /** Typical |∂L/∂θᵢ| · size over the range. */
  readonly slope: number;
  /** Index along each axis of the cell that holds a point. */
  cellOf(point: Point2): [number, number];
  /** Where ∇L may vanish: centres of cells and nodes. */
  starts(): Point2[];
  /** Nodes whose loss is below that of all their neighbours. */
  lowestNodes(): Point2[];
}

/** Scans `surface` over the range of `grid`. */
export function createScan2d(surface: Surface, grid: Grid): Scan2d {
  const n = Math.max(fewest, Math.min(most, Math.floor(Math.sqrt(budget / surface.cost))));
  const nodes = n + 1;
  const size: Point2 = [(grid[0].max - grid[0].min) / n, (grid[1].max - grid[1].min) / n];
  const node = (i: number, j: number): Point2 => [
    grid[0].min + i * size[0],
    grid[1].min + j * size[1],
  ];
  const [x, y, gx, gy, loss] = createColumns(5, nodes * nodes);
  for (let k = 0; k < x.length; k++) [x[k], y[k]] = node(Math.floor(k / nodes), k % nodes);
  surface.slopes([x, y], [gx, gy], createColumns(3, x.length));
  surface.loss([x, y], loss);
  const steepness = gx.map((v, k) => Math.hypot(v * size[0], gy[k] * size[1]));
  const finite = steepness.filter(Number.isFinite).sort();
  return {
    size,
    distance: (a, b) => Math.hypot((a[0] - b[0]) / size[0], (a[1] - b[1]) / size[1]),
    isInside: (p) => grid.every((axis, i) => p[i] >= axis.min && p[i] <= axis.max),
    slope: finite.length > 0 ? finite[finite.length >> 1] : 0,
    cellOf: (p) => [
      Math.floor((p[0] - grid[0].min) / size[0]),
      Math.floor((p[1] - grid[1].min) / size[1]),
    ],
    starts() {
      const found: Point2[] = [];
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const corner = i * nodes + j;
          const corners = [corner, corner + 1, corner + nodes, corner + nodes + 1];
          if ([gx, gy].every((g) => changesSign(corners.map((k) => g[k])))) {
            found.push(node(i + 0.5, j + 0.5));
          }
        }
      }
      return [...found, ...lowest(steepness, nodes).map(([i, j]) => node(i, j))];
    },
    lowestNodes: () => lowest(loss, nodes).map(([i, j]) => node(i, j)),
  };
}

const changesSign = (values: readonly number[]) =>
  Math.min(...values) <= 0 && Math.max(...values) >= 0;

/** Inner nodes below all of their eight neighbours. */
function lowest(values: Float64Array, nodes: number): [number, number][] {
  const found: [number, number][] = [];
  const around = [-nodes - 1, -nodes, -nodes + 1, -1, 1, nodes - 1, nodes, nodes + 1];
  for (let i = 1; i + 1 < nodes; i++) {
    for (let j = 1; j + 1 < nodes; j++) {
      const k = i * nodes + j;
      if (around.every((d) => values[k] < values[k + d])) found.push([i, j]);
    }
  }
  return found;
}
