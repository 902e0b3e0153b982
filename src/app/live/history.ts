/**
 * The shots of a run that are kept to go back to, within a budget of memory. What has to go is
 * always what lies closest between its neighbours, so that those kept stand about evenly on a
 * logarithmic axis of steps; the first and the last stay.
 */
import { mostCrowded } from './schedule.js';
import { bytesOfShot, type Shot } from './shot.js';

export interface History {
  /** Keeps a shot, in the place of one at the same step. */
  add(shot: Shot): void;
  at(step: number): Shot | null;
  /** Ascending; the same array until something changes. */
  steps(): readonly number[];
  /** Drops what comes after a step. */
  cut(step: number): void;
  clear(): void;
}

export function createHistory(budgetBytes: number): History {
  const shots = new Map<number, Shot>();
  let steps: number[] = [];
  let bytes = 0;
  const drop = (step: number) => {
    const shot = shots.get(step);
    if (!shot) return;
    bytes -= bytesOfShot(shot);
    shots.delete(step);
  };
  return {
    add(shot) {
      const isNew = !shots.has(shot.step);
      drop(shot.step);
      shots.set(shot.step, shot);
      bytes += bytesOfShot(shot);
      if (isNew) steps = [...steps, shot.step].sort((a, b) => a - b);
      while (bytes > budgetBytes) {
        const crowded = mostCrowded(steps);
        if (crowded < 0) break;
        drop(steps[crowded]);
        steps = steps.filter((_, i) => i !== crowded);
      }
    },
    at: (step) => shots.get(step) ?? null,
    steps: () => steps,
    cut(last) {
      for (const step of steps) if (step > last) drop(step);
      steps = steps.filter((step) => step <= last);
    },
    clear() {
      shots.clear();
      steps = [];
      bytes = 0;
    },
  };
}
