/**
 * The random inputs of a block of walkers at one step, as columns: normals and sample indices.
 * Follows `model/draws.ts` to the bit, so the kernels see the same numbers.
 */
import { normalsFromWords } from '../../math/random/normals.js';
import { threefryBlocks } from '../../math/random/threefry.js';
import { type DrawPlan, purposes } from '../../model/draws.js';

export interface CpuDraws {
  /** One column per normal of the step. */
  readonly normals: readonly Float32Array[];
  /** One column per word that a sample index is drawn from. */
  readonly words: readonly Uint32Array[];
  /** Fills the columns for walkers firstWalker … + count − 1 at `step`. */
  fill(firstWalker: number, count: number, step: number): void;
}

/** Columns of `length` walkers; successive steps of one block of walkers share its words. */
export function createDraws(plan: DrawPlan, key: Uint32Array, length: number): CpuDraws {
  const normals = Array.from({ length: plan.normals }, () => new Float32Array(length));
  const words = Array.from({ length: plan.indices }, () => new Uint32Array(length));
  const raw = new Uint32Array(4 * length);
  const gaussian = new Float32Array(plan.normals > 0 ? 4 * length : 0);
  let heldWalker = -1;
  let heldCount = -1;
  let heldBlock = -1;

  const generate = (firstWalker: number, count: number, block: number, draw: number) => {
    threefryBlocks(key, firstWalker, count, block, draw, purposes.step, raw);
  };

  const fillShared = (firstWalker: number, count: number, step: number) => {
    const block = Math.floor(step / plan.stepsPerBlock);
    if (block !== heldBlock || firstWalker !== heldWalker || count !== heldCount) {
      generate(firstWalker, count, block, 0);
      if (plan.normals > 0) normalsFromWords(raw, gaussian, 4 * count);
      [heldBlock, heldWalker, heldCount] = [block, firstWalker, count];
    }
    const perStep = 4 / plan.stepsPerBlock;
    const offset = (step % plan.stepsPerBlock) * perStep;
    for (let j = 0; j < plan.normals; j++) gather(normals[j], gaussian, offset + j, count);
    for (let j = 0; j < plan.indices; j++) gather(words[j], raw, offset + j, count);
  };

  const fillWhole = (firstWalker: number, count: number, step: number) => {
    for (let draw = 0; draw < plan.normalBlocks; draw++) {
      generate(firstWalker, count, step, draw);
      normalsFromWords(raw, gaussian, 4 * count);
      for (let j = 4 * draw; j < Math.min(4 * draw + 4, plan.normals); j++) {
        gather(normals[j], gaussian, j % 4, count);
      }
    }
    for (let draw = 0; draw < plan.indexBlocks; draw++) {
      generate(firstWalker, count, step, plan.normalBlocks + draw);
      for (let j = 4 * draw; j < Math.min(4 * draw + 4, plan.indices); j++) {
        gather(words[j], raw, j % 4, count);
      }
    }
  };

  return { normals, words, fill: plan.stepsPerBlock > 1 ? fillShared : fillWhole };
}

/** Column `offset` of rows of four. */
function gather<T extends Float32Array | Uint32Array>(
  column: T,
  rows: T,
  offset: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) column[i] = rows[4 * i + offset];
}
