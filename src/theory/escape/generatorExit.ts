/** Exits predicted from the Fokker–Planck generator: in continuous time, counted in steps. */
import type { Experiment } from '../../model/experiment.js';
import type { Absent } from '../absent.js';
import type { ClosureName } from '../closure/closures.js';
import { createClosureCoefficients1d } from '../fokkerPlanck/coefficients1d.js';
import { createClosureCoefficients2d } from '../fokkerPlanck2d/coefficients2d.js';
import { absentBecause, NotConvergedError } from '../notConverged.js';
import type { Pace } from '../pace.js';
import type { ExitField } from '../solution.js';
import { type ExitSeries, withError, withoutName } from './exitPrediction.js';
import { fieldCells, meanExitFrom1d, predictGeneratorExit1d } from './generator/generatorExit1d.js';
import { fieldSide, meanExitFrom2d, predictGeneratorExit2d } from './generator/generatorExit2d.js';

/**
 * The first passage of ensemble `index` out of the experiment's exit region by the diffusion
 * limit or another `closure`,
 * at training times ηk, or the reason why there is none. Walkers that start outside are out at
 * step 0 and count in the mean. A diffusion is out as soon as it touches the edge, while a walker may
 * cross and return within a step: the two agree as η → 0.
 */
export async function predictGeneratorExit(
  experiment: Experiment,
  index: number,
  pace: Pace,
  closure: ClosureName = 'fokkerPlanck',
): Promise<ExitSeries> {
  const { exitRegion, grid } = experiment;
  const name = 'fokkerPlanck';
  if (!exitRegion) return { name, absent: 'the experiment names no exit region' };
  const predict = grid.length === 1 ? predictGeneratorExit1d : predictGeneratorExit2d;
  try {
    return await predict(experiment, index, exitRegion, closure, pace);
  } catch (error) {
    if (error instanceof NotConvergedError) return { name, ...absentBecause(error) };
    throw error;
  }
}

/** The same with the mean exit time from every cell of the experiment's grid, in units of time. */
export async function solveGeneratorExit(
  experiment: Experiment,
  index: number,
  closure: ClosureName,
  pace: Pace,
): Promise<ExitField | Absent | null> {
  const { exitRegion, grid } = experiment;
  if (!exitRegion) return null;
  if (closure === 'fokkerPlanckDiscrete') {
    return { absent: 'the discrete closure moves in whole steps; fokkerPlanck tells its limit' };
  }
  const series = await predictGeneratorExit(experiment, index, pace, closure);
  if ('absent' in series) return withoutName(series);
  if (grid.length === 1) {
    const own = createClosureCoefficients1d(experiment, index, closure);
    if ('absent' in own) return own;
    const from = (cells: number) => meanExitFrom1d(experiment, exitRegion, own.coefficients, cells);
    return { ...series, ...withError(from(fieldCells), from(fieldCells / 2)) };
  }
  const own = createClosureCoefficients2d(experiment, index, closure);
  if ('absent' in own) return own;
  const from = (side: number) => meanExitFrom2d(experiment, exitRegion, own.coefficients, side);
  return { ...series, ...withError(from(fieldSide), from(fieldSide / 2)) };
}
