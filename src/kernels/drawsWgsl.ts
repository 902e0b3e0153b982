/**
 * The plan of `model/draws.ts` in WGSL: `draw` gives what a block of steps shares, `noise0` … what
 * each step takes of it. A law that takes whole blocks each step gets its walker and
 * step as noise, and makes its words itself.
 */
import { type DrawPlan, purposes } from '../model/draws.js';

/** Whether successive steps share a block, or one step takes exactly one block of one kind. */
export const sharesBlock = ({ normals, indices }: DrawPlan) => {
  const only = normals === 0 ? indices : indices === 0 ? normals : 0;
  return only === 1 || only === 2 || only === 4;
};

/** WGSL of four random words; arguments are WGSL expressions. */
export const printWords = (walker: string, block: string, draw: string) =>
  `threefry(vec4u(${walker}, ${block}, ${draw}, ${purposes.step}u), scalars.key)`;

const swizzles: Readonly<Record<number, readonly string[]>> = {
  1: ['.x', '.y', '.z', '.w'],
  2: ['.xy', '.zw'],
  4: [''],
};

/**
 * The plan for kernels whose blocks are those of the plan or, `single`, one step each: these draw
 * the whole block of the plan for every step and take of it what is the step's own.
 */
export function printDraws(plan: DrawPlan, single: boolean): string {
  const { stepsPerBlock } = plan;
  const shared = sharesBlock(plan);
  const kind = plan.normals > 0 ? 'f' : 'u';
  const scalar = kind === 'f' ? 'f32' : 'u32';
  const perStep = 4 / stepsPerBlock;
  const noise = !shared ? 'vec2u' : perStep === 1 ? scalar : `vec${perStep}${kind}`;
  const alone = single && stepsPerBlock > 1;
  const words = printWords('walker', alone ? `block / ${stepsPerBlock}u` : 'block', '0u');
  const all = !shared ? 'vec2u(walker, block)' : kind === 'f' ? `normals(${words})` : words;
  const block = alone ? noise : shared ? `vec4${kind}` : 'vec2u';
  const drawn = alone ? `own(${all}, block % ${stepsPerBlock}u)` : all;
  const parts = shared && !alone ? swizzles[perStep] : [''];
  return [
    `const stepsPerBlock = ${alone ? 1 : stepsPerBlock}u;`,
    `alias Block = ${block};`,
    `alias Noise = ${noise};`,
    ...(alone ? [printOwn(`vec4${kind}`, swizzles[perStep])] : []),
    `fn draw(walker: u32, block: u32, scalars: Scalars) -> Block { return ${drawn}; }`,
    ...parts.map((part, j) => `fn noise${j}(block: Block) -> Noise { return block${part}; }`),
  ].join('\n');
}

/** What step `j` of a block takes of it. */
function printOwn(block: string, parts: readonly string[]): string {
  const own = parts.reduceRight(
    (later, part, j) => (later === '' ? `all${part}` : `select(${later}, all${part}, j == ${j}u)`),
    '',
  );
  return `fn own(all: ${block}, j: u32) -> Noise { return ${own}; }`;
}
