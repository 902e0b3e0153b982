/** Which files cannot be had of an experiment. */
import { cellCount } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { formatCount } from '../../run/format.js';

export type FileKind = 'csv' | 'npz' | 'json' | 'svg';

/** Rows above which a table is too large for any program that opens one. */
const mostRows = 1_000_000;

/** Why a kind of file cannot be had of this experiment; null where it can. */
export function refusalOf(
  kind: FileKind,
  { grid, ensembles }: Pick<Experiment, 'grid' | 'ensembles'>,
): string | null {
  const rows = cellCount(grid) * ensembles.length;
  return kind === 'csv' && rows > mostRows ? `${formatCount(rows)} rows; use NPZ` : null;
}
