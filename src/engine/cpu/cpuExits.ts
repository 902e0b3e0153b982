/** First steps outside a region, decided in float32 as `kernels/firstPassage.ts` does. */
import { createTape } from '../../math/expression/tape.js';
import { float32CellOf } from '../../math/float32Cells.js';
import type { Region } from '../../model/region.js';
import type { Exits } from '../ensemble.js';
import { isAbsorbed, isParked } from './cpuParking.js';

export interface ExitBook {
  /**
   * Notes which of the block's first `count` walkers, at `start` in the ensemble, are outside for
   * the first time at `step`; to be called once a step, after walkers that diverged are parked.
   */
  note(start: number, count: number, step: number): void;
  count(step: number): Exits;
}

const stillInside = -1;

/** The book of an ensemble whose walkers pass through the columns of `block`. */
export function createExitBook(
  region: Region,
  parameters: readonly string[],
  walkers: number,
  block: readonly Float32Array[],
): ExitBook {
  const inside = new Float32Array(block[0].length);
  const decide = createDecision(region, parameters, block, inside);
  const exitStep = new Float64Array(walkers).fill(stillInside);
  let diverged = 0;
  return {
    note(start, count, step) {
      decide(count);
      for (let w = 0; w < count; w++) {
        if (exitStep[start + w] !== stillInside) continue;
        const parked = isParked(block[0][w]);
        if (inside[w] !== 0 && !parked) continue;
        exitStep[start + w] = step;
        if (parked && !isAbsorbed(block[0][w])) diverged++;
      }
    },
    count(step) {
      const counts = new Float64Array(step + 1);
      let left = 0;
      for (const at of exitStep) {
        if (at === stillInside) continue;
        counts[at]++;
        left++;
      }
      return { step, walkers, counts, inside: walkers - left, diverged };
    },
  };
}

/** Fills `inside` with 0 for walkers of the block that are outside, else with another number. */
function createDecision(
  region: Region,
  parameters: readonly string[],
  block: readonly Float32Array[],
  inside: Float32Array,
): (count: number) => void {
  if (region.kind === 'cells') {
    const cellsOf = region.grid.map(float32CellOf);
    return (count) => {
      for (let w = 0; w < count; w++) {
        let cell = 0;
        for (const [p, cellOf] of cellsOf.entries()) {
          const along = cellOf(block[p][w]);
          cell = cell < 0 || along < 0 ? -1 : cell * region.grid[p].cells + along;
        }
        inside[w] = cell < 0 ? 0 : region.inside[cell];
      }
    };
  }
  const tape = createTape([region.inside], parameters, 'float32');
  return (count) => {
    tape(block, [inside], count);
    for (let w = 0; w < count; w++) if (Number.isNaN(inside[w])) inside[w] = 0;
  };
}
