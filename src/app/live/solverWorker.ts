/** The worker in which predictions are solved and grids fitted: experiments as plain data in. */
import { expose } from 'comlink';
import type { PredictionName } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { fitGrid } from '../../run/fitGrid.js';
import { roughGrid } from '../../run/roughGrid.js';
import { type Solved, type SolvedExits, solveAt, solveExits } from '../../run/solveAt.js';

/** How far the solver has come with one prediction of one ensemble. */
export interface SolveProgress {
  readonly index: number;
  readonly name: PredictionName;
  readonly percent: number;
}

/** What the worker tells of its work, a series at a time. */
export type SolveNews =
  | { readonly progress: SolveProgress }
  | { readonly solved: Solved }
  | { readonly exits: SolvedExits };

/** Progress is told in steps of so many percent. */
const progressStep = 5;

/** One after the other: a request for one more step waits for the series before it. */
let last: Promise<void> = Promise.resolve();
let restMs = 0;

const solverWorker = {
  /** Solves the densities at `steps`, if any, and the exits where they are asked for. */
  solve(
    source: unknown,
    steps: readonly number[],
    withExits: boolean,
    tell: (news: SolveNews) => void,
  ): Promise<void> {
    const mine = last.then(() => solve(source, steps, withExits, tell));
    last = mine.catch(() => {});
    return mine;
  },

  /** From now on the solver rests so long after every 30 ms of work. */
  rest(milliseconds: number): void {
    restMs = milliseconds;
  },

  /** The experiment, as plain data, on a grid around its first walkers. */
  async roughGrid(source: unknown): Promise<unknown> {
    return (await roughGrid(resolveExperiment(source))).source;
  },

  /** The experiment, as plain data, on a grid that fits its laws; `tell` gets the percent done. */
  async fitGrid(source: unknown, tell: (percent: number) => void): Promise<unknown> {
    let told = 0;
    const onProgress = (share: number) => {
      const percent = Math.floor(100 * share);
      if (percent > told) tell(percent);
      told = percent;
    };
    return (await fitGrid(resolveExperiment(source), { onProgress })).experiment.source;
  },
};

export type SolverWorker = typeof solverWorker;

async function solve(
  source: unknown,
  steps: readonly number[],
  withExits: boolean,
  tell: (news: SolveNews) => void,
): Promise<void> {
  const experiment = resolveExperiment(source);
  let told = '';
  const onProgress = (index: number, name: PredictionName, fraction: number) => {
    const percent = Math.floor((100 * fraction) / progressStep) * progressStep;
    const key = `${index} ${name} ${percent}`;
    if (key !== told) tell({ progress: { index, name, percent } });
    told = key;
  };
  const options = { onProgress, restMs: () => restMs };
  if (steps.length > 0) {
    for await (const solved of solveAt(experiment, steps, options)) tell({ solved });
  }
  if (!withExits) return;
  for await (const exits of solveExits(experiment, options)) tell({ exits });
}

expose(solverWorker);
