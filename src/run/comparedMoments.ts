/**
 * Sampled and predicted moments of the same walkers. Those of a snapshot are of all walkers that have
 * neither diverged nor been absorbed, however far they are; those of a solver are of what its own grid holds. Where the two
 * may differ both are taken from the cells that walkers are counted in, by the same sums.
 */
import type { Snapshot } from '../engine/ensemble.js';
import { cellCentres, type Grid } from '../math/grid.js';
import type { Prediction } from '../theory/prediction.js';

/** Mean and covariance (d × d, row-major), in units of the parameters; NaN where nobody is left. */
export interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Whom moments are of. On the grid every walker stands at the centre of its cell. */
export type Population = 'all walkers' | 'walkers on the grid';

export interface ComparedMoments {
  readonly of: Population;
  /** How many walkers the sampled ones are of. */
  readonly walkers: number;
  readonly sampled: Moments;
  readonly predicted: Moments;
}

/**
 * The moments to hold against each other. Of all walkers where all are on the grid and the law
 * expects not even half a walker off it, and for closed forms, which know no grid; else of those on
 * the grid, as on rings, where a position is known modulo the axis. Null where they cannot be of the
 * same: a closed form is of all walkers, and some have diverged or been absorbed.
 */
export function compareMoments(
  snapshot: Snapshot,
  prediction: Prediction,
  grid: Grid,
): ComparedMoments | null {
  const { walkers, outside, diverged, absorbed, counts } = snapshot;
  const all = { of: 'all walkers', walkers, sampled: snapshot, predicted: prediction } as const;
  if (!prediction.probabilities) return diverged + absorbed === 0 ? all : null;
  const isRing = grid.some((axis) => axis.boundary === 'periodic');
  const nobodyOff = outside + diverged === 0 && prediction.outside * walkers < 0.5;
  if (nobodyOff && !isRing) return all;
  return {
    of: 'walkers on the grid',
    walkers: walkers - outside - diverged,
    sampled: momentsOnGrid(counts, grid),
    predicted: momentsOnGrid(prediction.probabilities, grid),
  };
}

/** Moments of masses per cell (row-major, in any unit), all of a cell's at its centre. */
export function momentsOnGrid(cells: ArrayLike<number>, grid: Grid): Moments {
  const d = grid.length;
  const centres = grid.map(cellCentres);
  const at = new Float64Array(d);
  const each = (visit: (mass: number) => void) => {
    for (let cell = 0; cell < cells.length; cell++) {
      if (cells[cell] === 0) continue;
      let rest = cell;
      for (let i = d - 1; i >= 0; i--) {
        at[i] = centres[i][rest % grid[i].cells];
        rest = Math.floor(rest / grid[i].cells);
      }
      visit(cells[cell]);
    }
  };
  let total = 0;
  const mean = new Float64Array(d);
  each((mass) => {
    total += mass;
    for (let i = 0; i < d; i++) mean[i] += mass * at[i];
  });
  for (let i = 0; i < d; i++) mean[i] /= total;
  const covariance = new Float64Array(d * d);
  each((mass) => {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        covariance[i * d + j] += mass * (at[i] - mean[i]) * (at[j] - mean[j]);
      }
    }
  });
  for (let k = 0; k < d * d; k++) covariance[k] /= total;
  return { mean, covariance };
}
