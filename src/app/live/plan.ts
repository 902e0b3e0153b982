/** Whether walkers move live or in waves, and what waves cost. */
import type { AdapterDescription } from '../../engine/ensemble.js';
import { cellCount } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { planWaves } from '../../run/mergeWaves.js';
import type { StopLimits } from './schedule.js';

/** What kind of adapter it is, as far as its speed goes. */
export const speedOf = ({ isFallback }: AdapterDescription): 'software' | 'hardware' =>
  isFallback ? 'software' : 'hardware';

/** Most walkers per ensemble that obey within a frame or two. */
const liveWalkers = { software: 1e6, hardware: 2e7 };

/** Updates of single walkers that an adapter makes in a frame or two. */
const smoothUpdates = { software: 6e6, hardware: 2e8 };

/** Memory for the predictions of a run, in bytes. */
const predictionBytes = 2 ** 27;
/** Stops of a live run: what it keeps is read a few times a second. */
const mostStops = 600;
/** Stops of each of many waves. */
const stopsOfWaves = 48;

export type Plan =
  | {
      readonly kind: 'live';
      /** Most steps from frame to frame for a smooth picture. */
      readonly longest: number;
    }
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
  adapter: AdapterDescription,
  capacity: number,
): Plan {
  const { walkers, steps, ensembles } = experiment;
  const kind = speedOf(adapter);
  const live = Math.min(capacity, liveWalkers[kind]);
  if (walkers <= live) {
    return { kind: 'live', longest: smoothUpdates[kind] / (walkers * ensembles.length) };
  }
  return {
    kind: 'waves',
    sizes: planWaves(walkers, live),
    bytes: bytesPerWalker(experiment) * ensembles.length * live,
    walkerSteps: walkers * steps * ensembles.length,
  };
}

/** What the memory for predictions has room for, and of waves what is worth to stop for. */
export function stopLimits(
  { grid, ensembles, predictions }: Experiment,
  plan: Plan,
): Required<StopLimits> {
  const bytes = 8 * cellCount(grid) * ensembles.length * Math.max(1, predictions.length);
  const most = Math.max(16, Math.floor(predictionBytes / bytes));
  return plan.kind === 'waves'
    ? { most: Math.min(most, stopsOfWaves), longest: Number.POSITIVE_INFINITY }
    : { most: Math.min(most, mostStops), longest: plan.longest };
}
