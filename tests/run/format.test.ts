import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatPower, formatSampled } from '../../src/run/format.js';

test.each([
  [0.000314, 0.003, '0.0003'],
  [-0.000314, 0.03, '0.000'],
  [-0.941, 0.0007, '-0.941'],
  [1.04e6, 3000, '1.04e+6'],
  [0, 0, '0'],
  [0.25, 0, '0.250'],
  [Number.NaN, Number.NaN, 'not a number'],
])('%d ± %d, sampled, is %s', (value, error, text) => {
  expect(formatSampled(value, error)).toBe(text);
});

test('times, memory and powers are said in words, also those beyond all reason', () => {
  expect([0.4, 12.3, 59.7, 120, 200, 3599.6, 2e4, 1e6, 1e11].map(formatDuration)).toEqual([
    '0.4 s',
    '12 s',
    '1 min',
    '2 min',
    '3 min 20 s',
    '1 h',
    '5 h 33 min',
    '12 days',
    '3,169 years',
  ]);
  expect([0, 512, 4096, 48e6, 2 ** 33].map(formatBytes)).toEqual([
    '0 bytes',
    '512 bytes',
    '4.1 kB',
    '48 MB',
    '8.6 GB',
  ]);
  expect([12, 2e9, 9.99e14].map(formatPower)).toEqual(['12', '2.0 × 10⁹', '1.0 × 10¹⁵']);
});
