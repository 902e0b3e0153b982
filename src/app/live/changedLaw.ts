/** Laws that are changed on the way: what tells two of them apart, and what is left of a change. */
import type { Experiment } from '../../model/experiment.js';
import type { LawChange } from '../../run/lawChanges.js';
import { parameterLabel } from '../parameterLabel.js';

/**
 * What tells the law of `next` from that of `before`, which differ in nothing else: "learning rate
 * η = 0.15", "Langevin: temperature = 0.2". Empty: they are the same.
 */
export function lawDifferences(before: Experiment, next: Experiment): string[] {
  const common =
    next.learningRate === before.learningRate ? [] : [`learning rate η = ${next.learningRate}`];
  const own = next.ensembles.flatMap((now, i) => {
    const was = before.ensembles[i];
    const said = (label: string, value: number | boolean) =>
      `${now.name}: ${label} = ${typeof value === 'number' ? value : value ? 'on' : 'off'}`;
    const follows =
      was.learningRate === before.learningRate && now.learningRate === next.learningRate;
    const rate =
      follows || now.learningRate === was.learningRate
        ? []
        : [said('learning rate η', now.learningRate)];
    const changed = Object.entries(now.parameters).filter(
      ([key, value]) => value !== was.parameters[key],
    );
    return [...rate, ...changed.map(([key, value]) => said(parameterLabel(key), value))];
  });
  return [...common, ...own];
}

/**
 * The changes of a run of `first` when its walkers obey the law of `next` from `step` on. A law
 * that was taken back before any step obeyed it leaves no trace.
 */
export function withLaw(
  first: Experiment,
  changes: readonly LawChange[],
  step: number,
  next: Experiment,
): LawChange[] {
  const obeyed = changes.filter((change) => change.step < step);
  const last = obeyed[obeyed.length - 1]?.experiment ?? first;
  const isOther = lawDifferences(last, next).length > 0;
  return isOther ? [...obeyed, { step, experiment: next }] : obeyed;
}

/** An experiment with the end of another. */
const withEnd = (experiment: Experiment, { steps, snapshots, source }: Experiment): Experiment => {
  const { snapshots: stated } = source as { readonly snapshots?: unknown };
  const { snapshots: _, ...rest } = experiment.source as Record<string, unknown>;
  const ended = { ...rest, steps, ...(stated === undefined ? {} : { snapshots: stated }) };
  return { ...experiment, steps, snapshots, source: ended };
};

/**
 * What a run of `first` becomes when its walkers go on as those of `next` from `step` on, which
 * differs from it in its law and its end alone.
 */
export function goneOnAs(
  first: Experiment,
  changes: readonly LawChange[],
  step: number,
  next: Experiment,
): { readonly first: Experiment; readonly changes: LawChange[] } {
  const ended = changes.map((change) => ({
    step: change.step,
    experiment: withEnd(change.experiment, next),
  }));
  const start = withEnd(first, next);
  const after = withLaw(start, ended, step, next);
  return { first: after.length > 0 ? start : next, changes: after };
}
