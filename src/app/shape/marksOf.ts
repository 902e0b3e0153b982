/** Minima and barriers of a landscape as marks for the plots over one parameter. */
import type { Experiment } from '../../model/experiment.js';
import type { Mark } from '../plots/marks.js';
import { openShape } from './openShape.js';
import { number, placeOf } from './placeWords.js';
import type { Shape } from './shape.js';

/** More marks than these tell nothing. */
const mostMarks = 60;

/** The marks of an experiment in one parameter, once they are found. */
export const openMarks = async (experiment: Experiment): Promise<Mark[]> =>
  marksOf(await openShape(experiment), experiment.landscape.parameters);

export function marksOf({ points, passes }: Shape, names: readonly string[]): Mark[] {
  if (points.length > mostMarks) return [];
  return points.flatMap(({ kind, point, value }, index): Mark[] => {
    if (kind === 'saddle' || !Number.isFinite(value)) return [];
    const pass = passes.find(({ over }) => over === index);
    const heights = [...new Set(pass?.heights.map((h) => number(h, 3)))];
    const words = pass
      ? `barrier of ${heights.join(' and ')} at ${placeOf(point, names)}`
      : `${kind} at ${placeOf(point, names)}, L = ${number(value)}`;
    return [{ kind, x: point[0], value, words }];
  });
}
