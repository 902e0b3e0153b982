/**
 * The page's side of the solver worker: keeps what is known of every prediction of the present
 * experiment. A new experiment ends the old worker, whatever it is in the middle of.
 */
import { proxy, type Remote, wrap } from 'comlink';
import { SpecError } from '../../model/errors.js';
import type { Experiment } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import type { Solved, SolvedExits } from '../../run/solveAt.js';
import type { SolveNews, SolverWorker } from './solverWorker.js';

export type Series = Solved['series'];
export type ExitSeries = SolvedExits['series'];

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
  /** By ensemble: the predicted exits that have come in. */
  knownExits(): readonly (readonly ExitSeries[])[];
  /** Leaves most of its core to walkers on the move, or takes all of it again. */
  giveWay(gives: boolean): void;
  /**
   * The experiment on a grid that fits its laws; null where the fit was ended or has given up.
   * Rejects with SpecError where no grid does.
   */
  fitGrid(experiment: Experiment, options: FitOptions): Promise<Experiment | null>;
}

export interface FitOptions {
  /** Aborting ends the fit, which then gives null. */
  readonly signal: AbortSignal;
  readonly onPercent: (percent: number) => void;
}

interface Hired {
  readonly worker: Worker;
  readonly remote: Remote<SolverWorker>;
}

function hire(onFailure: (why: string) => void): Hired {
  const worker = new Worker(new URL('./solverWorker.ts', import.meta.url), { type: 'module' });
  worker.onerror = (event) => onFailure(event.message || 'the solver could not be loaded');
  return { worker, remote: wrap<SolverWorker>(worker) };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** While it gives way the solver works for a third of the time. */
const restMs = 60;

export interface SolverOptions {
  /** No worker is hired before. */
  readonly ready: Promise<void>;
  /** Densities have come in. */
  readonly onSolved: () => void;
  /** The solver has come further, or exits have come in: no density is another one. */
  readonly onProgress: () => void;
  /** A worker has given up: a sentence that says so. */
  readonly onFailure: (words: string) => void;
}

/** A solver without an experiment. */
export function createSolver({ ready, onSolved, onProgress, onFailure }: SolverOptions): Solver {
  let hired: Hired | null = null;
  let source: unknown = null;
  let known: Known[][] = [];
  let exits: ExitSeries[][] = [];
  let asked = new Set<number>();
  let givesWay = false;

  const change = (index: number, name: Series['name'], to: (old: Known) => Known) => {
    known[index] = known[index].map((old) => (old.series.name === name ? to(old) : old));
  };
  const take = (news: SolveNews) => {
    if ('progress' in news) {
      const { index, name, percent } = news.progress;
      change(index, name, ({ series }) => ({ series, percent }));
      onProgress();
    } else if ('exits' in news) {
      exits[news.exits.index].push(news.exits.series);
      onProgress();
    } else {
      const { index, series } = news.solved;
      change(index, series.name, (old) => ({ series: merge(old.series, series), percent: null }));
      onSolved();
    }
  };
  const predictNoMore = (why: string) => onFailure(`The predictions could not be solved: ${why}`);
  const ask = (steps: readonly number[]) => {
    const isFirst = asked.size === 0;
    asked = new Set([...asked, ...steps]);
    const mine = hired;
    // News of a worker that was ended may still be on their way.
    const tell = proxy((news: SolveNews) => {
      if (mine === hired) take(news);
    });
    mine?.remote.solve(source, steps, isFirst, tell).catch((error) => {
      if (mine === hired) predictNoMore(messageOf(error));
    });
  };

  return {
    start(experiment, steps) {
      hired?.worker.terminate();
      hired = null;
      source = experiment.source;
      asked = new Set();
      exits = experiment.ensembles.map(() => []);
      known = experiment.ensembles.map(() =>
        experiment.predictions.map((name) => ({
          series: { name, predictions: new Map() },
          percent: null,
        })),
      );
      void ready.then(() => {
        if (source !== experiment.source || hired) return;
        hired = hire(predictNoMore);
        if (givesWay) void hired.remote.rest(restMs);
        ask(steps);
      });
    },
    alsoAt(step) {
      if (hired && !asked.has(step)) ask([step]);
    },
    known: () => known,
    knownExits: () => exits,
    giveWay(gives) {
      if (gives === givesWay) return;
      givesWay = gives;
      void hired?.remote.rest(gives ? restMs : 0);
    },
    async fitGrid(experiment, { signal, onPercent }) {
      if (signal.aborted) return null;
      // An ended worker leaves its calls unanswered.
      let end: (ended: null) => void = () => {};
      const ended = new Promise<null>((resolve) => {
        end = resolve;
      });
      signal.addEventListener('abort', () => end(null));
      const giveUp = (why: string) => {
        onFailure(`The grid could not be fitted: ${why}`);
        end(null);
      };
      const { worker, remote } = hire(giveUp);
      try {
        const fitted = remote.fitGrid(experiment.source, proxy(onPercent));
        return await Promise.race([ended, fitted.then((source) => resolveExperiment(source))]);
      } catch (error) {
        // Errors cross the border of a worker with their name and message alone.
        if (error instanceof Error && error.name === 'SpecError') {
          throw new SpecError('', error.message);
        }
        giveUp(messageOf(error));
        return null;
      } finally {
        worker.terminate();
      }
    },
  };
}

/** What is known of one prediction after more of it has come in. */
function merge(old: Series, more: Series): Series {
  if ('absent' in old || 'absent' in more) return more;
  return { name: more.name, predictions: new Map([...old.predictions, ...more.predictions]) };
}
