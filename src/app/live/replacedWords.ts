/** What the user has to know of a run that another experiment has taken the place of. */
import type { Experiment } from '../../model/experiment.js';
import type { Phase } from './controller.js';
import { changeWords } from './differences.js';
import type { Plan } from './plan.js';

/**
 * Says of a run of `before`, which had come some way, what became of it when `next` was opened:
 * `phase` and `plan` are those of the new run.
 */
export function replacedWords(
  before: Experiment,
  next: Experiment,
  phase: Phase,
  plan: Plan,
): string {
  const change = changeWords(before, next);
  if (change === null) return `“${next.title}” has taken the place of a run.`;
  if (plan.kind === 'waves') return `${change}: Run begins the run in waves again.`;
  return phase === 'running'
    ? `${change}: the run has begun again.`
    : `${change}: the walkers are back at step 0.`;
}
