/** The door of the exit predictions: one prediction of one ensemble's first passages. */
import { type Experiment, seenBy } from '../../model/experiment.js';
import { createPace, type PredictOptions } from '../pace.js';
import type { ExitPrediction, ExitSeries } from './exitPrediction.js';
import { predictGeneratorExit } from './generatorExit.js';
import { predictOperatorExit } from './operatorExit.js';

/**
 * Predicts the first passages of ensemble `index` out of the experiment's exit region, or says why it
 * cannot. Gives way to other work every 30 ms; rejects with the signal's reason when aborted.
 */
export async function predictExit(
  experiment: Experiment,
  index: number,
  name: ExitPrediction['name'],
  options: PredictOptions = {},
): Promise<ExitSeries> {
  options.signal?.throwIfAborted();
  const predict = name === 'masterEquation' ? predictOperatorExit : predictGeneratorExit;
  const pace = createPace(options);
  const series = await predict(seenBy(experiment, index), index, pace);
  pace.progress(1);
  if ('absent' in series || series.distribution.every(Number.isFinite)) return series;
  return { name, absent: 'its distribution of first steps is not finite' };
}
