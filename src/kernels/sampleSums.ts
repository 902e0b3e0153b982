/**
 * The inputs of an update that are not expressions of θ: its normals, and the means over samples —
 * of a minibatch, or of all samples for gradient and covariance — as loops with running sums and
 * one division. Expressions of θ alone are computed before the loops.
 */
import { type Expression, symbolsOf } from '../math/expression/expression.js';
import { covarianceInput, type ExpandedLaw } from '../model/expandLaw.js';
import type { Landscape } from '../model/experiment.js';
import { inputs } from '../model/law.js';
import { printWords, sharesBlock } from './drawsWgsl.js';
import { largestOver } from './wgsl/hoist.js';
import { float32Literal } from './wgsl/literals.js';
import type { Printer } from './wgsl/printWgsl.js';

interface SampleSums {
  /** WGSL statements for the top of `update`. */
  readonly lines: string[];
  /** What the symbols of the inputs are called after them. */
  readonly symbols: ReadonlyMap<string, string>;
}

export function sampleSums(landscape: Landscape, law: ExpandedLaw, printer: Printer): SampleSums {
  const lines: string[] = [];
  const symbols = new Map<string, string>();
  const know = (input: Expression, name: string) => {
    if (input.kind === 'symbol') symbols.set(input.name, name);
  };
  printNormals(law, lines, know);
  if (law.minibatch || law.sumGradient || law.sumCovariance) {
    const columns = new Set(landscape.data.columns);
    const withoutData = largestOver(landscape.sampleGradient, (name) => !columns.has(name));
    lines.push(...printer.lets(withoutData));
  }
  const d = landscape.sampleGradient.length;
  if (law.minibatch) {
    lines.push(...printMinibatch(landscape, law, printer));
    for (let i = 0; i < d; i++) know(inputs.minibatchGradient(i), `minibatchGradient${i}`);
  }
  if (law.sumGradient || law.sumCovariance) {
    lines.push(...printMeanGradient(landscape, printer));
    for (let i = 0; i < d; i++) know(inputs.gradient(i), `gradient${i}`);
  }
  if (law.sumCovariance) {
    lines.push(...printCovariance(landscape, printer));
    for (const [i, j] of pairs(d)) know(covarianceInput(i, j), `covariance${i}_${j}`);
  }
  return { lines, symbols };
}

function printNormals(
  law: ExpandedLaw,
  lines: string[],
  know: (input: Expression, name: string) => void,
): void {
  const { normals, normalBlocks } = law.draws;
  if (sharesBlock(law.draws)) {
    for (let j = 0; j < normals; j++) {
      know(inputs.normal(j), normals === 1 ? 'noise' : `noise.${components[j]}`);
    }
    return;
  }
  for (let b = 0; b < normalBlocks; b++) {
    lines.push(`let normals${b} = normals(${printWords('noise.x', 'noise.y', `${b}u`)});`);
  }
  for (let j = 0; j < normals; j++) {
    know(inputs.normal(j), `normals${Math.floor(j / 4)}.${components[j % 4]}`);
  }
}

/** The gradient of sample `row`, as lets, and the names of its components. */
function printSample(landscape: Landscape, printer: Printer): { lets: string[]; names: string[] } {
  const { columns, rows } = landscape.data;
  const used = symbolsOf(...landscape.sampleGradient);
  const symbols = new Map<string, string>();
  const lets: string[] = [];
  columns.forEach((column, c) => {
    if (!used.has(column)) return;
    lets.push(`let data${c} = samples[${c === 0 ? 'row' : `${c * rows}u + row`}];`);
    symbols.set(column, `data${c}`);
  });
  const inner = printer.inner(symbols);
  lets.push(...inner.lets(landscape.sampleGradient));
  return { lets, names: landscape.sampleGradient.map((e) => inner.nameOf(e)) };
}

/** Minibatches up to this size are unrolled whole: registers in place of an indexed array. */
const largestUnrolled = 16;
const components = ['x', 'y', 'z', 'w'];

function printMinibatch(landscape: Landscape, law: ExpandedLaw, printer: Printer): string[] {
  const { batchSize, replacement } = law.minibatch!;
  const { rows } = landscape.data;
  const { lets, names } = printSample(landscape, printer);
  const add = [...lets, ...names.map((name, i) => `sum${i} += ${name};`)];
  const sample = (row: string) => ['{', `  let row = ${row};`, ...indent(add), '}'];
  const first = law.draws.normalBlocks;
  const words = (block: string) => printWords('noise.x', 'noise.y', block);
  /** One sample for each of the words, drawn with replacement. */
  const samples = (of: readonly string[]) => of.flatMap((word) => sample(printIndex(word, rows)));
  const quad = (name: string, count = 4) => components.slice(0, count).map((c) => `${name}.${c}`);

  const body: string[] = [];
  const blocks = Math.ceil(batchSize / 4);
  if (sharesBlock(law.draws) || batchSize <= largestUnrolled) {
    const all: string[] = [];
    if (sharesBlock(law.draws)) {
      all.push(...(batchSize === 1 ? ['noise'] : quad('noise', batchSize)));
    } else {
      for (let b = 0; b < blocks; b++) {
        body.push(`let words${b} = ${words(`${first + b}u`)};`);
        all.push(...quad(`words${b}`, batchSize - 4 * b));
      }
    }
    body.push(...(replacement ? samples(all) : printDistinct(all, rows, sample)));
  } else if (replacement) {
    const whole = Math.floor(batchSize / 4);
    const rest = batchSize % 4;
    body.push(
      `for (var b = 0u; b < ${whole}u; b++) {`,
      ...indent([`let words = ${words(`${first}u + b`)};`, ...samples(quad('words'))]),
      '}',
    );
    if (rest > 0) {
      body.push(`let words = ${words(`${first + whole}u`)};`, ...samples(quad('words', rest)));
    }
  } else {
    body.push(
      'var words = vec4u();',
      `var taken: array<u32, ${batchSize}>;`,
      `for (var i = 0u; i < ${batchSize}u; i++) {`,
      `  if ((i & 3u) == 0u) { words = ${words(`${first}u + i / 4u`)}; }`,
      ...printFloyd(rows, batchSize),
      '  words = words.yzwx;',
      ...indent(add),
      '}',
    );
  }
  return [
    ...names.map((_, i) => `var sum${i} = 0f;`),
    ...body,
    ...names.map((_, i) => `let minibatchGradient${i} = sum${i} / ${float32Literal(batchSize)};`),
  ];
}

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

/** Floyd's algorithm unrolled, one word a sample. */
function printDistinct(
  words: readonly string[],
  rows: number,
  sample: (row: string) => string[],
): string[] {
  const lines: string[] = [];
  words.forEach((word, i) => {
    const last = rows - words.length + i;
    lines.push(`let drawn${i} = ${printIndex(word, last + 1)};`);
    // `|`, not `||`: software adapters make a branch of each `||`, and compile those for minutes.
    const taken = Array.from({ length: i }, (_, k) => `(row${k} == drawn${i})`);
    const row = i === 0 ? 'drawn0' : `select(drawn${i}, ${last}u, ${taken.join(' | ')})`;
    lines.push(`let row${i} = ${row};`, ...sample(`row${i}`));
  });
  return lines;
}

/** ⌊word·rows/2³²⌋ from products of 16-bit halves; exact. */
function printIndex(word: string, rows: number): string {
  return rows <= 65536 ? `shortIndex(${word}, ${rows}u)` : `longIndex(${word}, ${rows}u)`;
}

/** Floyd's algorithm: index t of 0 … last, or `last` itself where t has been taken. */
function printFloyd(rows: number, batchSize: number): string[] {
  const index = rows <= 65536 ? 'shortIndex' : 'longIndex';
  return [
    `  let last = ${rows - batchSize}u + i;`,
    `  var row = ${index}(words.x, last + 1u);`,
    '  let drawn = row;',
    '  for (var k = 0u; k < i; k++) {',
    '    if (taken[k] == drawn) { row = last; }',
    '  }',
    '  taken[i] = row;',
  ];
}

function printMeanGradient(landscape: Landscape, printer: Printer): string[] {
  const { lets, names } = printSample(landscape, printer);
  const { rows } = landscape.data;
  return [
    ...names.map((_, i) => `var total${i} = 0f;`),
    `for (var row = 0u; row < ${rows}u; row++) {`,
    ...lets.map((line) => `  ${line}`),
    ...names.map((name, i) => `  total${i} += ${name};`),
    '}',
    ...names.map((_, i) => `let gradient${i} = total${i} / ${float32Literal(rows)};`),
  ];
}

function printCovariance(landscape: Landscape, printer: Printer): string[] {
  const { lets, names } = printSample(landscape, printer);
  const { rows } = landscape.data;
  const entries = pairs(names.length);
  return [
    ...entries.map(([i, j]) => `var product${i}_${j} = 0f;`),
    `for (var row = 0u; row < ${rows}u; row++) {`,
    ...lets.map((line) => `  ${line}`),
    ...names.map((name, i) => `  let centred${i} = ${name} - gradient${i};`),
    ...entries.map(([i, j]) => `  product${i}_${j} += centred${i} * centred${j};`),
    '}',
    ...entries.map(
      ([i, j]) => `let covariance${i}_${j} = product${i}_${j} / ${float32Literal(rows)};`,
    ),
  ];
}

const pairs = (d: number) =>
  Array.from({ length: d }, (_, i) => Array.from({ length: i + 1 }, (_, j) => [i, j])).flat();
