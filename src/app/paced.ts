/** What need not happen with every frame: eyes read numbers a few times a second at most. */

export interface Paced {
  /** Does it now, or when the period since the last time is over. */
  soon(): void;
  now(): void;
  /** Does it now where it is waiting to be done. */
  catchUp(): void;
}

/** `act` at most once in `periodMs`, and once more after the last `soon`. */
export function paced(act: () => void, periodMs: number): Paced {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    clearTimeout(waiting);
    waiting = undefined;
    last = performance.now();
    act();
  };
  return {
    now,
    catchUp() {
      if (waiting !== undefined) now();
    },
    soon() {
      if (waiting !== undefined) return;
      const rest = last + periodMs - performance.now();
      if (rest <= 0) now();
      else waiting = setTimeout(now, rest);
    },
  };
}

/** How often numbers and words change while walkers run. */
export const readingPeriodMs = 125;

/** How often pictures change that one looks at after the main one: with every other frame or so. */
export const comparingPeriodMs = 60;
