/** Tables of samples as people have them: read as they are meant, or refused with the place. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/model/file/text.js';
import { messageOf, own } from './brokenExperiments.js';

const read = (text: string, loss = 'a * x + b') => {
  const experiment = JSON.stringify(own({ loss, data: 'd.csv' }));
  return parseExperiment(experiment, { readText: () => text }).landscape.data;
};

const same: [string, string][] = [
  ['a byte order mark, spaces, quotes', '\ufeff a , "b"\r\n1, -2.5e-1\r\n\r\n.5,"3."\r\n'],
  ['an index without a name', ',a,b\n0,1,-0.25\n1,0.5,3\n'],
  ['text that the loss does not name', 'city,a,b\n"Köln, a ""5"""" one",1,-0.25\nx,0.5,3\n'],
  ['odd names that the loss does not name', 'my col,2nd,a,b\n1,2,1,-0.25\n,,0.5,3'],
  ['columns named like words of the language', 'e,sin,pi,a,b\n1,2,3,1,-0.25\n1,2,3,0.5,3'],
  ['another column twice', 'c,c,a,b\n1,2,1,-0.25\n1,2,0.5,3'],
  ['an end of line of each kind', 'a,b\r\n1,-0.25\r0.5,3\n'],
  ['semicolons', 'a;b\n1;-0.25\n0.5;3'],
  ['semicolons and decimal commas', 'a;b\n1;-0,25\n0,5;3'],
  ['tabs', 'a\tb\n1\t-0.25\n0.5\t3'],
  ['tabs and decimal commas', 'a\tb\n1\t-0,25\n0,5\t3'],
  ['spaces', '  a    b\n  1   -0.25\n  0.5  3 \n'],
  ['decimal commas in quotes', 'a,b\n"1","-0,25"\n"0,5","3"'],
  ['the separator that Excel states', 'sep=;\r\na;b\r\n1;-0,25\r\n0,5;3\r\n'],
  ['comments', '# made today\na,b\n1,-0.25\n# more\n0.5,3\n'],
  ['names in a comment', '# a b\n1.000e+00 -2.500e-01\n5.000e-01 3.000e+00\n'],
  ['a comma at the end of rows', 'a,b,\n1,-0.25,\n0.5,3\n'],
  ['a minus of its own', 'a,b\n1,−0.25\n0.5,3'],
];

describe('samples from a CSV file', () => {
  it.each(same)('with %s', (_, text) => {
    const { columns, rows, values } = read(text);
    expect(rows).toBe(2);
    const byName = Object.fromEntries(columns.map((name, c) => [name, [...values[c]]]));
    expect(byName).toEqual({ a: [1, 0.5], b: [-0.25, 3] });
  });

  it('under Greek names', () => {
    expect(read('λ₁,é\n1,2', 'λ1 * x + é').columns).toEqual(['λ1', 'é']);
  });

  const cases: [string, string, string | RegExp][] = [
    ['only names', 'a,b\n', /"d\.csv" holds no samples/],
    ['nothing', '', /"d\.csv" holds no samples/],
    ['a short row', 'a,b\n1,2\n\n3\n', 'landscape.data: "d.csv" line 4: got 1 values, expected 2'],
    [
      'text',
      'a,b\n1,2\n3,x\n',
      'landscape.data: "d.csv" line 3, column 2 (b): got "x", expected a number',
    ],
    ['an empty cell', 'a,b\n1,\n', /line 2, column 2 \(b\): got "", expected a number/],
    ['a hexadecimal', 'a,b\n0x10,1\n', /line 2, column 1 \(a\): got "0x10"/],
    ['an open quote', 'a,b\n"1\n', /is not valid CSV: .*line 2/],
    ['a column twice', 'a,b,a\n1,2,3', /line 1: the column "a" is named twice/],
    ['infinity', 'a,b\n1e999,1', /line 2, column 1 \(a\): got "1e999", expected a number/],
    [
      'another name',
      'a,B,my col\n1,2,3',
      'landscape.data: "d.csv" has no column "b", which the loss names; it has "a", "B", "my col"',
    ],
    ['a parameter as a column', 'a,b,x\n1,2,3', /^landscape\.data\.x: .*is used twice/],
    ['__proto__', '__proto__,b\n1,2', /has no column "a", .*; it has "__proto__", "b"/],
    ['no names', '1,2\n3,4\n', /line 1: got numbers, expected the names of the columns/],
    [
      'decimal commas between commas',
      'a,b\n1,5,2,5\n',
      /line 2: got 4 values, expected 2; decimal commas need semicolons or tabs/,
    ],
    [
      'commas and points',
      'a;b\n1,5;2.5\n',
      /line 2, column 1 \(a\): got "1,5" beside numbers with a point/,
    ],
    [
      'commas and points in a column',
      'a;b\n1.5;2\n1,5;2\n',
      /line 3, column 1 \(a\): got "1,5" beside/,
    ],
    [
      'commas that may part thousands',
      'a;b\n1,234;2\n',
      /got "1,234", which is a decimal or a thousand/,
    ],
    [
      'points that part thousands',
      'a;b\n1.234,5;2\n',
      /line 2, column 1 \(a\): got "1.234,5", expected/,
    ],
    [
      'UTF-16',
      '\ufffd\ufffda\0,\0b\0\n\x001\0',
      /^landscape\.data: the text is UTF-16; save it as UTF-8/,
    ],
    [
      'a spreadsheet',
      'PK\x03\x04\x14[Content_Types].xml',
      /^landscape\.data: the file is not text/,
    ],
    [
      'too many rows',
      `a,b\n${'1,1\n'.repeat(65_536)}`,
      /got 65536 samples, expected from 1 to 65535/,
    ],
  ];
  it.each(cases)('refused: %s', (_, text, expected) => {
    const message = messageOf(() => read(text));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  it('that a loss does not name are refused', () => {
    expect(messageOf(() => read('a,b\n1,2', 'x^2'))).toBe(
      'landscape.data: "d.csv" has no column that the loss names; it has "a", "b"',
    );
    expect(messageOf(() => read('a,e\n1,2', 'a * x + e'))).toMatch(/data\.e: .* a reserved word/);
    expect(messageOf(() => read('a,e\n1,2', 'a * x^2'))).toBe('accepted');
  });

  it('say why a file cannot be read', () => {
    const readText = () => {
      throw new Error('no such file');
    };
    const experiment = JSON.stringify(own({ data: 'd.csv' }));
    const message = messageOf(() => parseExperiment(experiment, { readText }));
    expect(message).toBe('landscape.data: cannot read "d.csv": no such file');
  });
});
