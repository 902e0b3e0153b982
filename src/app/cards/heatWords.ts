/** What the maps of a card say in words: under the pointer, and to those who cannot see them. */
import { cellCentres, type Grid } from '../../math/grid.js';
import { formatCount, formatNumber } from '../../run/format.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { lossBetween, type Terrain } from '../terrain/terrain.js';
import { signed } from './cardHeader.js';

/** Where a cell lies: `x = 0.1, y = −2`. */
function placeWords(grid: Grid, cell: number): string {
  const [, b] = grid;
  const at = [Math.floor(cell / b.cells), cell % b.cells];
  return grid.map((axis, i) => `${axis.name} = ${signed(cellCentres(axis)[at[i]])}`).join(', ');
}

/** Sampled, predicted and difference in one cell, and the loss there. */
export function cellWords(
  grid: Grid,
  cell: number,
  shown: {
    readonly frame: EnsembleFrame;
    readonly probabilities: Float64Array | null;
    readonly difference: Float64Array | null;
  },
  terrain: Terrain | null,
): string {
  const { counts, walkers } = shown.frame.snapshot;
  const words = [`${formatCount(counts[cell])} walkers`];
  if (shown.probabilities) {
    words.push(`predicted ${formatNumber(walkers * shown.probabilities[cell], 4)}`);
  }
  const errors = shown.difference?.[cell] ?? Number.NaN;
  if (Number.isFinite(errors)) words.push(`${signed(errors, 2)} standard errors`);
  if (terrain) {
    const [a, b] = grid;
    const i = (Math.floor(cell / b.cells) + 0.5) / a.cells;
    const j = ((cell % b.cells) + 0.5) / b.cells;
    words.push(`loss ${signed(lossBetween(terrain, [i, j]))}`);
  }
  return `${placeWords(grid, cell)}: ${words.join(' · ')}`;
}

/** A map of counts or probabilities in a sentence. */
export function mapWords(
  title: string,
  grid: Grid,
  values: ArrayLike<number>,
  total: number,
): string {
  let most = 0;
  let onGrid = 0;
  for (let k = 0; k < values.length; k++) {
    if (values[k] > values[most]) most = k;
    onGrid += values[k] / total;
  }
  const share = formatNumber((100 * values[most]) / total, 3);
  return (
    `${title}: ${formatNumber(100 * onGrid, 4)} % on the grid, ` +
    `most in the cell at ${placeWords(grid, most)}, ${share} %`
  );
}

/** A map of standard errors in a sentence. */
export function differenceWords(title: string, errors: Float64Array): string {
  const known = errors.filter(Number.isFinite);
  const beyond = known.reduce((count, value) => count + (Math.abs(value) > 3 ? 1 : 0), 0);
  const largest = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    `${title}, sampled less predicted: ${formatCount(beyond)} of ${formatCount(known.length)} cells ` +
    `beyond 3 standard errors, the largest ${formatNumber(largest, 3)}`
  );
}
