/**
 * The page's side of the solver worker: keeps what is known of every prediction of the present
 * experiment. A new experiment ends the old worker, whatever it is in the middle of.
 */
import { proxy, type Remote, wrap } from 'comlink';
import { SpecError } from '../../model/errors.js';
import type { Experiment } from '../../model/experiment.js';
import { resolveExperiment } from '../../model/file/resolve.js';
import { exitPredictionsOf } from '../../run/exits.js';
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

/** What is known of an experiment's predictions, by ensemble. */
export interface Answers {
  readonly known: readonly (readonly Known[])[];
  readonly exits: readonly (readonly ExitSeries[])[];
  /** Of the experiment whose exits they are: those of fewer steps end too early. */
  readonly steps: number;
}

export interface Solver {
  /**
   * Solves the experiment's predictions at `steps`, as far as they are not among the `answers` that
   * are had already; without them all that was known is forgotten.
   */
  start(experiment: Experiment, steps: readonly number[], answers?: Answers): void;
  /** All that is known by now. */
  answers(): Answers;
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
  /** At once, around a few thousand walkers, and not by solving. */
  readonly isRough?: boolean;
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
  let experiment: Experiment | null = null;
  let known: (readonly Known[])[] = [];
  let exits: (readonly ExitSeries[])[] = [];
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
      const { index, series } = news.exits;
      exits[index] = [...exits[index].filter(({ name }) => name !== series.name), series];
      onProgress();
    } else {
      const { index, series } = news.solved;
      change(index, series.name, (old) => ({ series: merge(old.series, series), percent: null }));
      onSolved();
    }
  };
  const predictNoMore = (why: string) => onFailure(`The predictions could not be solved: ${why}`);
  const ask = (of: Experiment, steps: readonly number[], withExits: boolean) => {
    asked = new Set([...asked, ...steps]);
    if (!hired) {
      hired = hire(predictNoMore);
      if (givesWay) void hired.remote.rest(restMs);
    }
    const mine = hired;
    // News of a worker that was ended may still be on their way.
    const tell = proxy((news: SolveNews) => {
      if (mine === hired) take(news);
    });
    mine.remote.solve(of.source, steps, withExits, tell).catch((error) => {
      if (mine === hired) predictNoMore(messageOf(error));
    });
  };

  return {
    start(next, steps, answers) {
      hired?.worker.terminate();
      hired = null;
      experiment = next;
      const { ensembles, predictions } = next;
      known = answers
        ? answers.known.map((of) => of.map(({ series }) => ({ series, percent: null })))
        : ensembles.map(() =>
            predictions.map((name) => ({
              series: { name, predictions: new Map() },
              percent: null,
            })),
          );
      exits = answers ? [...answers.exits] : ensembles.map(() => []);
      const missing = steps.filter((step) =>
        known.some((of) => of.some((one) => lacks(one, step))),
      );
      const laws = exitPredictionsOf(next).length;
      const isLonger = answers !== undefined && answers.steps !== next.steps;
      const withExits = exits.some((of) => of.length < laws || (isLonger && laws > 0));
      asked = new Set(steps.filter((step) => !missing.includes(step)));
      if (missing.length === 0 && !withExits) return;
      void ready.then(() => {
        if (experiment === next && !hired) ask(next, missing, withExits);
      });
    },
    answers: () => ({ known: [...known], exits: [...exits], steps: experiment?.steps ?? 0 }),
    alsoAt(step) {
      if (experiment && !asked.has(step) && asked.size > 0) ask(experiment, [step], false);
    },
    known: () => known,
    knownExits: () => exits,
    giveWay(gives) {
      if (gives === givesWay) return;
      givesWay = gives;
      void hired?.remote.rest(gives ? restMs : 0);
    },
    async fitGrid(experiment, { signal, onPercent, isRough }) {
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
        const fitted = isRough
          ? remote.roughGrid(experiment.source)
          : remote.fitGrid(experiment.source, proxy(onPercent));
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

/** Whether a prediction that there is has yet to come at a step. */
const lacks = ({ series }: Known, step: number) =>
  !('absent' in series) && !series.predictions.has(step);

/** What is known of one prediction after more of it has come in. */
function merge(old: Series, more: Series): Series {
  if ('absent' in old || 'absent' in more) return more;
  return { name: more.name, predictions: new Map([...old.predictions, ...more.predictions]) };
}
