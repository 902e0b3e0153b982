/**
 * Which random words a walker uses at which step. The generator is a pure function of
 * key = (seed low, seed high, stream, 0) and counter = (walker, block, draw, purpose) and gives
 * four 32-bit words; so results depend neither on the workgroup size nor on how steps are split
 * into dispatches. The kernels and the CPU twin both follow this plan.
 *
 * A law that needs only normals, 1, 2 or 4 of them, or only sample indices, 1, 2 or 4 of them,
 * shares one block among 4, 2 or 1 successive steps: word (or normal) j of step k is number
 * (k mod stepsPerBlock)·perStep + j of block ⌊k / stepsPerBlock⌋, draw 0. Every other law takes
 * whole blocks each step: draws 0 … normalBlocks−1 for normals, then the index blocks.
 * Steps count from 0: the update that leads from step k to k + 1 uses k.
 *
 * The initial law of coordinate i uses block 0, draw i: a normal law the first normal of that block,
 * a uniform law the first word w as min + (max − min)·((w >> 9) + ½)/2²³.
 *
 * Word w gives the sample index ⌊w·n/2³²⌋. Without replacement this is Floyd's algorithm: word i
 * with n − b + i + 1 in place of n gives t; if t has been taken in this minibatch, n − b + i is
 * taken instead. Gradients are summed in the order of the words and divided once by b.
 *
 * Solvers that cannot follow every minibatch take `minibatchSample` words, with stream 0.
 */
import type { MinibatchDraw } from './law.js';

export const purposes = { step: 0, initial: 1, minibatchSample: 2 } as const;

export interface DrawPlan {
  readonly normals: number;
  /** Words drawn for sample indices per step. */
  readonly indices: number;
  readonly stepsPerBlock: 1 | 2 | 4;
  readonly normalBlocks: number;
  readonly indexBlocks: number;
}

/** The plan of a law that takes `normals` normals and, if not null, one `minibatch` per step. */
export function planDraws(normals: number, minibatch: MinibatchDraw | null): DrawPlan {
  const indices = minibatch ? minibatch.batchSize : 0;
  const only = normals === 0 ? indices : indices === 0 ? normals : 0;
  if (only === 1 || only === 2 || only === 4) {
    const stepsPerBlock = (4 / only) as 1 | 2 | 4;
    return {
      normals,
      indices,
      stepsPerBlock,
      normalBlocks: Math.min(normals, 1),
      indexBlocks: Math.min(indices, 1),
    };
  }
  return {
    normals,
    indices,
    stepsPerBlock: 1,
    normalBlocks: Math.ceil(normals / 4),
    indexBlocks: Math.ceil(indices / 4),
  };
}
