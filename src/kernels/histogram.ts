/** The kernel that counts walkers per cell of a grid. */
import text from '../../shaders/histogram.wgsl?raw';
import { float32Axis } from '../math/float32Cells.js';
import { cellCount, type Grid } from '../math/grid.js';
import { componentOf, type Kernel, printBounds, printDimension, printLoad } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { float32Literal } from './wgsl/literals.js';
import { defineStruct } from './wgsl/struct.js';

export const histogramUniform = defineStruct('HistogramUniform', { walkers: 'u32' });

/** Bins of the counts: the cells, then outside, then diverged. */
export const histogramBins = (grid: Grid) => cellCount(grid) + 2;

export function histogramKernel(grid: Grid): Kernel {
  const d = grid.length;
  const axes = grid.map(float32Axis);
  const point = (values: readonly number[]) => `Point(${values.map(float32Literal).join(', ')})`;
  const cells = grid.map((axis, i) => {
    const scaled = `((${componentOf('theta', d, i)} - ${float32Literal(axes[i].min)}) * ${float32Literal(axes[i].perUnit)})`;
    return `min(u32(${scaled}), ${axis.cells - 1}u)`;
  });
  const cell = cells.reduce((slow, fast, i) => `${slow} * ${grid[i].cells}u + ${fast}`);
  return {
    name: 'histogram',
    code: compose(text, {
      uniform: histogramUniform.wgsl,
      dimension: printDimension(d),
      access: `${printLoad(d)}\n${printBounds(grid)}`,
      cells: [
        `const bins = ${histogramBins(grid)}u;`,
        `fn lower() -> Point { return ${point(axes.map((a) => a.min))}; }`,
        `fn upper() -> Point { return ${point(axes.map((a) => a.max))}; }`,
        `fn cellOf(theta: Point) -> u32 { return ${cell}; }`,
      ].join('\n'),
    }),
  };
}
