/**
 * The first passage out of the experiment's region by the transfer operator, in steps: what sampled
 * exits obey exactly, as walkers are looked at once a step.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Pace } from '../pace.js';
import type { ExitSeries } from './exitPrediction.js';
import { predictOperatorExit1d } from './operator/operatorExit1d.js';
import { predictOperatorExit2d } from './operator/operatorExit2d.js';

/**
 * Predicts the first-passage steps of ensemble `index` out of `experiment.exitRegion`, or says why
 * not.
 */
export async function predictOperatorExit(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<ExitSeries> {
  const name = 'masterEquation';
  const region = experiment.exitRegion;
  if (!region) return { name, absent: 'the experiment names no exit region' };
  const predict = experiment.grid.length === 1 ? predictOperatorExit1d : predictOperatorExit2d;
  return predict(experiment, index, region, pace);
}
