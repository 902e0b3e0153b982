/** What has left at the absorbing ends of an axis, in words. */
import { type Axis, endsOf } from '../../math/grid.js';

/** What has left at the absorbing ends of an axis, in words; nothing where none has. */
export function absorbedNote(
  axis: Axis,
  absorbed?: readonly [low: number, high: number],
): string[] {
  if (!absorbed || !(absorbed[0] + absorbed[1] > 1e-12)) return [];
  const { name, min, max } = axis;
  const taken = endsOf(axis).flatMap((end, k) =>
    end === 'absorbing'
      ? [`${Math.max(0, absorbed[k]).toPrecision(3)} at ${name} = ${[min, max][k]}`]
      : [],
  );
  return [`absorbed: ${taken.join(' and ')}`];
}
