/** Samples as people type and paste them. */
import { describe, expect, it } from 'vitest';
import { printColumns, readColumns } from '../../../src/app/editor/columns.js';

const same = { columns: { a: [1, -2, 0.5], b: [3, 4, 1e-3] } };

describe('columns', () => {
  it.each([
    'a: 1, -2, 0.5\nb: 3, 4, 1e-3',
    'a = [1 −2 0.5]\n\nb: 3; 4; .001',
    'a,b\n1,3\n-2,4\n0.5,1e-3',
    'a b\n1 3\n−2 4\n0.5 0.001\n',
    'a\tb\n1\t3\n-2\t4\n0.5\t0.001',
    'a; b\n1; 3\n-2; 4\n0.5; 0.001',
  ])('read %j', (text) => {
    expect(readColumns(text)).toEqual(same);
  });

  it('of an empty text are none', () => {
    expect(readColumns(' \n ')).toEqual({ columns: {} });
  });

  it.each([
    ['a: 1, two', 'a: got "two", expected a number'],
    ['a: 1\na: 2', 'the column "a" is given twice'],
    ['a:', 'a: expected numbers'],
    ['a,b\n1', /line 2: got 1 values, expected 2/],
    ['a,b\n1,x', /line 2, column 2 \(b\): got "x"/],
    ['a: Infinity', 'a: got "Infinity", expected a number'],
  ])('refuse %j', (text, words) => {
    const read = readColumns(text);
    if (!('wrong' in read)) throw new Error('taken');
    if (typeof words === 'string') expect(read.wrong).toBe(words);
    else expect(read.wrong).toMatch(words);
  });

  it('cannot name what every object has', () => {
    const read = readColumns('__proto__: 1, 2');
    expect(({} as Record<string, unknown>)[0]).toBeUndefined();
    if ('columns' in read) expect(Object.keys(read.columns)).toEqual(['__proto__']);
  });

  it('that are printed read back the same, short or long', () => {
    for (const rows of [1, 32, 33, 500]) {
      const columns = {
        u: Array.from({ length: rows }, (_, i) => i / 7 - 3),
        v: Array.from({ length: rows }, (_, i) => (i % 2) * 1e-9),
      };
      expect(readColumns(printColumns(columns))).toEqual({ columns });
    }
    expect(printColumns({})).toBe('');
  });
});
