/** The kernel of partial sums of θ − about and of products of its components. */
import text from '../../shaders/moments.wgsl?raw';
import type { Grid } from '../math/grid.js';
import { componentOf, type Kernel, printBounds, printDimension, printLoad } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { defineStruct } from './wgsl/struct.js';

export const momentsUniform = defineStruct('MomentsUniform', { walkers: 'u32' });

/** Sums a workgroup writes: d means, then the products (i, j ≤ i), row by row. */
export const momentTerms = (dimension: number) => dimension + (dimension * (dimension + 1)) / 2;

export function momentsKernel(grid: Grid): Kernel {
  const d = grid.length;
  const x = grid.map((_, i) => componentOf('x', d, i));
  const products = x.flatMap((a, i) => x.slice(0, i + 1).map((b) => `${a} * ${b}`));
  const terms = [...x, ...products];
  const each = (print: (t: number) => string) => terms.map((_, t) => print(t));
  return {
    name: 'moments',
    code: compose(text, {
      uniform: momentsUniform.wgsl,
      dimension: printDimension(d),
      access: `${printLoad(d)}\n${printBounds(grid)}`,
      terms: [
        `fn shift() -> Point { return Point(${grid.map((_, i) => `about[${i}]`).join(', ')}); }`,
        `struct Terms { ${each((t) => `t${t}: f32`).join(', ')} }`,
        `const termCount = ${terms.length}u;`,
        `fn termsOf(x: Point) -> Terms { return Terms(${terms.join(', ')}); }`,
        `fn plus(a: Terms, b: Terms) -> Terms { return Terms(${each((t) => `a.t${t} + b.t${t}`).join(', ')}); }`,
        `fn write(at: u32, t: Terms) { ${each((t) => `partials[at + ${t}u] = t.t${t};`).join(' ')} }`,
      ].join('\n'),
    }),
  };
}
