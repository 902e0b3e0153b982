/** Where the walkers of a block start: the initial laws of `model/draws.ts`, in float32. */
import { normalsFromWords } from '../../math/random/normals.js';
import { threefryBlocks } from '../../math/random/threefry.js';
import { purposes } from '../../model/draws.js';
import type { InitialLaw } from '../../model/experiment.js';

/** Gives a function that fills coordinate `i` of `count` walkers from global number `firstWalker`. */
export function createInitialDraw(laws: readonly InitialLaw[], key: Uint32Array, length: number) {
  const words = new Uint32Array(4 * length);
  const normals = new Float32Array(4 * length);
  const f = Math.fround;
  return (i: number, firstWalker: number, count: number, position: Float32Array): void => {
    const law = laws[i];
    if (law.kind === 'point') {
      position.fill(law.value, 0, count);
      return;
    }
    threefryBlocks(key, firstWalker, count, 0, i, purposes.initial, words);
    if (law.kind === 'normal') {
      const [mean, deviation] = [f(law.mean), f(law.standardDeviation)];
      normalsFromWords(words, normals, 4 * count);
      for (let w = 0; w < count; w++) position[w] = mean + f(deviation * normals[4 * w]);
    } else {
      const [min, width] = [f(law.min), f(law.max - law.min)];
      for (let w = 0; w < count; w++) {
        const unit = ((words[4 * w] >>> 9) + 0.5) / 2 ** 23;
        position[w] = min + f(width * unit);
      }
    }
  };
}
