/** Whatever stands in a file: an experiment, or one error of the user that names what is wrong. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readColumns } from '../../../src/app/editor/columns.js';
import { parseExperiment } from '../../../src/model/file/text.js';
import { createRandom } from '../../math/expression/randomExpressions.js';
import { messageOf } from './brokenExperiments.js';

const random = createRandom(3);
const below = (n: number) => Math.floor(random() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)];

const preset = (name: string) =>
  readFileSync(new URL(`../../../public/experiments/${name}.yaml`, import.meta.url), 'utf8');
const json = JSON.stringify(parseExperiment(preset('sgd-is-not-brownian')).source, null, 1);
const withTable = `{ "landscape": { "parameters": ["x"], "loss": "a * x^2 + b", "data": "d.csv" }, "steps": 3,
  "learningRate": 0.1, "initial": { "x": 0 }, "ensembles": [{ "rule": "sgd" }],
  "grid": { "x": { "min": -1, "max": 1 } } }`;

const pieces = [
  ...[
    '\u0000',
    '\ufeff',
    '\ufffd',
    '\r',
    '\n',
    '\t',
    ' ',
    '"',
    "'",
    '#',
    '%',
    '&a ',
    '*a',
    '<<: ',
    '!',
  ],
  ...[
    ',',
    ';',
    ':',
    '-',
    '{',
    '}',
    '[',
    ']',
    '~',
    'null',
    '.nan',
    '1e999',
    '0,5',
    '-',
    '−',
    '1',
    'x',
  ],
  ...['__proto__', 'θ', '\u202e', '\ud800', '😀', '---\n', '|', '>', '?', '`', '@', '\\', 'sep=;'],
];

/** `text` with up to four places cut out, doubled, moved or filled with something else. */
function spoiled(text: string): string {
  let changed = text;
  for (let n = 1 + below(4); n > 0; n--) {
    const at = below(changed.length + 1);
    const piece = changed.slice(at, at + below(20));
    const rest = changed.slice(at + pick([0, piece.length]));
    changed = changed.slice(0, at) + pick([pick(pieces), pick(pieces), piece, '']) + rest;
  }
  return changed;
}

/** How many of `trials` spoiled texts are read all the same; messages are checked on the way. */
function readOf(trials: number, text: string, read: (text: string) => unknown): number {
  let taken = 0;
  for (let trial = 0; trial < trials; trial++) {
    const changed = spoiled(text);
    if (messageOf(() => read(changed)) === 'accepted') taken++;
  }
  return taken;
}

test.each([
  ['YAML', preset('escape-from-a-local-minimum')],
  ['JSON', json],
])('spoiled %s', (_, text) => {
  const taken = readOf(60, text, parseExperiment);
  expect(taken).toBeGreaterThan(2);
  expect(taken).toBeLessThan(58);
});

test.each([
  ['commas', ',a,b,city\n0,1.5,-2,Köln\n1,2.5,1e-3,"x, y"\n2,3,4,\n'],
  ['semicolons', '# made\r\na;b\r\n1,5;-2\r\n2,5;0,25\r\n'],
  ['spaces', '# a b\n1.5 2\n-3 4e2\n'],
])('a spoiled table with %s', (_, text) => {
  const taken = readOf(150, text, (changed) =>
    parseExperiment(withTable, { readText: () => changed }),
  );
  expect(taken).toBeGreaterThan(10);
  expect(taken).toBeLessThan(145);
  for (let trial = 0; trial < 100; trial++) {
    const read = readColumns(spoiled(text));
    if ('wrong' in read) expect(read.wrong.length).toBeLessThan(400);
    else expect(Object.values(read.columns).flat().every(Number.isFinite)).toBe(true);
  }
});
