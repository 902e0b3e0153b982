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

export function printDraws(plan: DrawPlan): string {
  const { stepsPerBlock } = plan;
  const shared = sharesBlock(plan);
  const kind = plan.normals > 0 ? 'f' : 'u';
  const scalar = kind === 'f' ? 'f32' : 'u32';
  const perStep = 4 / stepsPerBlock;
  const block = shared ? `vec4${kind}` : 'vec2u';
  const noise = !shared ? 'vec2u' : perStep === 1 ? scalar : `vec${perStep}${kind}`;
  const words = printWords('walker', 'block', '0u');
  const drawn = !shared ? 'vec2u(walker, block)' : kind === 'f' ? `normals(${words})` : words;
  const parts = shared ? swizzles[perStep] : [''];
  return [
    `const stepsPerBlock = ${stepsPerBlock}u;`,
    `alias Block = ${block};`,
    `alias Noise = ${noise};`,
    `fn draw(walker: u32, block: u32, scalars: Scalars) -> Block { return ${drawn}; }`,
    ...parts.map((part, j) => `fn noise${j}(block: Block) -> Noise { return block${part}; }`),
  ].join('\n');
}
