/** Hostile text ends in one clear message, and quickly. */
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
    ['a key twice', 'name: a\nname: b', 'the key "name" is given twice, again in line 2'],
    [
      'a key twice in flow',
      '{ a: { x: 1,\n "x": 2 } }',
      'the key "x" is given twice, again in line 2',
    ],
    [
      'a key as number and text',
      'a: { 1: 2, "1": 3 }',
      'the key "1" is given twice, again in line 1',
    ],
    ['bars without quotes', 'loss: |x|', /extra characters: \|x\| at line 1.*needs quotes$/],
    ['a choice without quotes', '{ loss: x > 0 ? 1 : 2 }', /needs quotes$/],
    ['a star without quotes', 'loss: *x', /Unresolved alias.*needs quotes$/],
    [
      'a comma without quotes',
      '{ title: max(x, 0) }',
      /^unknown key "0\)".*a comma or colon in it needs quotes$/,
    ],
    ['10,000 lists', '['.repeat(10_000), 'not valid YAML: nested too deeply'],
    ['10,000 mappings', '{"a":'.repeat(10_000), 'not valid YAML: nested too deeply'],
    ['two documents', 'a: 1\n---\nb: 2', 'not valid YAML: several documents, expected one'],
    ['a bare colon', 'title: a: b', 'not valid YAML: text with ": " in it needs quotes, line 1'],
    ['a tag', 'a: !!js/function "x"', /^not valid YAML: Unresolved tag/],
    ['an alias of nothing', 'a: *b', /^not valid YAML: Unresolved alias/],
    ['nothing', '', /^got null, expected a mapping/],
    ['binary', '\u0000\u0001\u009b', /^the file is not text/],
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
    ['a merge of what is no mapping', '<<: 1', /^not valid YAML: Merge sources must be maps/],
    ['UTF-16', `\ufffd\ufffd${[...'name: x'].join('\0')}`, 'the text is UTF-16; save it as UTF-8'],
    [
      'broken JSON beyond what YAML is read to',
      `{"a": [${'1,'.repeat(3e5)}1], }`,
      /^got 600012 characters of YAML, .*; it is not valid JSON: /,
    ],
    ['__proto__', '__proto__: { walkers: 1 }', 'the key "__proto__" is not allowed'],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    const message = messageOf(() => parseExperiment(text));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });
});

describe('keys given twice', () => {
  const json = (change: string) => {
    const text = JSON.stringify(own({ loss: 'a * x', data: { a: [1, 2] } }), null, 1);
    return text.replace(/"steps": 10/, change);
  };
  const cases: [string, string, string][] = [
    [
      'at the top',
      json('"steps": 10, "walkers": 9, "steps": 11'),
      'the key "steps" is given twice, again in line 15',
    ],
    [
      'spelled with an escape',
      json('"steps": 10, "st\\u0065ps": 11'),
      'the key "steps" is given twice, again in line 15',
    ],
    [
      'in the data',
      json('"steps": 10').replace(/"a": \[/, '"a": [9], "a": ['),
      'landscape.data: the key "a" is given twice, again in line 8',
    ],
    [
      'in a list',
      json('"steps": 10').replace('"rule"', '"name": "a, {b", "name": "b", "rule"'),
      'ensembles[0]: the key "name" is given twice, again in line 18',
    ],
  ];
  it.each(cases)('%s of JSON', (_, text, expected) => {
    expect(messageOf(() => parseExperiment(text))).toBe(expected);
  });

  it('are no matter where they are keys of two mappings, values or words in text', () => {
    expect(messageOf(() => parseExperiment(json('"steps": 10')))).toBe('accepted');
    const twice = json(
      '"title": "\\"steps\\": 1, \\"steps\\"", "description": "title", "steps": 10',
    );
    expect(messageOf(() => parseExperiment(twice))).toBe('accepted');
  });

  it('are found at once in five megabytes', () => {
    const text = `{"a": [${'1.5,'.repeat(1.2e6)}1], "a": 1}`;
    const start = performance.now();
    expect(messageOf(() => parseExperiment(text))).toMatch(/^the key "a" is given twice/);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

it('YAML merges what an anchor holds, and keeps what stands beside it', () => {
  const experiment = parseExperiment(`
landscape: { parameters: [x], loss: "(x - a)^2 / 2", data: { a: [1, 2, 4] } }
learningRate: 0.1
steps: 10
initial: { x: 0 }
grid: { x: &axis { min: -3, max: 5, cells: 40 } }
ensembles:
  - &sgd { name: one, rule: sgd, batchSize: 1 }
  - { <<: *sgd, name: two, batchSize: 2 }
  - <<: [*sgd]
    name: three
    learningRate: 0.2`);
  expect(experiment.ensembles.map(({ name, parameters }) => [name, parameters.batchSize])).toEqual([
    ['one', 1],
    ['two', 2],
    ['three', 1],
  ]);
});
