/** The kernel that draws the walkers at step 0 from the initial laws. */
import text from '../../shaders/initial.wgsl?raw';
import type { Grid } from '../math/grid.js';
import { canAbsorb, hasWall } from '../model/boundary.js';
import type { InitialLaw } from '../model/experiment.js';
import type { Region } from '../model/region.js';
import { printBoundary } from './boundary.js';
import { printExits } from './firstPassage.js';
import { bookHead } from './losses.js';
import { printRandom, type Rotation } from './random.js';
import { type Kernel, printBounds, printDimension, printStore } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { printFunctions } from './wgsl/functions.js';
import { float32Literal } from './wgsl/literals.js';
import { defineStruct } from './wgsl/struct.js';

export const initialUniform = defineStruct('InitialUniform', {
  key: 'vec4u',
  walkers: 'u32',
  firstWalker: 'u32',
});

/** One law per axis of `grid`. With a `region`, walkers that start outside it are marked so. */
export function initialKernel(
  laws: readonly InitialLaw[],
  grid: Grid,
  rotation: Rotation,
  region: Region | null,
): Kernel {
  const point = `Point(${laws.map(printLaw).join(', ')})`;
  const absorbs = canAbsorb(grid);
  const functions = new Set<string>();
  const parameters = grid.map((axis) => axis.name);
  return {
    name: 'initial',
    code: compose(text, {
      uniform: initialUniform.wgsl,
      dimension: printDimension(laws.length),
      exits: region ? printExits(region, parameters, 3, functions) : '',
      functions: printFunctions(functions),
      random: printRandom(rotation),
      access: [
        printStore(laws.length),
        printBounds(grid),
        `const bookHead = ${bookHead}u;`,
        printBoundary(grid),
      ]
        .join('\n')
        .trimEnd(),
      laws: `fn draw(walker: u32) -> Point { return ${grid.some(hasWall) ? `hold(${point})` : point}; }`,
      noteExit: region ? (absorbs ? noteExitOrRemoved : noteExit) : '',
      park: absorbs ? parkOrRemove : park,
    }),
  };
}

const noteExit = `if (diverged | !isInside(bitcast<Point>(bits))) {
  exits[i] = 1u | select(0u, 0x80000000u, diverged);
}`;

const noteExitOrRemoved = `if (diverged | !isInside(bitcast<Point>(bits))) {
  exits[i] = 1u | select(0u, 0x80000000u, diverged & !isAbsorbed(bitcast<Point>(bits)));
}`;

const park = `bits = Bits(0x7f800000u);
atomicAdd(&divergedAt[bookHead], 1u);`;

const parkOrRemove = `if (isAbsorbed(bitcast<Point>(bits))) {
  bits = Bits(0xff800000u);
} else {
  bits = Bits(0x7f800000u);
  atomicAdd(&divergedAt[bookHead], 1u);
}`;

function printLaw(law: InitialLaw, i: number): string {
  const block = `block(walker, ${i}u)`;
  switch (law.kind) {
    case 'point':
      return float32Literal(law.value);
    case 'normal':
      return `${float32Literal(law.mean)} + ${float32Literal(law.standardDeviation)} * normals(${block}).x`;
    case 'uniform': {
      const width = float32Literal(law.max - law.min);
      return `${float32Literal(law.min)} + ${width} * uniformOf(${block}.x)`;
    }
    default:
      return law satisfies never;
  }
}
