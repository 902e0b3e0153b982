/** Broken, hostile and absurd input ends with exit code 1, one message, and nothing written. */
import { expect, test } from 'vitest';
import { smallExperiment, useWorkplace } from '../support/command.js';

const place = useWorkplace();
const nested = (depth: number) => '('.repeat(depth) + 'x' + ')'.repeat(depth);
const landscape = (loss: string) => ({ landscape: { parameters: ['x'], loss } });

/** The classical bomb: nine levels of nine aliases each stand for 9⁹ strings. */
const laughs = [
  'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`),
  'name: *a9',
].join('\n');

const cases: [string, string, RegExp][] = [
  ['an unknown key', smallExperiment({ learnignRate: 0.1 }), /learnignRate.*learningRate/],
  ['a wrong type', smallExperiment({ steps: 'many' }), /steps/],
  ['not a number', smallExperiment().replace('0.1,', '.nan,'), /learningRate/],
  ['a negative learning rate', smallExperiment({ learningRate: -1 }), /learningRate/],
  ['10¹⁵ walkers', smallExperiment({ walkers: 1e15 }), /walkers/],
  ['an expression 10,000 deep', smallExperiment(landscape(nested(10_000))), /loss/],
  ['a sum of 100,000 terms', smallExperiment(landscape('x' + '+x'.repeat(1e5))), /loss/],
  ['an unknown symbol', smallExperiment(landscape('x^2 + why')), /loss.*why/s],
  ['code in an expression', smallExperiment(landscape('process.exit(7)')), /loss/],
  [
    '__proto__ as a key',
    smallExperiment().replace('"name":"small"', '"name":"small","__proto__":{"walkers":1}'),
    /__proto__/,
  ],
  ['a billion laughs', laughs, /./],
  ['text that is no YAML', '{ name: [', /./],
  ['an empty file', '', /./],
  ['a list', '- 1\n- 2', /./],
  [
    'a missing data file',
    smallExperiment({ landscape: { parameters: ['x'], loss: 'a*x', data: 'no.csv' } }),
    /no\.csv/,
  ],
];

test.each(cases)('%s is refused with one message', async (_, text, expected) => {
  const file = place.write('bad.yaml', text);
  const { code, stdout, stderr } = await place.walkerlab(['run', file]);
  expect(stderr).toMatch(expected);
  expect(stderr).toMatch(/^walkerlab: /);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(5);
  expect(stderr.length).toBeLessThan(2000);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(place.names()).toEqual(['bad.yaml']);
});

test.each([
  ['a file that is not there', ['run', 'nothing.yaml'], /neither a file nor a preset/],
  ['a preset with a typing error', ['run', 'sgd-is-not-browniam'], /sgd-is-not-brownian/],
  ['walkers that are no number', ['run', 'bad.yaml', '--walkers', 'lots'], /lots/],
  ['an unknown backend', ['run', 'bad.yaml', '--backend', 'tpu'], /gpu, chrome, cpu/],
  ['an unknown command', ['rum'], /rum/],
  ['an unknown flag', ['run', 'x', '--sede', '1'], /--sede/],
])('%s is refused by name', async (_, args, expected) => {
  const { code, stdout, stderr } = await place.walkerlab(args);
  expect(stderr).toMatch(expected);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(place.names()).toEqual(['bad.yaml']);
});

test('overrides are checked as the file is', async () => {
  const file = place.write('bad.yaml', smallExperiment());
  for (const override of [
    ['--walkers', '-5'],
    ['--walkers', '1e15'],
    ['--seed', 'abc'],
  ]) {
    const { code, stderr } = await place.walkerlab(['run', file, ...override]);
    expect(stderr).toMatch(override[0].slice(2));
    expect(code).toBe(1);
  }
  expect(place.names()).toEqual(['bad.yaml']);
});

test('a folder that cannot be written to is found out before the run', async () => {
  const file = place.write('bad.yaml', smallExperiment());
  const { code, stderr } = await place.walkerlab(['run', file, '--out', 'bad.yaml/inside']);
  expect(stderr).toMatch(/--out/);
  expect(code).toBe(1);
  expect(place.names()).toEqual(['bad.yaml']);
});

test('validate refuses what run refuses', async () => {
  const file = place.write('bad.yaml', smallExperiment({ learnignRate: 0.1 }));
  const [validated, run] = await Promise.all([
    place.walkerlab(['validate', file]),
    place.walkerlab(['run', file]),
  ]);
  expect(validated).toEqual(run);
});
