/**
 * A single frame as the result of a run, so that a live picture is saved by the very code that
 * writes a run's files: same keys, same columns, same pictures.
 */
import type { Experiment } from '../model/experiment.js';
import type { ExitSummary, Frame, RunManifest, RunResult } from './frame.js';
import type { LawChange } from './lawChanges.js';

/**
 * The result of a run of `experiment` that ends at `frame`. Its only snapshot is that frame, with
 * the exits up to then by ensemble; the steps at which walkers diverged are left out.
 */
export function frameResult(
  experiment: Experiment,
  frame: Frame,
  manifest: RunManifest,
  lawChanges: readonly LawChange[] = [],
  exits: readonly (ExitSummary | null)[] = [],
): RunResult {
  const [first] = lawChanges;
  const ensembles = frame.ensembles.map(({ name, rule, snapshot }, index) => ({
    name,
    rule,
    walkers: snapshot.walkers,
    diverged: snapshot.diverged,
    divergences: [],
    losses: { walkers: 0, places: [] },
    walkerStepsPerSecond: Number.NaN,
    absent: [],
    exits: exits[index] ?? null,
  }));
  return {
    experiment: { ...experiment, snapshots: [frame.step] },
    manifest,
    frames: [frame],
    ensembles,
    lawChanges,
    warnings:
      first && first.step < frame.step
        ? [`the law was changed at step ${first.step}: no prediction holds after it`]
        : [],
  };
}
