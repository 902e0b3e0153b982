/**
 * Runs whose law was changed on the way: other parameters of the rules, or another learning rate,
 * from a step on. Predictions are of one law and hold up to the first change.
 */
import type { Experiment } from '../model/experiment.js';

/** The walkers obey the law of `experiment` in the steps after `step`. */
export interface LawChange {
  readonly step: number;
  readonly experiment: Experiment;
}

/** The experiment whose law led to `step`, of a run of `first` with changes in ascending order. */
export function lawAt(first: Experiment, changes: readonly LawChange[], step: number): Experiment {
  return changes.findLast((change) => change.step < step)?.experiment ?? first;
}

/** Σ of the learning rates up to `step`, as `rateOf` reads them from the law of each step. */
export function timeAt(
  first: Experiment,
  changes: readonly LawChange[],
  step: number,
  rateOf: (law: Experiment) => number,
): number {
  let time = 0;
  let from = 0;
  let law = first;
  for (const change of changes) {
    if (change.step >= step) break;
    time += (change.step - from) * rateOf(law);
    from = change.step;
    law = change.experiment;
  }
  return time + (step - from) * rateOf(law);
}
