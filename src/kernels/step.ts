/**
 * The kernel that advances walkers by an update law. Expressions are computed where they first can
 * be: those of scalars alone once an invocation, those of θ once a step, those of a sample in the
 * loop over samples. Which words a step takes is fixed in `model/draws.ts`.
 */
import text from '../../shaders/step.wgsl?raw';
import { symbolsOf } from '../math/expression/expression.js';
import { stableForms } from '../math/expression/stable/stableForm.js';
import type { Grid } from '../math/grid.js';
import { canAbsorb, hasWall } from '../model/boundary.js';
import { type ExpandedLaw, expandLaw } from '../model/expandLaw.js';
import type { Landscape } from '../model/experiment.js';
import type { UpdateLaw } from '../model/law.js';
import type { Region } from '../model/region.js';
import { printBoundary } from './boundary.js';
import { printDraws } from './drawsWgsl.js';
import { printExits, printNoteExit } from './firstPassage.js';
import { bookHead, printNoteLost } from './losses.js';
import { printRandom, type Rotation } from './random.js';
import { sampleSums } from './sampleSums.js';
import {
  componentOf,
  type Kernel,
  printBounds,
  printDimension,
  printLoad,
  printStore,
} from './walkers.js';
import { compose } from './wgsl/compose.js';
import { printFunctions } from './wgsl/functions.js';
import { largestOver } from './wgsl/hoist.js';
import { createPrinter, type Printer } from './wgsl/printWgsl.js';
import { defineStruct, type Fields, type Struct } from './wgsl/struct.js';

const fixedFields = {
  key: 'vec4u',
  walkers: 'u32',
  firstWalker: 'u32',
  firstStep: 'u32',
  endStep: 'u32',
  sliceStart: 'u32',
  sliceEnd: 'u32',
} as const satisfies Fields;

export interface StepKernel extends Kernel {
  readonly uniform: Struct<Fields>;
  /** Names of the scalars, in the order of the uniform's fields `scalar0`, `scalar1`, … */
  readonly scalars: readonly string[];
  /** Whether the kernel reads the samples: columns one after another, float32. */
  readonly readsSamples: boolean;
  /** Steps that share random words: submissions begin and end at multiples of it. */
  readonly stepsPerBlock: number;
  /** The same walkers in submissions of any steps; its random words cost as much as a block's. */
  readonly single: Kernel;
}

/**
 * Builds the kernels of `law` on a landscape, for walkers of the grid's dimension. With a `region`
 * they keep exits too, in buffers bound after those of walkers, divergences and samples.
 */
export function stepKernel(
  given: Landscape,
  law: UpdateLaw,
  grid: Grid,
  rotation: Rotation,
  region: Region | null,
): StepKernel {
  const landscape = { ...given, sampleGradient: stableForms(given.sampleGradient) };
  const exact = expandLaw(given, law);
  const expanded = { ...exact, increment: stableForms(exact.increment) };
  const d = landscape.parameters.length;
  const used = usedSymbols(landscape, expanded);
  const scalars = Object.keys(expanded.scalars).filter((name) => used.has(name));
  const uniform = defineStruct('StepUniform', {
    ...fixedFields,
    ...Object.fromEntries(scalars.map((_, i) => [`scalar${i}`, 'f32' as const])),
  });
  const functions = new Set<string>();
  const lawText = printLaw(landscape, expanded, scalars, functions);
  const { stepsPerBlock } = expanded.draws;
  const readsSamples = landscape.data.columns.some((column) => used.has(column));
  const binding = readsSamples ? 4 : 3;
  const exits = region ? printExits(region, landscape.parameters, binding, functions) : '';
  const walls = { hold: grid.some(hasWall), absorb: canAbsorb(grid) };
  const composeStep = (single: boolean) =>
    compose(text, {
      uniform: uniform.wgsl,
      dimension: printDimension(d),
      samples: readsSamples ? '@group(0) @binding(3) var<storage, read> samples: array<f32>;' : '',
      functions: printFunctions(functions),
      random: printRandom(rotation),
      access: [printLoad(d), printStore(d), printBounds(grid), printBoundary(grid)]
        .join('\n')
        .trimEnd(),
      book: `const bookHead = ${bookHead}u;\n${printNoteLost(d)}`,
      law: `${printDraws(expanded.draws, single)}\n${lawText}`,
      fused: printFused(single ? 1 : stepsPerBlock, walls),
      exits,
      loadExit: region ? 'var exit = exits[i];' : '',
      noteExit: region ? printNoteExit(single ? 1 : stepsPerBlock, walls.absorb) : '',
      lost: printLost(single ? 1 : stepsPerBlock),
      removed: walls.absorb ? 'parkedAt |= select(0u, 0x80000000u, absorbed);' : '',
      park: walls.absorb ? parkOrRemove : park,
      storeExit: region ? 'exits[i] = exit;' : '',
    });
  return {
    name: 'step',
    uniform,
    scalars,
    readsSamples,
    stepsPerBlock,
    code: composeStep(false),
    single: { name: 'single step', code: composeStep(true) },
  };
}

function usedSymbols(landscape: Landscape, law: ExpandedLaw): Set<string> {
  return symbolsOf(...law.increment, ...(readsGradient(law) ? landscape.sampleGradient : []));
}

/** Whether the law loops over samples. */
const readsGradient = (law: ExpandedLaw) =>
  law.minibatch !== null || law.sumGradient || law.sumCovariance;

function printLaw(
  landscape: Landscape,
  law: ExpandedLaw,
  scalars: readonly string[],
  functions: Set<string>,
): string {
  const d = landscape.parameters.length;
  const isScalar = new Set(scalars);
  const hoisted = largestOver(
    [...law.increment, ...(readsGradient(law) ? landscape.sampleGradient : [])],
    (name) => isScalar.has(name),
  );
  const outer = createPrinter(
    new Map(scalars.map((name, i) => [name, `u.scalar${i}`])),
    functions,
    's',
  );
  const lets = outer.lets(hoisted);
  const printer = createPrinter(
    new Map(landscape.parameters.map((name, i) => [name, componentOf('theta', d, i)])),
    functions,
  );
  const fields = hoisted.map((e, i) => {
    printer.bind(e, `scalars.c${i}`);
    return `c${i}: f32`;
  });
  const names = hoisted.map((e) => outer.nameOf(e));
  const body = printUpdate(landscape, law, printer);
  return [
    `struct Scalars { ${['key: vec4u', ...fields].join(', ')} }`,
    `fn scalarsOf() -> Scalars {\n${indent([...lets, `return Scalars(${['u.key', ...names].join(', ')});`])}\n}`,
    `fn update(theta: Point, noise: Noise, scalars: Scalars) -> Point {\n${indent(body)}\n}`,
  ].join('\n');
}

function printUpdate(landscape: Landscape, law: ExpandedLaw, printer: Printer): string[] {
  const { lines, symbols } = sampleSums(landscape, law, printer);
  const inner = printer.inner(symbols);
  const lets = inner.lets(law.increment);
  const increments = law.increment.map((e) => inner.nameOf(e));
  return [...lines, ...lets, `return theta + Point(${increments.join(', ')});`];
}

const park = `atomicAdd(&divergedAt[bookHead + parkedAt], 1u);
bits = Bits(0x7f800000u);`;

/** The highest bit of `parkedAt` tells that an absorbing end took the walker. */
const parkOrRemove = `if (parkedAt < 0x80000000u) {
  atomicAdd(&divergedAt[bookHead + parkedAt], 1u);
}
bits = Bits(0x7f800000u | (parkedAt & 0x80000000u));`;

/** What the ends of the axes do after an update: move walkers, and remove some. */
interface Walls {
  readonly hold: boolean;
  readonly absorb: boolean;
}

/** The steps of one block, one test for all of them, and which step it was that failed. */
function printFused(stepsPerBlock: number, { hold, absorb }: Walls): string {
  const steps = Array.from({ length: stepsPerBlock }, (_, j) => j);
  const update = (j: number) => `update(t${j}, noise${j}(drawn), scalars)`;
  const moves = steps.map((j) =>
    [
      `let t${j + 1} = ${hold ? `hold(${update(j)})` : update(j)};`,
      `let m${j + 1} = magnitude(t${j + 1});`,
    ].join('\n'),
  );
  const first = (value: (step: number) => string) => printFirst(stepsPerBlock, value);
  return [
    'let t0 = theta;',
    ...moves,
    `let reach = ${steps.map((j) => `m${j + 1}`).reduce((a, b) => `max(${a}, ${b})`)};`,
    `let last = t${stepsPerBlock};`,
    `let crossed = ${first((step) => `${step}u`)};`,
    ...(absorb ? [`let absorbed = ${first((step) => `isAbsorbed(t${step})`)};`] : []),
  ].join('\n');
}

/** The value of the first step of the block that leaves the bound; of the last where none does. */
function printFirst(stepsPerBlock: number, value: (step: number) => string): string {
  let text = value(stepsPerBlock);
  for (let step = stepsPerBlock - 1; step > 0; step--) {
    text = `select(${text}, ${value(step)}, any(m${step} >= bound))`;
  }
  return text;
}

/** Whether that step gave no finite number, and where it began. */
const printLost = (stepsPerBlock: number) =>
  [
    `lost = any(${printFirst(stepsPerBlock, (step) => `m${step}`)} >= Bits(0x7f800000u));`,
    `before = ${printFirst(stepsPerBlock, (step) => `t${step - 1}`)};`,
  ].join('\n');

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n');
