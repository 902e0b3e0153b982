import { expect, test } from 'vitest';
import { rangeWithRoom } from '../../../src/app/plots/valueRange.js';

const scale = { grain: 1e-7, unit: 5 };

test('a plot of values shows them with some room, and does not zoom into rounding', () => {
  const [low, high] = rangeWithRoom(-0.6, 0.4, scale);
  expect([low, high].map((end) => Number(end.toFixed(12)))).toEqual([-0.7, 0.5]);
  // A mean that stays at 0 but for the last digits, one that stays elsewhere, and exact ones.
  for (const [min, max] of [
    [-1e-13, 3e-13],
    [2, 2 + 1e-12],
    [0, 0],
    [7, 7],
  ] as const) {
    const [from, to] = rangeWithRoom(min, max, scale);
    expect(to - from).toBeGreaterThan(0.5);
    expect(from).toBeLessThan(min);
    expect(to).toBeGreaterThan(max);
  }
  // Small is not rounding.
  const [least, most] = rangeWithRoom(1e-5, 3e-5, scale);
  expect(most - least).toBeCloseTo(2.4e-5, 12);
  expect(rangeWithRoom(null, null, scale)).toEqual([0, 5]);
});
