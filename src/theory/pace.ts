/** Keeps long computations from freezing a page: a pause every 30 ms, and a way to stop them. */

export interface PredictOptions {
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** How long the next pause is to last, in ms; 0 where it is not given. */
  readonly restMs?: () => number;
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Call `tick` often; it lets other work run when its time has come. */
export interface Pace {
  /** Null where there is nothing to wait for. */
  tick(): Promise<void> | null;
  progress(fraction: number): void;
}

const sliceMs = 30;

/** A pace that follows `options`. */
export function createPace(options: PredictOptions = {}): Pace {
  let last = performance.now();
  const pause = async () => {
    await new Promise((resolve) => setTimeout(resolve, options.restMs?.() ?? 0));
    options.signal?.throwIfAborted();
    last = performance.now();
  };
  return {
    tick: () => (performance.now() - last > sliceMs ? pause() : null),
    progress: (fraction) => options.onProgress?.(Math.min(1, fraction)),
  };
}

/** The same without progress: for work whose share of the whole is not known. */
export const quiet = (pace: Pace): Pace => ({ tick: () => pace.tick(), progress: () => {} });
