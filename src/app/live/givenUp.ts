/** What the user has to know of a run that an edit has put an end to. */
import type { Experiment } from '../../model/experiment.js';
import { lawDifferences } from './changedLaw.js';
import type { Phase } from './controller.js';
import { type Plan, sameButLaw } from './plan.js';

/**
 * Says of a run of `before` that it cannot go on with `next`, which differs from it in its law or in
 * its loss alone; null where there was none, or where something else was opened.
 */
export function givenUpWords(
  before: Experiment,
  next: Experiment,
  phase: Phase,
  plan: Plan,
): string | null {
  const isRunning = phase === 'running';
  if (plan.kind === 'waves') {
    const isMade = isRunning || phase === 'done';
    if (isMade && sameButLaw(before, next) && lawDifferences(before, next).length > 0) {
      return 'The law was changed: Run begins the run in waves again, with the new law.';
    }
    return isRunning && sameButLoss(before, next)
      ? 'The loss was changed: Run begins the run in waves again, with the new loss.'
      : null;
  }
  return isRunning && sameButLoss(before, next)
    ? 'The loss was changed: the run has begun again, with the new loss.'
    : null;
}

/** Whether only the landscape was edited, with the start and the range that belong to it. */
function sameButLoss(before: Experiment, next: Experiment): boolean {
  const rest = ({ source }: Experiment) => {
    const { learningRate, steps, walkers, seed, ensembles } = source as Record<string, unknown>;
    return JSON.stringify([learningRate, steps, walkers, seed, ensembles]);
  };
  const loss = ({ source }: Experiment) =>
    JSON.stringify((source as { landscape?: unknown }).landscape);
  return rest(before) === rest(next) && loss(before) !== loss(next);
}
