/** The cell of a point in WGSL, by the rule of `math/float32Cells.ts`. */
import { float32Axis } from '../math/float32Cells.js';
import type { Grid } from '../math/grid.js';
import { componentOf } from './walkers.js';
import { float32Literal } from './wgsl/literals.js';

/** `isOnGrid(theta)`, and `cellOf(theta)` for points that are. */
export function printCells(grid: Grid): string {
  const d = grid.length;
  const axes = grid.map(float32Axis);
  const point = (values: readonly number[]) => `Point(${values.map(float32Literal).join(', ')})`;
  const cells = grid.map((axis, i) => {
    const scaled = `((${componentOf('theta', d, i)} - ${float32Literal(axes[i].min)}) * ${float32Literal(axes[i].perUnit)})`;
    return `min(u32(${scaled}), ${axis.cells - 1}u)`;
  });
  const cell = cells.reduce((slow, fast, i) => `${slow} * ${grid[i].cells}u + ${fast}`);
  const [lower, upper] = [point(axes.map((a) => a.min)), point(axes.map((a) => a.max))];
  return [
    // One `all`: Tint in Chromium 147 makes invalid code of `all(a) && all(b)` with scalars.
    `fn isOnGrid(theta: Point) -> bool { return all((theta >= ${lower}) & (theta < ${upper})); }`,
    `fn cellOf(theta: Point) -> u32 { return ${cell}; }`,
  ].join('\n');
}
