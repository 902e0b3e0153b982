/** The shader of the loss surface: entry points `atNode` and `shade`. */
import text from '../../../shaders/surface3d.wgsl?raw';
import type { Kernel } from '../walkers.js';
import { compose } from '../wgsl/compose.js';
import { type Lattice, printLattice, viewUniform } from './lattice.js';

export function surfaceShader(lattice: Lattice): Kernel {
  return {
    name: 'surface',
    code: compose(text, { uniform: viewUniform.wgsl, lattice: printLattice(lattice) }),
  };
}

/** Nodes of the two triangles of each cell, cut from node (1, 0) to node (0, 1). */
export function triangleNodes([n, m]: Lattice['nodes']): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(6 * (n - 1) * (m - 1));
  let at = 0;
  for (let i = 0; i < n - 1; i++) {
    for (let j = 0; j < m - 1; j++) {
      const node = i * m + j;
      indices.set([node, node + m, node + 1, node + m + 1, node + 1, node + m], at);
      at += 6;
    }
  }
  return indices;
}
