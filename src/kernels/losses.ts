/**
 * Where walkers get lost, as the kernels book it in one buffer: first how many had an update that is
 * no finite number and the places of a few of them, then the walkers parked by step.
 */
import { componentOf } from './walkers.js';

/** Places that are kept. */
const mostPlaces = 4;
/** Words of a place: the step, and the position before it. */
const placeLength = 3;
/** Words before the counts by step. */
export const bookHead = 1 + mostPlaces * placeLength;

/** `noteLost(step, before)` for a walker whose update from `before` is no finite number. */
export function printNoteLost(dimension: number): string {
  const stores = Array.from(
    { length: dimension },
    (_, i) =>
      `    atomicStore(&divergedAt[at + ${i + 1}u], ${componentOf('before', dimension, i)});`,
  );
  return [
    'fn noteLost(step: u32, before: Bits) {',
    '  let place = atomicAdd(&divergedAt[0], 1u);',
    `  if (place < ${mostPlaces}u) {`,
    `    let at = 1u + ${placeLength}u * place;`,
    '    atomicStore(&divergedAt[at], step);',
    ...stores,
    '  }',
    '}',
  ].join('\n');
}

/** What the head of the buffer says, for walkers of `dimension` parameters. */
export function readLosses(head: Uint32Array<ArrayBuffer>, dimension: number) {
  const [walkers] = head;
  const positions = new Float32Array(head.buffer, head.byteOffset, head.length);
  const places = Array.from({ length: Math.min(walkers, mostPlaces) }, (_, k) => {
    const at = 1 + placeLength * k;
    return { step: head[at], position: [...positions.subarray(at + 1, at + 1 + dimension)] };
  });
  return { walkers, places };
}
