/**
 * What every long computation goes through: a pause every 30 ms, which keeps a page from freezing and
 * lets it be stopped, and one budget of work, so that none goes on for ever.
 */
import type { Absent } from './absent.js';

export interface PredictOptions {
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** How long the next pause is to last, in ms; 0 where it is not given. */
  readonly restMs?: () => number;
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Operations that may be spent, multiplications more or less; `usualWork` where it is not given. */
  readonly work?: number;
}

/** Some one to two minutes of one core. */
export const usualWork = 5e10;

/** Call `tick` often; it lets other work run when its time has come. */
export interface Pace {
  /**
   * Spends `work` operations, and gives null where there is nothing to wait for. Throws
   * OverBudgetError once more has been spent than is allowed.
   */
  tick(work?: number): Promise<void> | null;
  /** Throws OverBudgetError, which says so of `what`, where `work` operations cannot be spent. */
  plan(work: number, what: string): void;
  /** Operations that may still be spent. */
  left(): number;
  progress(fraction: number): void;
  /** The same with a budget of its own. */
  renewed(): Pace;
}

/** A computation that would take, or has taken, more than it may. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';
}

const sliceMs = 30;

/** A pace that follows `options`. */
export function createPace(options: PredictOptions = {}): Pace {
  const allowed = options.work ?? usualWork;
  let last = performance.now();
  let spent = 0;
  let share = 0;
  const pause = async () => {
    await new Promise((resolve) => setTimeout(resolve, options.restMs?.() ?? 0));
    options.signal?.throwIfAborted();
    last = performance.now();
  };
  return {
    tick(work = 0) {
      spent += work;
      if (spent > allowed) throw new OverBudgetError(tooLong(spent, allowed, share));
      return performance.now() - last > sliceMs ? pause() : null;
    },
    plan(work, what) {
      // A plan that is no number is one that never ends.
      if (work <= allowed - spent) return;
      throw new OverBudgetError(tooMuch(what, work, allowed));
    },
    left: () => allowed - spent,
    progress(fraction) {
      share = Math.min(1, fraction);
      options.onProgress?.(share);
    },
    renewed: () => createPace(options),
  };
}

/** The same without progress: for work whose share of the whole is not known. */
export const quiet = (pace: Pace): Pace => ({
  ...pace,
  progress: () => {},
  renewed: () => quiet(pace.renewed()),
});

/** What `solve` gives within a budget of its own, or why there is nothing: that it went beyond. */
export async function withinBudget<T>(
  pace: Pace,
  solve: (own: Pace) => Promise<T>,
): Promise<T | Absent> {
  try {
    return await solve(pace.renewed());
  } catch (error) {
    if (!(error instanceof OverBudgetError)) throw error;
    return { absent: error.message, notConverged: true };
  }
}

const show = (work: number) => work.toExponential(1);

const remedy = 'fewer steps, fewer cells or a smaller learning rate take less';

const tooMuch = (what: string, work: number, allowed: number) =>
  Number.isFinite(work)
    ? `${what} takes some ${show(work)} operations (at most ${show(allowed)} are spent); ${remedy}`
    : `${what} takes more operations than can be counted (at most ${show(allowed)} are spent); ` +
      remedy;

const tooLong = (spent: number, allowed: number, share: number) => {
  const whole = share > 0.01 ? ` and would go on to some ${show(spent / share)}` : '';
  return (
    `the solver has taken ${show(spent)} operations${whole}, where at most ${show(allowed)} are ` +
    `spent; ${remedy}`
  );
};
