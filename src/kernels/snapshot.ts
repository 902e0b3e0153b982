/** The kernel of a snapshot: walkers per cell, and partial sums for their mean and covariance. */
import text from '../../shaders/snapshot.wgsl?raw';
import { cellCount, type Grid } from '../math/grid.js';
import { canAbsorb } from '../model/boundary.js';
import { printCells } from './cells.js';
import { componentOf, type Kernel, printBounds, printDimension, printLoad } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { defineStruct } from './wgsl/struct.js';

export const snapshotUniform = defineStruct('SnapshotUniform', { walkers: 'u32' });

/** Bins of the counts: the cells, then outside, diverged, and absorbed where ends absorb. */
export const snapshotBins = (grid: Grid) => cellCount(grid) + (canAbsorb(grid) ? 3 : 2);

/**
 * What a workgroup writes, in float32: its centre, d numbers; the walkers that have not diverged;
 * the d sums of θ − centre; the sums of its products (i, j ≤ i), row by row.
 */
export const partialLength = (dimension: number) =>
  2 * dimension + 1 + (dimension * (dimension + 1)) / 2;

export function snapshotKernel(grid: Grid): Kernel {
  const d = grid.length;
  const x = grid.map((_, i) => componentOf('x', d, i));
  const products = x.flatMap((a, i) => x.slice(0, i + 1).map((b) => `${a} * ${b}`));
  const terms = ['1f', ...x, ...products];
  const each = (print: (t: number) => string) => terms.map((_, t) => print(t)).join(', ');
  const written = [
    ...grid.map((_, i) => componentOf('about', d, i)),
    ...terms.map((_, t) => `t.t${t}`),
  ];
  return {
    name: 'snapshot',
    code: compose(text, {
      uniform: snapshotUniform.wgsl,
      dimension: printDimension(d),
      access: `${printLoad(d)}\n${printBounds(grid)}`,
      cells: [
        `const bins = ${snapshotBins(grid)}u;`,
        `const outsideBin = ${cellCount(grid)}u;`,
        printCells(grid, 4),
      ].join('\n'),
      absorbed: canAbsorb(grid)
        ? 'if (all(bits == Bits(0xff800000u))) { bin = outsideBin + 2u; }'
        : '',
      terms: [
        `struct Terms { ${each((t) => `t${t}: f32`)} }`,
        `fn termsOf(x: Point) -> Terms { return Terms(${terms.join(', ')}); }`,
        `fn plus(a: Terms, b: Terms) -> Terms { return Terms(${each((t) => `a.t${t} + b.t${t}`)}); }`,
        'fn write(group: u32, about: Point, t: Terms) {',
        `  let at = group * ${partialLength(d)}u;`,
        ...written.map((value, k) => `  partials[at + ${k}u] = ${value};`),
        '}',
      ].join('\n'),
    }),
  };
}
