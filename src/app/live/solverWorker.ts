/** The worker in which predictions are solved: experiments as plain data in, series out. */
import type { PredictionName } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { type Solved, solveAt } from '../../run/solveAt.js';

/** What the page asks for. */
export interface SolveRequest {
  readonly source: unknown;
  readonly steps: readonly number[];
}

/** How far the solver has come with one prediction of one ensemble. */
export interface SolveProgress {
  readonly index: number;
  readonly name: PredictionName;
  readonly percent: number;
}

/** What the worker answers: a series at a time, or why there will be no more. */
export type SolveAnswer =
  | { readonly progress: SolveProgress }
  | { readonly solved: Solved }
  | { readonly failed: string };

/** Progress is told in steps of so many percent. */
const progressStep = 5;

const answer = (message: SolveAnswer) => postMessage(message);

/** One after the other: a request for one more step waits for the series before it. */
let last: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<SolveRequest>) => {
  last = last.then(() => solve(data));
});

async function solve({ source, steps }: SolveRequest): Promise<void> {
  let told = '';
  const tell = (index: number, name: PredictionName, fraction: number) => {
    const percent = Math.floor((100 * fraction) / progressStep) * progressStep;
    const key = `${index} ${name} ${percent}`;
    if (key !== told) answer({ progress: { index, name, percent } });
    told = key;
  };
  try {
    for await (const solved of solveAt(resolveExperiment(source), steps, tell)) answer({ solved });
  } catch (error) {
    answer({ failed: error instanceof Error ? error.message : String(error) });
  }
}
