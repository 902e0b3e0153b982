/** The shader of walkers as points on the loss surface: entry points `atWalker` and `paint`. */
import text from '../../../shaders/points3d.wgsl?raw';
import type { Grid } from '../../math/grid.js';
import type { Kernel } from '../walkers.js';
import { compose } from '../wgsl/compose.js';
import { float32Literal } from '../wgsl/literals.js';
import { defineStruct } from '../wgsl/struct.js';
import { type Lattice, printLattice, viewUniform } from './lattice.js';

export const layerUniform = defineStruct('LayerUniform', {
  colour: 'vec4f',
  walkers: 'u32',
  stride: 'u32',
});

/** For walkers of two parameters over `grid`, on a lattice that spans it. */
export function pointsShader(grid: Grid, lattice: Lattice): Kernel {
  const vector = (values: readonly number[]) => `vec2f(${values.map(float32Literal).join(', ')})`;
  const rings = grid.map((axis) => axis.boundary === 'periodic');
  return {
    name: 'points',
    code: compose(text, {
      uniform: viewUniform.wgsl,
      layer: layerUniform.wgsl,
      lattice: printLattice(lattice),
      grid: [
        `const lower = ${vector(grid.map((axis) => axis.min))};`,
        `const perUnit = ${vector(grid.map((axis) => 1 / (axis.max - axis.min)))};`,
        `const isPeriodic = vec2<bool>(${rings.join(', ')});`,
      ].join('\n'),
    }),
  };
}
