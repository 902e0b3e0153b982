/** The worker in which predictions are solved: experiments as plain data in, series out. */
import { resolveExperiment } from '../../model/resolve.js';
import { type Solved, solveAt } from '../../run/solveAt.js';

/** What the page asks for. */
export interface SolveRequest {
  readonly source: unknown;
  readonly steps: readonly number[];
}

/** What the worker answers: a series at a time, or why there will be no more. */
export type SolveAnswer = { readonly solved: Solved } | { readonly failed: string };

const answer = (message: SolveAnswer) => postMessage(message);

/** One after the other: a request for one more step waits for the series before it. */
let last: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<SolveRequest>) => {
  last = last.then(() => solve(data));
});

async function solve({ source, steps }: SolveRequest): Promise<void> {
  try {
    for await (const solved of solveAt(resolveExperiment(source), steps)) answer({ solved });
  } catch (error) {
    answer({ failed: error instanceof Error ? error.message : String(error) });
  }
}
