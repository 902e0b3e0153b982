/** Rates between basins and committor of a transfer operator, from two resolutions. */
import type { Experiment } from '../../../model/experiment.js';
import { findCriticalPoints } from '../../../model/shape/criticalPoints.js';
import type { Absent } from '../../absent.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import type { BasinRates } from '../../solution.js';
import { createSolverGrid1d } from '../../solverGrid1d.js';
import { committorError } from '../committorError.js';
import { coreShares, coresMeet, findCores } from '../cores.js';
import { atExperimentCentres } from '../generator/currents.js';
import { ratesInSteps, type StepChain } from './stepRates.js';

/**
 * Rates per step between the basins of `experiment`'s minima by the coarser and the finer of two
 * `chains`; null where the landscape has fewer than two.
 */
export async function basinsInSteps(
  { landscape, grid }: Experiment,
  chains: readonly [StepChain, StepChain],
  pace: Pace,
): Promise<BasinRates | Absent | null> {
  const found = findCriticalPoints(landscape, grid);
  if (found.points.filter(({ kind }) => kind === 'minimum').length < 2) return null;
  const cores = chains.map(({ axes }) => findCores(landscape, axes, found));
  if (cores.some(coresMeet)) {
    return { absent: 'minima are nearer to each other than cells: more cells tell them apart' };
  }
  try {
    const [coarse, fine] = [
      await ratesInSteps(chains[0], coreShares(landscape, chains[0].axes, cores[0]), pace),
      await ratesInSteps(chains[1], coreShares(landscape, chains[1].axes, cores[1]), pace),
    ];
    const { axes } = chains[1];
    const committor = fine.committor && atExperimentCentres(fine.committor, axes);
    if (committor) {
      const own = findCores(
        landscape,
        grid.map((axis) => createSolverGrid1d(axis, 1, [0, 0])),
        found,
      ).cores;
      for (const [i, core] of own.entries()) {
        for (let c = 0; c < core.length; c++) if (core[c] === 1) committor[c] = i;
      }
    }
    return {
      minima: cores[1].minima.map(({ point, value }) => ({ at: point, loss: value })),
      shares: fine.shares,
      rates: fine.rates.map((row, i) =>
        row.map((value, j) => ({
          value: Math.max(0, value),
          error: Math.max(Math.abs(value - coarse.rates[i][j]), 1e-13 * value),
        })),
      ),
      committor,
      committorError: committorError(
        { ...coarse, axes: chains[0].axes },
        { ...fine, axes: chains[1].axes },
      ),
    };
  } catch (error) {
    if (error instanceof NotConvergedError) return absentBecause(error);
    throw error;
  }
}
