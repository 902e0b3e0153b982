/**
 * The page's side of the solver worker: keeps what is known of every prediction of the present
 * experiment. A new experiment ends the old worker, whatever it is in the middle of.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Solved } from '../../run/solveAt.js';
import type { SolveAnswer, SolveRequest } from './solverWorker.js';

export type Series = Solved['series'];

/** What is known of one prediction of one ensemble. */
export interface Known {
  /** Empty until the first answer. */
  readonly series: Series;
  /** How far the solver has come, in percent; null where it is not at it. */
  readonly percent: number | null;
}

export interface Solver {
  /** Forgets what was known and solves the experiment's predictions at `steps`. */
  start(experiment: Experiment, steps: readonly number[]): void;
  /** Solves at one more step, unless it was asked for already. */
  alsoAt(step: number): void;
  /** By ensemble, in the order of the experiment's predictions. */
  known(): readonly (readonly Known[])[];
}

/** `onChange` is called when more is known, `onFailure` when the worker has given up. */
export function createSolver(onChange: () => void, onFailure: (why: string) => void): Solver {
  let worker: Worker | null = null;
  let source: unknown = null;
  let known: Known[][] = [];
  let asked = new Set<number>();

  const ask = (steps: readonly number[]) => {
    asked = new Set([...asked, ...steps]);
    worker?.postMessage({ source, steps } satisfies SolveRequest);
  };
  const change = (index: number, name: Series['name'], to: (old: Known) => Known) => {
    known[index] = known[index].map((old) => (old.series.name === name ? to(old) : old));
    onChange();
  };
  const take = (answer: SolveAnswer) => {
    if ('failed' in answer) onFailure(answer.failed);
    else if ('progress' in answer) {
      const { index, name, percent } = answer.progress;
      change(index, name, ({ series }) => ({ series, percent }));
    } else {
      const { index, series } = answer.solved;
      change(index, series.name, (old) => ({ series: merge(old.series, series), percent: null }));
    }
  };

  return {
    start(experiment, steps) {
      worker?.terminate();
      worker = new Worker(new URL('./solverWorker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<SolveAnswer>) => take(data);
      worker.onerror = (event) => onFailure(event.message || 'the solver could not be loaded');
      source = experiment.source;
      asked = new Set();
      known = experiment.ensembles.map(() =>
        experiment.predictions.map((name) => ({
          series: { name, predictions: new Map() },
          percent: null,
        })),
      );
      ask(steps);
    },
    alsoAt(step) {
      if (!asked.has(step)) ask([step]);
    },
    known: () => known,
  };
}

/** What is known of one prediction after more of it has come in. */
function merge(old: Series, more: Series): Series {
  if ('absent' in old || 'absent' in more) return more;
  return { name: more.name, predictions: new Map([...old.predictions, ...more.predictions]) };
}
