import { describe, expect, it } from 'vitest';
import { createHistory } from '../../src/app/live/history.js';
import { bytesOfShot, type Shot } from '../../src/app/live/shot.js';

const shotAt = (step: number, walkers = 1): Shot => ({
  step,
  snapshots: [
    {
      step,
      walkers,
      counts: new Float64Array(100),
      outside: 0,
      absorbed: 0,
      diverged: 0,
      mean: Float64Array.of(0),
      covariance: Float64Array.of(1),
    },
  ],
  exits: [null],
  wave: 0,
  waves: 1,
  time: step,
  changedAt: null,
});

describe('the history of a run', () => {
  it('keeps its budget, the first and the last, and the rest evenly as ratios', () => {
    const most = 24;
    const history = createHistory(most * bytesOfShot(shotAt(0)));
    for (let step = 0; step <= 4096; step++) history.add(shotAt(step));
    const steps = history.steps();
    expect(steps).toHaveLength(most);
    expect([steps[0], steps[most - 1]]).toEqual([0, 4096]);
    const ratios = steps.slice(1).map((step, i) => (step + 1) / (steps[i] + 1));
    // Even strides would be 4097^(1/23) = 1.44; one that was just bridged is a square of that.
    expect(Math.max(...ratios)).toBeLessThan(4097 ** (2 / 23));
  });

  it('keeps one shot a step, the latest, in ascending order', () => {
    const history = createHistory(1e6);
    for (const step of [5, 1, 3]) history.add(shotAt(step));
    history.add(shotAt(3, 7));
    expect(history.steps()).toEqual([1, 3, 5]);
    expect(history.at(3)?.snapshots[0].walkers).toBe(7);
    expect(history.at(2)).toBeNull();
    history.clear();
    expect(history.steps()).toEqual([]);
  });
});
