/** Frames made of what was sampled and what is predicted; apart from runs, which need the solvers. */
import type { Snapshot } from '../engine/ensemble.js';
import type { Experiment } from '../model/experiment.js';
import type { PredictionSeries } from '../theory/prediction.js';
import type { Comparison, EnsembleFrame, Frame } from './frame.js';
import { judge } from './verdict.js';

/** One frame: a snapshot of every ensemble at one step, judged by the predictions at that step. */
export function frameOf(
  experiment: Experiment,
  wave: number,
  waves: number,
  snapshots: readonly Snapshot[],
  series: readonly (readonly PredictionSeries[])[],
): Frame {
  const { step } = snapshots[0];
  const ensembles = experiment.ensembles.map(({ name, rule }, index): EnsembleFrame => {
    const snapshot = snapshots[index];
    const comparisons = series[index].flatMap((s): Comparison[] => {
      const prediction = 'absent' in s ? undefined : s.predictions.get(step);
      if (!prediction) return [];
      const verdict = prediction.probabilities
        ? judge(snapshot, prediction, experiment.grid)
        : null;
      return [{ name: s.name, prediction, verdict }];
    });
    return { name, rule, snapshot, comparisons };
  });
  return { step, time: step * experiment.learningRate, wave, waves, ensembles };
}
