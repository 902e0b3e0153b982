/** What is paced happens at once, at most once a period, and once more after the last request. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from '../../../src/app/paced.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('thirty requests a second for a second become nine acts, the last after the last request', () => {
  const acts: number[] = [];
  const begun = performance.now();
  const { soon } = paced(() => acts.push(performance.now() - begun), 125);
  for (let i = 0; i < 30; i++) {
    soon();
    vi.advanceTimersByTime(1000 / 30);
  }
  expect(acts[0]).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(acts).toHaveLength(9);
  for (let i = 1; i < acts.length; i++) expect(acts[i] - acts[i - 1]).toBeGreaterThanOrEqual(124);
  expect(acts[8]).toBeGreaterThan((29 * 1000) / 30 - 1);
});

test('catching up does what is waiting, and only that', () => {
  let acts = 0;
  const { soon, catchUp } = paced(() => acts++, 125);
  catchUp();
  expect(acts).toBe(0);
  soon();
  soon();
  expect(acts).toBe(1);
  catchUp();
  catchUp();
  expect(acts).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(acts).toBe(2);
});

test('now waits for nothing, and takes what was waiting with it', () => {
  let acts = 0;
  const { soon, now } = paced(() => acts++, 125);
  soon();
  soon();
  now();
  expect(acts).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(acts).toBe(2);
});
