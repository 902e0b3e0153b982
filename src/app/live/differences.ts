/** What tells two experiments apart, and whether the walkers of one can go on as those of the other. */
import type { Experiment } from '../../model/experiment.js';

/** The parts of an experiment that differ; `law` are parameters of the rules of its ensembles. */
function differences(a: Experiment, b: Experiment): Set<string> {
  const [was, is] = [a, b].map(({ source, ensembles }) => {
    // Not their names, which may come from the parameters.
    const rules = ensembles.map(({ rule }) => rule);
    const { ensembles: law, ...rest } = source as Record<string, unknown>;
    return { ...rest, law, rules } as Record<string, unknown>;
  });
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return new Set([...keys].filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key])));
}

const law = ['law', 'learningRate'];
const end = ['steps', 'snapshots'];
const within = (found: ReadonlySet<string>, parts: readonly string[]) =>
  [...found].every((part) => parts.includes(part));

/** Whether two experiments differ in the learning rate and in parameters of their rules alone. */
export const sameButLaw = (a: Experiment, b: Experiment): boolean => within(differences(a, b), law);

/** Whether they differ in that and in their number of steps alone. */
export const sameWalkers = (a: Experiment, b: Experiment): boolean =>
  within(differences(a, b), [...law, ...end]);

/**
 * What `next` changes of `before`, as a sentence without its end; null where it is another experiment,
 * or the same.
 */
export function changeWords(before: Experiment, next: Experiment): string | null {
  const found = differences(before, next);
  if (found.size === 0) return null;
  const only = (...parts: string[]) => within(found, parts);
  if (only(...law)) return 'The law was changed';
  if (only(...end)) return 'The number of steps was changed';
  if (only('walkers')) return 'The number of walkers was changed';
  if (only('seed')) return `The seed is now ${next.seed}`;
  if (only('grid')) return 'The range was changed';
  if (only('initial', 'grid')) return 'The start was changed';
  // With a loss of one's own go the words on the old one, the start and the range.
  const sameRun = ['law', 'rules', 'learningRate', 'steps', 'walkers', 'seed'];
  const isLoss = found.has('landscape') && !sameRun.some((part) => found.has(part));
  return isLoss ? 'The loss was changed' : null;
}
