/** Hostile text and broken CSV files end in one clear message, and quickly. */
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/model/file/text.js';
import { messageOf, own } from './brokenExperiments.js';

describe('text that is no experiment', () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join()}]`;
  const letters = [...'abcdefghij'];
  const laughs = letters.map((c, i) => level(c, i === 0 ? 'ha' : `*${letters[i - 1]}`)).join('\n');
  const cases: [string, string, string | RegExp][] = [
    ['a billion laughs', laughs, /^not valid YAML: Excessive alias count/],
    ['an unclosed list', 'a: [1, 2', /^not valid YAML: .* at line 1, column 9$/],
    ['broken JSON', '{"a": 1,, }', /^not valid YAML: .* at line 1, column 9$/],
    ['a key twice', 'name: a\nname: b', /^not valid YAML: .* at line 2, column 1$/],
    ['10,000 lists', '['.repeat(10_000), 'not valid YAML: nested too deeply'],
    ['10,000 mappings', '{"a":'.repeat(10_000), 'not valid YAML: nested too deeply'],
    ['two documents', 'a: 1\n---\nb: 2', 'not valid YAML: several documents, expected one'],
    ['a bare colon', 'title: a: b', 'not valid YAML: text with ": " in it needs quotes, line 1'],
    ['a tag', 'a: !!js/function "x"', /^not valid YAML: Unresolved tag/],
    ['an alias of nothing', 'a: *b', /^not valid YAML: Unresolved alias/],
    ['nothing', '', /^got null, expected a mapping/],
    ['binary', '\u0000\u0001\u009b', /^got "/],
    ['megabytes', ' '.repeat(6e6), /^got 6000000 characters, expected at most/],
    ['megabytes of YAML', `a: [${'1,'.repeat(1e6)}1]`, /^got 2000006 characters of YAML/],
    [
      'thousands of keys',
      Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'),
      /^not valid YAML: too many keys in one mapping/,
    ],
    ['a million values', `{"seed": [${'"x",'.repeat(1e6)}1]}`, /^learningRate: missing|^seed: got/],
    ['a YAML NaN', 'learningRate: .nan', /^learningRate: got NaN/],
    ['a merge key', 'a: &a {}\n<<: *a', /^unknown key/],
    ['__proto__', '__proto__: { walkers: 1 }', 'the key "__proto__" is not allowed'],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    const message = messageOf(() => parseExperiment(text));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });
});

describe('samples from a CSV file', () => {
  const resolveCsv = (text: string) => {
    const experiment = JSON.stringify(own({ loss: 'a * x', data: 'd.csv' }));
    return parseExperiment(experiment, { readText: () => text }).landscape.data;
  };

  it('are read with a byte order mark, spaces, quotes, empty lines and exponents', () => {
    const { columns, rows, values } = resolveCsv('\ufeff a , "b"\r\n1, -2.5e-1\r\n\r\n.5,"3."\r\n');
    expect(columns).toEqual(['a', 'b']);
    expect(rows).toBe(2);
    expect(values.map((v) => [...v])).toEqual([
      [1, 0.5],
      [-0.25, 3],
    ]);
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
    ['a hexadecimal', 'a\n0x10\n', /line 2, column 1 \(a\): got "0x10"/],
    ['an open quote', 'a\n"1\n', /is not valid CSV: .*line 2/],
    ['a column twice', 'a,a\n1,2', /line 1: the column "a" is named twice/],
    ['a bad name', 'a,my col\n1,2', /^landscape\.data\["my col"\]: got "my col", expected a name/],
    ['infinity', 'a\n1e999', /^landscape\.data\.a\[0\]: got Infinity/],
    ['__proto__', 'a,__proto__\n1,2', /^landscape\.data\.__proto__: .*expected a name/],
    ['too many rows', `a\n${'1\n'.repeat(65_536)}`, /got 65536 samples, expected from 1 to 65535/],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    const message = messageOf(() => resolveCsv(text));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
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
