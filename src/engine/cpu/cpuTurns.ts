/**
 * Keeps a page or process alive while one core computes: tasks run one after another, as on the
 * queue of a GPU, and a long task pauses so that other work gets its turn.
 */

/** Time after which other work gets its turn. */
const sliceMilliseconds = 20;

export interface Turns {
  /** Runs `task` after all tasks before it; rejects once `end` has been called. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  /** To be awaited often within a task: lets other work run when the slice is over. */
  pause(): Promise<void> | undefined;
  /** Ends the task at work at its next pause, and all tasks after it. */
  end(): void;
}

export function createTurns(): Turns {
  let ended = false;
  let queue: Promise<unknown> = Promise.resolve();
  let lastPause = performance.now();
  const requireOpen = () => {
    if (ended) throw new Error('the ensemble has been destroyed');
  };
  return {
    inTurn(task) {
      const result = queue.then(() => {
        requireOpen();
        return task();
      });
      queue = result.catch(() => undefined);
      return result;
    },
    pause() {
      if (performance.now() - lastPause < sliceMilliseconds) return undefined;
      return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
        lastPause = performance.now();
        requireOpen();
      });
    },
    end() {
      ended = true;
    },
  };
}
