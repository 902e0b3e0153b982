/** The numbers on the keys of colours. */
import { cellWidth, type Grid } from '../../../math/grid.js';
import { formatNumber } from '../../../run/format.js';
import { tickText } from '../frame1d.js';
import type { ColourMark } from './colourKey.js';
import type { DensityScale } from './heatMap.js';

/** Differences beyond so many standard errors have the colour of this many. */
export const differenceLimit = 5;

export const differenceMarks: readonly ColourMark[] = [-5, -3, 0, 3, 5].map((value) => ({
  part: (value + differenceLimit) / (2 * differenceLimit),
  text: Math.abs(value) === differenceLimit ? `${value < 0 ? '≤ −' : '≥ '}5` : tickText(value),
}));

/** Densities along the key: probability per cell over the cell's area. */
export function densityMarks({ valueAt }: DensityScale, grid: Grid): ColourMark[] {
  const area = grid.reduce((product, axis) => product * cellWidth(axis), 1);
  return [0, 0.5, 1].map((part) => ({
    part,
    text: valueAt(part) === 0 ? '0' : formatNumber(valueAt(part) / area, 2),
  }));
}
