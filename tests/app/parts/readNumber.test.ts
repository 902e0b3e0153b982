import { describe, expect, it } from 'vitest';
import { noNumberWords, readNumber, readSeed } from '../../../src/app/readNumber.js';
import { formatCount } from '../../../src/run/format.js';

describe('a typed number', () => {
  it.each([
    ['0.15', 0.15],
    [' .5 ', 0.5],
    ['5.', 5],
    ['-2', -2],
    ['−2.5e−3', -0.0025],
    ['1e6', 1e6],
    ['1,000,000', 1e6],
    ['1 000 000.5', 1000000.5],
    ['12,345', 12345],
  ])('%j is read as %d', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    'eleven',
    '0,15',
    '0,150',
    '1,5',
    '1,00,000',
    '1000,000',
    '1,000 000',
    '1.5,000',
    '1 5',
    '1,0000',
    '0x10',
    'Infinity',
    '1e999',
    '--1',
    '1.2.3',
  ])('%j is none', (text) => {
    expect(readNumber(text)).toBeNull();
  });

  it('is read from what the fields print', () => {
    for (const count of [1, 999, 1000, 65_536, 4e9]) {
      expect(readNumber(formatCount(count))).toBe(count);
    }
  });
});

describe('a text that states no number', () => {
  it('is named, with what it may be meant to be', () => {
    expect(noNumberWords('steps', ' eleven ')).toBe('steps: “eleven” is no number');
    expect(noNumberWords('temperature', '0,15')).toBe(
      'temperature: “0,15” is no number; with a decimal point it is 0.15',
    );
  });
});

describe('a typed seed', () => {
  it.each([
    ['7', '7'],
    [' "7" ', '7'],
    ['“18446744073709551615”', '18446744073709551615'],
    ["'12 345'", '12345'],
    ['007', '7'],
    ['18446744073709551616', null],
    ['-1', null],
    ['1.5', null],
    ['', null],
    ['seven', null],
  ])('%j is read as %j', (text, seed) => {
    expect(readSeed(text)).toBe(seed);
  });
});
