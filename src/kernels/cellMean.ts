/** The kernel that finds, from the counts of the histogram, where the walkers on the grid are. */
import text from '../../shaders/cellMean.wgsl?raw';
import { cellCount, cellWidth, type Grid } from '../math/grid.js';
import { componentOf, type Kernel, printDimension } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { float32Literal } from './wgsl/literals.js';

/** Binds the counts and `about`, one float32 per axis: the mean, or the grid's middle where none is on it. */
export function cellMeanKernel(grid: Grid): Kernel {
  const d = grid.length;
  const point = (values: readonly (number | string)[]) =>
    `Point(${values.map((v) => (typeof v === 'string' ? v : float32Literal(v))).join(', ')})`;
  const rows = d === 1 ? ['cell'] : [`cell / ${grid[1].cells}u`, `cell % ${grid[1].cells}u`];
  const writes = grid.map((_, i) => `about[${i}] = ${componentOf('point', d, i)};`);
  return {
    name: 'mean of cells',
    code: compose(text, {
      dimension: printDimension(d),
      cells: [
        `const cells = ${cellCount(grid)}u;`,
        `fn placeOf(cell: u32) -> Point { return ${point(rows.map((row) => `f32(${row}) + 0.5`))}; }`,
        `fn pointAt(place: Point) -> Point { return ${point(grid.map((a) => a.min))} + place * ${point(grid.map(cellWidth))}; }`,
        `fn middle() -> Point { return ${point(grid.map((a) => (a.min + a.max) / 2))}; }`,
        `fn write(point: Point) { ${writes.join(' ')} }`,
      ].join('\n'),
    }),
  };
}
