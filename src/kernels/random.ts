/**
 * The random numbers of the kernels: Threefry4x32 and Box–Muller. Hardware rotates by shifts;
 * SwiftShader shifts vectors one lane at a time, so for software adapters the same rotations are
 * printed as a product and an exact float32 sum, which is twice as fast there and the same bits.
 */
import normalsText from '../../shaders/normals.wgsl?raw';
import threefryText from '../../shaders/threefry.wgsl?raw';
import {
  cosCoefficients,
  exponentWeight,
  logCoefficients,
  sinCoefficients,
} from '../math/random/normals.js';
import { threefryRounds } from '../math/random/threefry.js';
import { compose } from './wgsl/compose.js';
import { float32Literal } from './wgsl/literals.js';

/** How words are rotated: 'shift' for hardware, 'float' where vector shifts are slow. */
export type Rotation = 'shift' | 'float';

/** WGSL of `threefry(counter, key)`, `normals(words)`, and `high16(word)`, a word's upper half. */
export function printRandom(rotation: Rotation): string {
  return [printThreefry(threefryRounds, rotation), printNormals(), printHigh16(rotation)].join(
    '\n',
  );
}

const rotations = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
] as const;

/** WGSL of `threefry(counter, key)` with so many rounds. */
export function printThreefry(rounds: number, rotation: Rotation): string {
  const rotate = rotation === 'shift' ? rotateByShifts : rotateByFloat;
  const schedule = ['key.x', 'key.y', 'key.z', 'key.w', 'parity'];
  const lines: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const [first, second] = rotations[round % 8];
    const [p, q] = round % 2 === 0 ? ['b', 'd'] : ['d', 'b'];
    lines.push(`a += ${p};`, `${p} = ${rotate(p, first)} ^ a;`);
    lines.push(`c += ${q};`, `${q} = ${rotate(q, second)} ^ c;`);
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      ['a', 'b', 'c', 'd'].forEach((word, i) => {
        lines.push(`${word} += ${schedule[(injection + i) % 5]};`);
      });
      lines.push(`d += ${injection}u;`);
    }
  }
  return compose(threefryText, { rounds: lines.join('\n') });
}

const rotateByShifts = (word: string, left: number) =>
  `((${word} << ${left}u) | (${word} >> ${32 - left}u))`;

/**
 * The top `count` ≤ 22 bits of a word, shifted down without a shift: masked and taken as a signed
 * number they are exact in float32, and adding 1.5·2^(55 − count) leaves them in the mantissa.
 */
function topBits(word: string, count: number): string {
  const down = 32 - count;
  const mask = (2 ** 32 - 2 ** down).toString(16);
  const magic = float32Literal(1.5 * 2 ** (23 + down));
  return `(bitcast<u32>(f32(bitcast<i32>(${word} & 0x${mask}u)) + ${magic}) & ${2 ** count - 1}u)`;
}

/** The top `count` bits of a word where `count` is 23 … 31: the top 22, then the rest. */
function moreTopBits(word: string, count: number): string {
  const down = 32 - count;
  const rest = `${word} & ${1024 - 2 ** down}u`;
  const magic = float32Literal(2 ** (23 + down));
  const low = `bitcast<u32>(f32(bitcast<i32>(${rest})) + ${magic}) & ${2 ** (10 - down) - 1}u`;
  return `(${topBits(word, 22)} * ${2 ** (10 - down)}u) | (${low})`;
}

const rotateByFloat = (word: string, left: number) =>
  `((${word} * ${2 ** left}u) | ${left > 22 ? moreTopBits(word, left) : topBits(word, left)})`;

const printHigh16 = (rotation: Rotation) =>
  `fn high16(word: u32) -> u32 { return ${rotation === 'shift' ? 'word >> 16u' : topBits('word', 16)}; }`;

function printNormals(): string {
  return compose(normalsText, {
    logarithm: `let p = ${horner(logCoefficients, 'm')};\nlet weight = ${float32Literal(exponentWeight)};`,
    turn: `let s = ${horner(sinCoefficients, 'z')};\nlet c = ${horner(cosCoefficients, 'z')};`,
  });
}

/** A polynomial in ascending powers, by Horner's rule. */
function horner(coefficients: readonly number[], variable: string): string {
  const literals = coefficients.map(float32Literal);
  return literals.reduceRight((inner, c) => `(${inner} * ${variable} + ${c})`);
}
