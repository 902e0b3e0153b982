import { expect, test } from 'vitest';
import { formatSampled } from '../../src/run/format.js';

test.each([
  [0.000314, 0.003, '0.0003'],
  [-0.000314, 0.03, '0.000'],
  [-0.941, 0.0007, '-0.941'],
  [1.04e6, 3000, '1.04e+6'],
  [0, 0, '0'],
  [0.25, 0, '0.250'],
  [Number.NaN, Number.NaN, 'not finite'],
])('%d ± %d, sampled, is %s', (value, error, text) => {
  expect(formatSampled(value, error)).toBe(text);
});
