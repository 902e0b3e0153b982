/**
 * A range for `grid: auto` that is there at once: where a few thousand walkers of each ensemble come
 * by. It serves to begin with; fitGrid.ts finds the one that predictions are right on, by solving.
 */
import { createCpuBackend } from '../engine/cpu/cpuBackend.js';
import type { Grid } from '../math/grid.js';
import { SpecError } from '../model/errors.js';
import type { Experiment } from '../model/experiment.js';
import { cellsPerDeviation, roundOut, withGrid } from './fitGrid.js';

/** Walkers of each ensemble, as far as the updates of all allow. */
const mostWalkers = 4096;
const leastWalkers = 256;
const mostUpdates = 6e6;
/** Times at which the walkers are looked at. */
const mostLooks = 24;
/** Room on either side, as a share of what the walkers fill: more of them come farther. */
const room = 0.15;
const cells = { least: 64, most: 128 } as const;

/**
 * The experiment on a grid around its first walkers. Of runs that are too long for that (six million
 * updates in all) the beginning decides. Throws SpecError where all of them diverge.
 */
export async function roughGrid(experiment: Experiment): Promise<Experiment> {
  const { ensembles, steps } = experiment;
  const budget = mostUpdates / ensembles.length;
  const walkers = Math.round(Math.min(mostWalkers, Math.max(leastWalkers, budget / steps)));
  const last = Math.min(steps, Math.floor(budget / walkers));
  const few = { ...experiment, walkers };
  const backend = createCpuBackend();
  const found = experiment.grid.map(() => ({
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    deviation: Number.POSITIVE_INFINITY,
  }));
  for (const index of ensembles.keys()) {
    const ensemble = await backend.create({ experiment: few, index, firstWalker: 0, walkers });
    for (const step of looksAt(last)) {
      await ensemble.advance(step - ensemble.step);
      for (const [i, column] of (await ensemble.readWalkers(0, walkers)).entries()) {
        const positions = column.filter((x) => Number.isFinite(x));
        found[i].min = positions.reduce((a, b) => Math.min(a, b), found[i].min);
        found[i].max = positions.reduce((a, b) => Math.max(a, b), found[i].max);
        if (step === last) found[i].deviation = Math.min(found[i].deviation, spreadOf(positions));
      }
    }
    ensemble.destroy();
  }
  const grid: Grid = experiment.grid.map((axis, i) => {
    const { min, max, deviation } = found[i];
    if (!(max >= min)) throw new SpecError('grid', 'auto found no walker that does not diverge');
    const own = Math.max(max - min, 1e-3 * Math.max(Math.abs(min), Math.abs(max), 1));
    const [low, high] = roundOut([min - room * own, max + room * own]);
    const wanted = (cellsPerDeviation * (high - low)) / deviation;
    const rounded = Math.ceil(wanted / 20) * 20;
    return {
      ...axis,
      min: low,
      max: high,
      cells: Math.max(cells.least, Math.min(cells.most, rounded)),
    };
  });
  return withGrid(experiment, grid);
}

/** Steps from 0 to the last, by their logarithm. */
function looksAt(last: number): number[] {
  const steps = Array.from({ length: mostLooks }, (_, i) =>
    Math.round(Math.expm1((Math.log1p(last) * i) / (mostLooks - 1))),
  );
  return [...new Set(steps)];
}

/** Standard deviation; infinite for what is a point, which asks for no cells. */
function spreadOf(positions: Float32Array): number {
  const n = positions.length;
  const mean = positions.reduce((sum, x) => sum + x, 0) / n;
  const variance = positions.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  return variance > 0 ? Math.sqrt(variance) : Number.POSITIVE_INFINITY;
}
