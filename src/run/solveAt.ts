/**
 * Predictions of all ensembles at steps of the caller's choosing, one series at a time: for those
 * who follow a run live, where the experiment file's own snapshots are too few.
 */
import type { Experiment, PredictionName } from '../model/experiment.js';
import type { ExitSeries } from '../theory/escape/exitPrediction.js';
import { predictExit } from '../theory/escape/predictExit.js';
import type { PredictOptions } from '../theory/pace.js';
import { predict } from '../theory/predict.js';
import type { PredictionSeries } from '../theory/prediction.js';
import { exitPredictionsOf } from './exits.js';

export interface Solved {
  /** Which of the experiment's ensembles. */
  readonly index: number;
  readonly series: PredictionSeries;
}

export interface SolveOptions extends Pick<PredictOptions, 'restMs'> {
  readonly onProgress?: (index: number, name: PredictionName, fraction: number) => void;
}

/**
 * Yields the experiment's predictions at `steps` (ascending, unique, each ≤ the experiment's
 * steps): the first listed prediction of every ensemble, then the second, and so on, but closed forms,
 * which take no time, before all others.
 */
export async function* solveAt(
  experiment: Experiment,
  steps: readonly number[],
  { onProgress, restMs = () => 0 }: SolveOptions = {},
): AsyncGenerator<Solved> {
  const asked = { ...experiment, snapshots: steps };
  const isSlow = (name: PredictionName) => Number(name !== 'closedForm');
  for (const name of [...experiment.predictions].sort((a, b) => isSlow(a) - isSlow(b))) {
    for (const index of experiment.ensembles.keys()) {
      const report = (fraction: number) => onProgress?.(index, name, fraction);
      const series = await predict(asked, index, name, { onProgress: report, restMs });
      yield { index, series };
    }
  }
}

export interface SolvedExits {
  /** Which of the experiment's ensembles. */
  readonly index: number;
  readonly series: ExitSeries;
}

/** Yields what is predicted of the exits of every ensemble; nothing without an exit region. */
export async function* solveExits(
  experiment: Experiment,
  { restMs = () => 0 }: Pick<PredictOptions, 'restMs'> = {},
): AsyncGenerator<SolvedExits> {
  for (const name of exitPredictionsOf(experiment)) {
    for (const index of experiment.ensembles.keys()) {
      yield { index, series: await predictExit(experiment, index, name, { restMs }) };
    }
  }
}
