/** The cell of a point in WGSL, by the rule of `math/float32Cells.ts`. */
import { float32Axis } from '../math/float32Cells.js';
import type { Grid } from '../math/grid.js';
import { componentOf } from './walkers.js';
import { float32Literal } from './wgsl/literals.js';

/** No walker gets there without having diverged. */
const beyond = 2 ** 127;

/** `isOnGrid(theta)`, and `cellOf(theta)` for points that are. */
export function printCells(grid: Grid): string {
  const d = grid.length;
  const axes = grid.map(float32Axis);
  const point = (values: readonly number[]) => `Point(${values.map(float32Literal).join(', ')})`;
  const isRing = grid.map((axis) => axis.boundary === 'periodic');
  const lower = point(axes.map(({ min }, i) => (isRing[i] ? -beyond : min)));
  const upper = point(axes.map(({ max }, i) => (isRing[i] ? beyond : max)));
  const cells = grid.map((axis, i) => {
    const { min, perUnit } = axes[i];
    const theta = componentOf('theta', d, i);
    const along = `((${theta} - ${float32Literal(min)}) * ${float32Literal(perUnit)})`;
    if (!isRing[i]) return `min(u32(${along}), ${axis.cells - 1}u)`;
    return `u32((i32(floor(${along})) % ${axis.cells} + ${axis.cells}) % ${axis.cells})`;
  });
  const cell = cells.reduce((slow, fast, i) => `${slow} * ${grid[i].cells}u + ${fast}`);
  return [
    // One `all`: Tint in Chromium 147 makes invalid code of `all(a) && all(b)` with scalars.
    `fn isOnGrid(theta: Point) -> bool { return all((theta >= ${lower}) & (theta < ${upper})); }`,
    `fn cellOf(theta: Point) -> u32 { return ${cell}; }`,
  ].join('\n');
}
