/**
 * The current of a chain in steps on a ring: the net number of turns that a walker makes in a step,
 * E[θ′ − θ]/length under the stationary law. It is the same past every point of the ring.
 */
import type { Maps1d } from '../../master/maps1d.js';
import type { Estimate } from '../../solution.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';
import { solverCentres } from '../../solverGrid2d.js';

const rounding = 1e-15;

interface Resolution {
  readonly grid: SolverGrid1d;
  /** Stationary probability per cell. */
  readonly p: Float64Array;
}

/** Turns per step from two resolutions; of second order in the cells, extrapolated. */
export function ringCurrent(maps: Maps1d, coarse: Resolution, fine: Resolution): Estimate {
  const [a, b] = [turnsPerStep(maps, coarse), turnsPerStep(maps, fine)];
  return { value: b + (b - a) / 3, error: Math.max(Math.abs(b - a) / 3, rounding) };
}

function turnsPerStep(maps: Maps1d, { grid, p }: Resolution): number {
  const x = solverCentres(grid);
  const [mean, spread] = [new Float64Array(x.length), new Float64Array(x.length)];
  let moved = 0;
  for (let q = 0; q < maps.weights.length; q++) {
    maps.evaluate(q, x, mean, spread);
    for (let i = 0; i < x.length; i++) moved += maps.weights[q] * p[i] * (mean[i] - x[i]);
  }
  return moved / (grid.axis.max - grid.axis.min);
}
