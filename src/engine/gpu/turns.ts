/** The order of an ensemble's calls: submissions in the order of the calls, waits side by side. */

export interface Turns {
  /** Starts `task` once every task before it has ended or has passed its turn on. */
  take<T>(task: (pass: () => void) => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let free: Promise<void> = Promise.resolve();
  return {
    take(task) {
      const before = free;
      let pass = () => {};
      free = new Promise((resolve) => {
        pass = resolve;
      });
      return before.then(() => task(pass)).finally(pass);
    },
  };
}
