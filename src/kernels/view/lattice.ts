/** What both shaders of the view know: its uniform, and the lattice of nodes with its height. */
import { float32Literal } from '../wgsl/literals.js';
import { defineStruct } from '../wgsl/struct.js';

export const viewUniform = defineStruct('ViewUniform', {
  camera: 'mat4x4f',
  background: 'vec4f',
  surface: 'vec4f',
  line: 'vec4f',
  canvas: 'vec2f',
  pointSize: 'f32',
  contours: 'f32',
});

/** Nodes along both axes of a square of side 2, at least 2 each, and how high the highest stands. */
export interface Lattice {
  readonly nodes: readonly [number, number];
  readonly reliefHeight: number;
}

export const printLattice = ({ nodes: [n, m], reliefHeight }: Lattice): string =>
  `const nodes = vec2u(${n}u, ${m}u);\nconst reliefHeight = ${float32Literal(reliefHeight)};`;
