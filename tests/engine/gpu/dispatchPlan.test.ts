/** Submissions are bounded in time, aligned where they can be, and cover every update once. */
import { describe, expect, it } from 'vitest';
import {
  adaptTime,
  maxWorkgroups,
  planRound,
  planWorkgroups,
  sleepShare,
  targetTime,
} from '../../../src/engine/gpu/dispatchPlan.js';

describe('planRound', () => {
  const cases = [1, 2, 4].flatMap((stepsPerBlock) =>
    [1e-11, 1e-8, 1e-6, 1e-4, 1e-2].flatMap((time) =>
      [1, 4097, 1e6, 2 ** 24].map((walkers) => ({ stepsPerBlock, time, walkers })),
    ),
  );
  it.each(cases)('$walkers walkers, $stepsPerBlock steps a block, $time ms', (c) => {
    let step = 3;
    let rounds = 0;
    while (step < 203 && rounds++ < 300) {
      const { steps, slice } = planRound(step, 203, c.walkers, c.stepsPerBlock, c.time);
      expect(steps).toBeGreaterThan(0);
      expect(slice).toBeGreaterThan(0);
      expect(slice).toBeLessThanOrEqual(c.walkers);
      const smallest = Math.min(256, c.walkers) * c.stepsPerBlock * c.time;
      expect(steps * slice * c.time).toBeLessThanOrEqual(Math.max(targetTime, smallest) * 1.0001);
      const isWhole = step % c.stepsPerBlock === 0 && steps % c.stepsPerBlock === 0;
      const [first, last] = [step, step + steps - 1].map((k) => Math.floor(k / c.stepsPerBlock));
      expect(isWhole || first === last).toBe(true);
      step += steps;
      if (step < 200) expect(step % c.stepsPerBlock).toBe(0);
    }
    expect(step).toBe(203);
  });

  it('takes as many steps as the time allows', () => {
    expect(planRound(0, 1000, 1e4, 4, 1e-6)).toEqual({ steps: 1000, slice: 1e4 });
  });

  it('cuts a large ensemble into slices that still fuse steps', () => {
    const { steps, slice } = planRound(0, 1000, 1e6, 4, 1e-5);
    expect(steps).toBe(32);
    expect(steps * slice * 1e-5).toBeLessThanOrEqual(targetTime);
    expect(steps * slice * 1e-5).toBeGreaterThan(targetTime / 2);
  });

  it('keeps its time where a single update of all walkers would be far too long', () => {
    const { steps, slice } = planRound(0, 1000, 1e6, 4, 1e-2);
    expect(steps).toBe(4);
    expect(steps * slice * 1e-2).toBeLessThanOrEqual(targetTime);
  });
});

describe('adaptTime', () => {
  it('follows slowdowns at once', () => {
    expect(adaptTime(1e-6, 1e6, 50)).toBe(5e-5);
  });
  it('halves an estimate that the sleeping thread could not see to be too high', () => {
    // A stall made the estimate 40 times too high; every wait then sleeps most of it away.
    let estimate = 40e-6;
    for (let submission = 0; submission < 8; submission++) {
      const updates = targetTime / estimate;
      const slept = sleepShare * estimate * updates;
      estimate = adaptTime(estimate, updates, Math.max(slept, updates * 1e-6));
    }
    expect(estimate).toBeCloseTo(1e-6, 12);
  });
  it('does not take the latency of a short submission for work', () => {
    // 100 walkers answered after 3 ms say nothing about 100,000.
    expect(adaptTime(1e-5, 100, 3)).toBe(1e-5);
    expect(adaptTime(1e-5, 1e6, 4)).toBeLessThan(1e-5);
  });
  it('stays positive where the clock saw nothing', () => {
    expect(adaptTime(1e-12, 1e6, 0)).toBeGreaterThan(0);
  });
});

describe('planWorkgroups', () => {
  it('never exceeds what a dimension may hold and never is zero', () => {
    expect(planWorkgroups(1, 64, 16)).toBe(1);
    expect(planWorkgroups(1e6, 64, 16)).toBe(977);
    expect(planWorkgroups(2 ** 32, 64, 1)).toBe(maxWorkgroups);
  });
});
