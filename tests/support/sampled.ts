/** Runs one ensemble of an experiment and gathers its snapshots; no run layer, no predictions. */
import type { Backend, Snapshot } from '../../src/engine/ensemble.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';

/** Snapshots of ensemble `index` of the experiment `document` at each of the ascending `steps`. */
export async function snapshotsAt(
  backend: Backend,
  document: unknown,
  index: number,
  steps: readonly number[],
): Promise<Snapshot[]> {
  const experiment = resolveExperiment(document);
  const ensemble = await backend.create({
    experiment,
    index,
    firstWalker: 0,
    walkers: experiment.walkers,
  });
  try {
    const snapshots: Snapshot[] = [];
    for (const step of steps) {
      await ensemble.advance(step - ensemble.step);
      snapshots.push(await ensemble.snapshot());
    }
    return snapshots;
  } finally {
    ensemble.destroy();
  }
}
