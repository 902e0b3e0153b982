/** What both shaders of the view know: its uniform, the lattice of nodes and the relief's height. */
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

/** How high the highest of the relief stands over a square of side 2. */
export const reliefHeight = 0.9;

export const printLattice = ([n, m]: readonly [number, number]): string =>
  `const nodes = vec2u(${n}u, ${m}u);\nconst reliefHeight = ${reliefHeight}f;`;
