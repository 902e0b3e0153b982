/**
 * Grids for experiments that leave them open. On a line they are fitted before the experiment is
 * shown; in the plane that takes minutes: a rough one serves at once, and while nothing has been run
 * on it, the fitted one takes its place when it is found.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Driver } from '../live/driverContract.js';
import type { FitOptions, Solver } from '../live/solver.js';
import type { Signal } from '../signal.js';
import { type AppState, editDelayMs } from '../state.js';
import { fitInSight } from './fitLine.js';

export interface GridParts {
  readonly solver: Pick<Solver, 'fitGrid'>;
  readonly driver: Driver;
  readonly frameChanged: Signal;
  readonly state: () => AppState;
}

/** The experiment on a grid; null where the user cancels or the signal aborts. */
export async function findGrid(
  experiment: Experiment,
  signal: AbortSignal,
  parts: GridParts,
): Promise<Experiment | null> {
  const isPlane = experiment.grid.length > 1;
  const found = await fitInSight(experiment, signal, (options) =>
    parts.solver.fitGrid(experiment, { ...options, isRough: isPlane }),
  );
  if (found && isPlane) void refine(experiment, found, signal, parts);
  return found;
}

async function refine(
  experiment: Experiment,
  rough: Experiment,
  signal: AbortSignal,
  { solver, driver, frameChanged, state }: GridParts,
): Promise<void> {
  const begun = new AbortController();
  const end = frameChanged.subscribe(() => {
    const { phase, step } = driver.state();
    if (state().experiment() === rough && (phase === 'running' || step > 0)) begun.abort();
  });
  const either = AbortSignal.any([signal, begun.signal]);
  try {
    const find = (options: FitOptions) => solver.fitGrid(experiment, options);
    const fitted = await fitInSight(experiment, either, find, 'Refining');
    // An edit that waits to be opened comes first.
    await new Promise((done) => setTimeout(done, 2 * editDelayMs));
    if (fitted && !either.aborted && state().experiment() === rough) {
      state().show(fitted, state().draft());
    }
  } catch {
    // No grid is better than the rough one, which stays.
  } finally {
    end();
  }
}
