import { describe, expect, it } from 'vitest';
import { type Event, initialState, type State, transition } from '../../src/app/live/controller.js';
import { nextStop, scheduleStops } from '../../src/app/live/schedule.js';

const stateAfter = (...events: Event[]): State => events.reduce(transition, initialState);
const load: Event = { kind: 'load', stops: [0, 1, 2, 5, 10] };
const reached = (step: number, generation = 1): Event => ({ kind: 'reached', generation, step });
const run: Event = { kind: 'run' };
const pause: Event = { kind: 'pause' };
const step: Event = { kind: 'step' };
const reset: Event = { kind: 'reset' };

describe('the controller', () => {
  it('does nothing before there is an experiment', () => {
    for (const event of [run, pause, step, reset, reached(3, 0)]) {
      expect(stateAfter(event)).toEqual(initialState);
    }
  });

  it('waits at step 0 of a loaded experiment', () => {
    expect(stateAfter(load)).toMatchObject({ phase: 'idle', step: 0, steps: 10, target: null });
  });

  it('runs from stop to stop and is done at the last', () => {
    let state = stateAfter(load, reached(0), run);
    const targets: (number | null)[] = [];
    while (state.phase === 'running') {
      targets.push(state.target);
      state = transition(state, reached(state.target!));
    }
    expect(targets).toEqual([1, 2, 5, 10]);
    expect(state).toMatchObject({ phase: 'done', step: 10, target: null });
  });

  it('pauses where the walkers are, between stops too, and goes on to the next stop', () => {
    const paused = stateAfter(load, run, reached(2), pause, reached(3));
    expect(paused).toMatchObject({ phase: 'paused', step: 3, target: null });
    expect(transition(paused, run)).toMatchObject({ phase: 'running', target: 5 });
  });

  it('pauses walkers that are under way where they arrive, and steps on from there', () => {
    const paused = stateAfter(load, run, reached(2), { kind: 'pause', heading: 5 });
    expect(paused).toMatchObject({ phase: 'paused', step: 2, target: 5 });
    expect(transition(paused, reached(5))).toMatchObject({
      phase: 'paused',
      step: 5,
      target: null,
    });
    expect(transition(paused, step).target).toBe(6);
    expect(stateAfter(load, run, reached(2), { kind: 'pause', heading: 2 }).target).toBeNull();
  });

  it('runs to a step between stops, pauses there, and goes on from there', () => {
    const underWay = stateAfter(load, reached(0), { kind: 'runTo', step: 4 });
    expect(underWay).toMatchObject({ phase: 'running', target: 1, until: 4 });
    const near = transition(underWay, reached(2));
    expect(near.target).toBe(4);
    const there = transition(near, reached(4));
    expect(there).toMatchObject({ phase: 'paused', step: 4, target: null, until: null });
    expect(transition(there, run)).toMatchObject({ target: 5, until: null });
  });

  it('runs to a step behind the walkers, or behind where they are heading, from the start', () => {
    const at5 = stateAfter(load, run, reached(5), pause);
    expect(transition(at5, { kind: 'runTo', step: 2 })).toMatchObject({
      phase: 'running',
      step: 0,
      target: 1,
      until: 2,
      generation: 2,
    });
    expect(transition(at5, { kind: 'runTo', step: 7, heading: 10 }).generation).toBe(2);
    expect(transition(at5, { kind: 'runTo', step: 0 })).toMatchObject({ phase: 'idle', step: 0 });
    expect(transition(at5, { kind: 'runTo', step: 99 }).until).toBe(10);
  });

  it('counts every press of the step button, up to the end', () => {
    const twice = stateAfter(load, reached(0), step, step);
    expect(twice).toMatchObject({ phase: 'paused', target: 2 });
    expect(transition(twice, reached(1)).target).toBe(2);
    expect(transition(twice, reached(2)).target).toBeNull();
    const end = stateAfter(load, run, reached(5), pause, ...Array.from({ length: 9 }, () => step));
    expect(end.target).toBe(10);
    expect(transition(end, reached(10)).phase).toBe('done');
  });

  it('ignores the step button while running and at the end', () => {
    expect(stateAfter(load, run, step)).toEqual(stateAfter(load, run));
    expect(stateAfter(load, run, reached(10), step)).toEqual(stateAfter(load, run, reached(10)));
  });

  it('throws away what comes from before a reset', () => {
    const state = stateAfter(load, run, reached(5), reset);
    expect(state).toMatchObject({ phase: 'idle', step: 0, generation: 2 });
    expect(transition(state, reached(10, 1))).toBe(state);
  });

  it('starts again from the end, and after an error', () => {
    const done = stateAfter(load, run, reached(10));
    expect(transition(done, run)).toMatchObject({ phase: 'running', step: 0, generation: 2 });
    const failed = stateAfter(load, run, { kind: 'fail', message: 'no memory' });
    expect(failed).toMatchObject({ phase: 'error', message: 'no memory', target: null });
    expect(transition(failed, reached(5))).toBe(failed);
    expect(transition(failed, run)).toMatchObject({ phase: 'running', message: null });
  });

  it('keeps running when another experiment is loaded into a run', () => {
    expect(stateAfter(load, run, load)).toMatchObject({ phase: 'running', step: 0, target: 1 });
    expect(stateAfter(load, run, pause, load).phase).toBe('idle');
  });
});

describe('the stops of a live run', () => {
  it('are ascending, unique, from 0 to the end, and hold every snapshot of the file', () => {
    for (const steps of [1, 2, 49, 50, 51, 200, 20_000]) {
      const snapshots = [0, 1, Math.ceil(steps / 3), steps];
      const stops = scheduleStops(steps, snapshots);
      expect(stops[0]).toBe(0);
      expect(stops[stops.length - 1]).toBe(steps);
      expect(stops.every((stop, i) => i === 0 || stop > stops[i - 1])).toBe(true);
      expect(snapshots.every((snapshot) => stops.includes(snapshot))).toBe(true);
    }
  });

  it('take every step up to 48, every fourth up to 192, then a factor of about 1.05', () => {
    const stops = scheduleStops(20_000, []);
    expect(stops.slice(0, 49)).toEqual(Array.from({ length: 49 }, (_, i) => i));
    expect(stops.slice(48, 85)).toEqual(Array.from({ length: 37 }, (_, i) => 48 + 4 * i));
    for (let i = 85; i < stops.length; i++) {
      expect(stops[i] % 4).toBe(0);
      // Rounding up adds less than 4 to a step of at least 192.
      expect(stops[i] / stops[i - 1]).toBeLessThan(1.05 + 4 / 192);
    }
  });

  it('are thinned to as many as asked, evenly as ratios, but never of a snapshot', () => {
    const snapshots = [0, 7, 8, 9, 2000];
    const stops = scheduleStops(2000, snapshots, { most: 20 });
    expect(stops).toHaveLength(20);
    expect(snapshots.every((snapshot) => stops.includes(snapshot))).toBe(true);
    const ratios = stops.slice(1).map((stop, i) => (stop + 1) / (stops[i] + 1));
    // A factor of 2001 in at most 16 strides that were free to be placed, each at most doubled.
    expect(Math.max(...ratios)).toBeLessThan(2001 ** (2 / 16));
  });

  it('lie no further apart than is asked for, unless there were too many', () => {
    const gaps = (stops: readonly number[]) => stops.slice(1).map((stop, i) => stop - stops[i]);
    const smooth = scheduleStops(4000, [], { longest: 22, most: 600 });
    expect(Math.max(...gaps(smooth))).toBe(20);
    expect(smooth.every((stop) => stop < 48 || stop % 4 === 0)).toBe(true);
    const fewer = scheduleStops(1_000_000, [], { longest: 22, most: 600 });
    expect(fewer.length).toBeLessThanOrEqual(600);
    // Even strides would be 1667 long; where the closest were left out, twice or four times that.
    expect(Math.max(...gaps(fewer))).toBeLessThan(4 * (1667 + 4));
  });

  it('end with the last step', () => {
    expect(nextStop([0, 1, 5], 1)).toBe(5);
    expect(nextStop([0, 1, 5], 3)).toBe(5);
    expect(nextStop([0, 1, 5], 5)).toBeNull();
  });
});
