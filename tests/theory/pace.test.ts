/** A pace pauses where its slice is over, for as long as it is asked to rest. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPace } from '../../src/theory/pace.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('nothing is waited for within a slice, and the rest is as long as asked for at its end', async () => {
  let restMs = 0;
  const pace = createPace({ restMs: () => restMs });
  expect(pace.tick()).toBeNull();
  vi.advanceTimersByTime(31);
  restMs = 60;
  let rested = false;
  void pace.tick()!.then(() => {
    rested = true;
  });
  await vi.advanceTimersByTimeAsync(59);
  expect(rested).toBe(false);
  await vi.advanceTimersByTimeAsync(2);
  expect(rested).toBe(true);
  expect(pace.tick()).toBeNull();
});

test('who stops a computation while it rests is obeyed', async () => {
  const stop = new AbortController();
  const pace = createPace({ signal: stop.signal });
  vi.advanceTimersByTime(31);
  const pause = pace.tick()!;
  stop.abort(new Error('enough'));
  const refused = expect(pause).rejects.toThrow('enough');
  await vi.advanceTimersByTimeAsync(1);
  await refused;
});
