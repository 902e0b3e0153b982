/** The kernel that counts walkers per cell of a grid. */
import text from '../../shaders/histogram.wgsl?raw';
import { cellCount, type Grid } from '../math/grid.js';
import { printCells } from './cells.js';
import { type Kernel, printBounds, printDimension, printLoad } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { defineStruct } from './wgsl/struct.js';

export const histogramUniform = defineStruct('HistogramUniform', { walkers: 'u32' });

/** Bins of the counts: the cells, then outside, then diverged. */
export const histogramBins = (grid: Grid) => cellCount(grid) + 2;

export function histogramKernel(grid: Grid): Kernel {
  return {
    name: 'histogram',
    code: compose(text, {
      uniform: histogramUniform.wgsl,
      dimension: printDimension(grid.length),
      access: `${printLoad(grid.length)}\n${printBounds(grid)}`,
      cells: `const bins = ${histogramBins(grid)}u;\n${printCells(grid)}`,
    }),
  };
}
