/**
 * First passages out of a region. The kernels that move walkers get the blocks made here, which
 * keep one word a walker: 0 while it has been inside, else its first step outside; the kernel of
 * this file counts those words. A walker that diverges has left every region.
 */
import text from '../../shaders/firstPassage.wgsl?raw';
import { stableForms } from '../math/expression/stable/stableForm.js';
import { cellCount } from '../math/grid.js';
import type { Region } from '../model/region.js';
import { edgesOf, printCells } from './cells.js';
import { componentOf, type Kernel } from './walkers.js';
import { compose } from './wgsl/compose.js';
import { createPrinter } from './wgsl/printWgsl.js';
import { defineStruct } from './wgsl/struct.js';

export const firstPassageUniform = defineStruct('FirstPassageUniform', { walkers: 'u32' });

/** Bins of the counts: still inside, first outside at step 0 … `steps`, diverged in that step. */
export const exitBins = (steps: number) => steps + 3;

/** The kernel that counts the walkers of an experiment of so many steps. */
export function firstPassageKernel(steps: number): Kernel {
  return {
    name: 'first passage',
    code: compose(text, {
      uniform: firstPassageUniform.wgsl,
      bins: `const bins = ${exitBins(steps)}u;`,
    }),
  };
}

/**
 * The buffer `exits` at `binding`, and `isInside(theta)`, which decides in float32; a region of cells
 * has the buffers of `regionBuffers` at the bindings after it. Adds the functions called to `functions`.
 */
export function printExits(
  region: Region,
  parameters: readonly string[],
  binding: number,
  functions: Set<string>,
): string {
  const exits = `@group(0) @binding(${binding}) var<storage, read_write> exits: array<u32>;`;
  if (region.kind === 'cells') {
    return [
      exits,
      `@group(0) @binding(${binding + 1}) var<storage, read> regionCells: array<u32>;`,
      printCells(region.grid, binding + 2),
      'fn isInside(theta: Point) -> bool {',
      '  if (!isOnGrid(theta)) { return false; }',
      '  let cell = cellOf(theta);',
      '  return ((regionCells[cell / 32u] >> (cell % 32u)) & 1u) == 1u;',
      '}',
    ].join('\n');
  }
  const d = parameters.length;
  const names = parameters.map((name, i) => [name, componentOf('theta', d, i)] as const);
  const printer = createPrinter(new Map(names), functions, 'r');
  const [inside] = stableForms([region.inside]);
  const lets = printer.lets([inside]);
  return [
    exits,
    'fn isInside(theta: Point) -> bool {',
    ...lets.map((line) => `  ${line}`),
    // Neither 0 nor NaN, by bits.
    `  return (bitcast<u32>(${printer.nameOf(inside)}) & 0x7fffffffu) - 1u < 0x7f800000u;`,
    '}',
  ].join('\n');
}

/**
 * After the steps of one block, t1 … and their magnitudes m1 …: which was the first outside. A walker
 * that an end of the grid has absorbed is outside; it has not diverged.
 */
export function printNoteExit(stepsPerBlock: number, canAbsorb: boolean): string {
  const steps = Array.from({ length: stepsPerBlock }, (_, j) => j + 1);
  const left = steps.reduceRight(
    (later, j) => `select(${later}, ${j}u, any(m${j} >= bound) | !isInside(t${j}))`,
    '0u',
  );
  return [
    // `|`, `&`: Tint in Chromium 147 makes invalid code of `any(a) || b` with scalars.
    'if (exit == 0u) {',
    `  let left = ${left};`,
    '  if (left > 0u) {',
    `    let diverged = any(reach >= bound) & (left == crossed)${canAbsorb ? ' & !absorbed' : ''};`,
    '    exit = (block * stepsPerBlock + left + 1u) | select(0u, 0x80000000u, diverged);',
    '  }',
    '}',
  ].join('\n');
}

/** What the kernels read of a region of cells: whether each is inside, as bits, and their edges. */
export function regionBuffers(
  region: Region,
): (Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>)[] {
  if (region.kind === 'expression') return [];
  const bits = new Uint32Array(Math.ceil(cellCount(region.grid) / 32));
  region.inside.forEach((inside, cell) => {
    if (inside) bits[cell >>> 5] |= 1 << (cell & 31);
  });
  return [bits, edgesOf(region.grid)];
}
