/**
 * The page's side of the solver worker: keeps what is known of every prediction of the present
 * experiment. A new experiment ends the old worker, whatever it is in the middle of.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Solved } from '../../run/solveAt.js';
import type { SolveAnswer, SolveRequest } from './solverWorker.js';

export type Series = Solved['series'];

export interface Solver {
  /** Forgets what was known and solves the experiment's predictions at `steps`. */
  start(experiment: Experiment, steps: readonly number[]): void;
  /** Solves at one more step, unless it was asked for already. */
  alsoAt(step: number): void;
  /** Predictions known so far, by ensemble; those not solved yet are empty series. */
  series(): readonly (readonly Series[])[];
}

/** `onChange` is called when a series has come in, `onFailure` when the worker has given up. */
export function createSolver(onChange: () => void, onFailure: (why: string) => void): Solver {
  let worker: Worker | null = null;
  let source: unknown = null;
  let known: Series[][] = [];
  let asked = new Set<number>();

  const ask = (steps: readonly number[]) => {
    asked = new Set([...asked, ...steps]);
    worker?.postMessage({ source, steps } satisfies SolveRequest);
  };
  const accept = ({ index, series }: Solved) => {
    known[index] = known[index].map((old) => (old.name === series.name ? merge(old, series) : old));
  };

  return {
    start(experiment, steps) {
      worker?.terminate();
      worker = new Worker(new URL('./solverWorker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<SolveAnswer>) => {
        if ('failed' in data) return onFailure(data.failed);
        accept(data.solved);
        onChange();
      };
      worker.onerror = (event) => onFailure(event.message || 'the solver could not be loaded');
      source = experiment.source;
      asked = new Set();
      known = experiment.ensembles.map(() =>
        experiment.predictions.map((name) => ({ name, predictions: new Map() })),
      );
      ask(steps);
    },
    alsoAt(step) {
      if (!asked.has(step)) ask([step]);
    },
    series: () => known,
  };
}

/** What is known of one prediction after more of it has come in. */
function merge(old: Series, more: Series): Series {
  if ('absent' in old || 'absent' in more) return more;
  return { name: more.name, predictions: new Map([...old.predictions, ...more.predictions]) };
}
