/** Exits predicted from the Fokker–Planck generator: in continuous time, counted in steps. */
import type { Experiment } from '../../model/experiment.js';
import { NotConvergedError } from '../notConverged.js';
import type { Pace } from '../pace.js';
import type { ExitSeries } from './exitPrediction.js';
import { predictGeneratorExit1d } from './generator/generatorExit1d.js';
import { predictGeneratorExit2d } from './generator/generatorExit2d.js';

/**
 * The first passage of ensemble `index` out of the experiment's exit region by the diffusion limit,
 * at training times ηk, or the reason why there is none. Walkers that start outside are out at
 * step 0 and count in the mean. A diffusion is out as soon as it touches the edge, while a walker may
 * cross and return within a step: the two agree as η → 0.
 */
export async function predictGeneratorExit(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<ExitSeries> {
  const { exitRegion, grid } = experiment;
  const name = 'fokkerPlanck';
  if (!exitRegion) return { name, absent: 'the experiment names no exit region' };
  const predict = grid.length === 1 ? predictGeneratorExit1d : predictGeneratorExit2d;
  try {
    return await predict(experiment, index, exitRegion, pace);
  } catch (error) {
    if (error instanceof NotConvergedError) return { name, absent: error.message };
    throw error;
  }
}
