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
    'a; b\n1; 3\n-2; 4\n0,5; 0,001',
    'a b\n1 3\n−2 4\n0,5 0,001\n',
    ',city,a,b\n0,x,1,3\n1,y,-2,4\n2,z,0.5,0.001',
  ])('read %j', (text) => {
    expect(readColumns(text, new Set(['x', 'a', 'b']))).toEqual(same);
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
    ['a: 1,5; 2,5', /^a: "1,5" may be one number or two; write decimals with a point/],
    ['a: 0,5 -0,5', /^a: "0,5" may be one number or two/],
    ['a: 0,5 −0,5', /^a: "0,5" may be one number or two/],
    ['a: [1,5, 2,5]', /^a: "1,5" may be one number or two/],
    ['a: 0,05', /^a: "0,05" may be one number or two/],
    ['a: 1.5,2.5; 3', /^a: "1.5,2.5" may be/],
    ['a b\n1,5 2.5', /\(a\): got "1,5" beside numbers with a point/],
    ['1, 2, 3', /got numbers, expected the names/],
    ['a: Infinity', 'a: got "Infinity", expected a number'],
  ])('refuse %j', (text, words) => {
    const read = readColumns(text);
    if (!('wrong' in read)) throw new Error('taken');
    if (typeof words === 'string') expect(read.wrong).toBe(words);
    else expect(read.wrong).toMatch(words);
  });

  it('of Greek names, and with commas or spaces alone', () => {
    expect(readColumns('θ: -1,1,2\nx₁: 1 2 3')).toEqual({
      columns: { θ: [-1, 1, 2], x1: [1, 2, 3] },
    });
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
