/** The door of the exit predictions: one prediction of one ensemble's first passages. */
import { type Experiment, seenBy } from '../../model/experiment.js';
import { predictDeterministicExit } from '../deterministic/exits.js';
import { withoutVanishingNoise } from '../law/vanishingNoise.js';
import { createPace, type PredictOptions, withinBudget } from '../pace.js';
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
  const seen = withoutVanishingNoise(seenBy(experiment, index), index);
  const series = await withinBudget(
    pace,
    async (own) =>
      (await predictDeterministicExit(seen, index, name, own)) ?? predict(seen, index, own),
  );
  pace.progress(1);
  if ('absent' in series) return { ...series, name };
  if (series.distribution.every(Number.isFinite)) return series;
  return { name, absent: 'its distribution of first steps is not finite' };
}
