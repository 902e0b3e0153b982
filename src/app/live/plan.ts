/** Whether walkers move live or in waves, and what waves cost. */
import type { AdapterDescription } from '../../engine/ensemble.js';
import { cellCount } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { planWaves } from '../../run/mergeWaves.js';

/** Most walkers per ensemble that obey within a frame or two. */
const liveWalkers = { software: 1e6, hardware: 2e7 };

/** Memory for the predictions of a run, in bytes. */
const predictionBytes = 2 ** 27;
/** Stops of each of many waves. */
const stopsOfWaves = 48;

export type Plan =
  | { readonly kind: 'live' }
  | {
      readonly kind: 'waves';
      /** Walkers per ensemble in each wave. */
      readonly sizes: readonly number[];
      /** Memory of the walkers of one wave. */
      readonly bytes: number;
      /** Updates of single walkers in all. */
      readonly walkerSteps: number;
    };

/** A walker's parameters, and where exits are counted the step at which it left. */
export const bytesPerWalker = ({ landscape, exitRegion }: Experiment): number =>
  4 * (landscape.parameters.length + (exitRegion ? 1 : 0));

/** Plans an experiment for an adapter that holds at most `capacity` walkers per ensemble. */
export function planRun(
  experiment: Experiment,
  { isFallback }: AdapterDescription,
  capacity: number,
): Plan {
  const { walkers, steps, ensembles } = experiment;
  const live = Math.min(capacity, liveWalkers[isFallback ? 'software' : 'hardware']);
  if (walkers <= live) return { kind: 'live' };
  return {
    kind: 'waves',
    sizes: planWaves(walkers, live),
    bytes: bytesPerWalker(experiment) * ensembles.length * live,
    walkerSteps: walkers * steps * ensembles.length,
  };
}

/** What the memory for predictions has room for, and of waves what is worth to stop for. */
export function mostStops({ grid, ensembles, predictions }: Experiment, plan: Plan): number {
  const bytes = 8 * cellCount(grid) * ensembles.length * Math.max(1, predictions.length);
  const most = Math.max(16, Math.floor(predictionBytes / bytes));
  return plan.kind === 'waves' ? Math.min(most, stopsOfWaves) : most;
}

/** Whether two experiments differ in the learning rate and in parameters of their rules alone. */
export function sameButLaw(a: Experiment, b: Experiment): boolean {
  const rest = ({ source, ensembles }: Experiment) =>
    JSON.stringify([
      { ...(source as object), learningRate: 0, ensembles: 0 },
      ensembles.map((e) => [e.name, e.rule]),
    ]);
  return rest(a) === rest(b);
}
