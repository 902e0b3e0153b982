/** Broken and absurd experiments end in one clear message, and quickly. */
import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { good, messageOf, nested, own } from './brokenExperiments.js';

describe('an experiment with one mistake', () => {
  const cases: [string, unknown, string | RegExp][] = [
    ['null', null, 'got null, expected a mapping with the fields of an experiment'],
    ['a list', [], 'got a list of 0, expected a mapping with the fields of an experiment'],
    ['nothing in it', {}, 'learningRate: missing; expected a number from 1e-9 to 1000000'],
    [
      'a misspelt key instead of a required one',
      { landscape: good.landscape, learninRate: 0.1, steps: 10, ensembles: good.ensembles },
      /^unknown key "learninRate"\. Did you mean "learningRate"\? Known: name, /,
    ],
    ['NaN', { ...good, learningRate: Number.NaN }, /^learningRate: got NaN, expected a number/],
    ['zero learning rate', { ...good, learningRate: 0 }, /^learningRate: got 0, expected/],
    ['text for a number', { ...good, learningRate: '0.1' }, /^learningRate: got "0.1", expected/],
    [
      '10¹⁵ walkers',
      { ...good, walkers: 1e15 },
      'walkers: got 1000000000000000, expected a whole number from 1 to 4000000000',
    ],
    ['infinitely many walkers', { ...good, walkers: Infinity }, /^walkers: got Infinity, expected/],
    ['half a walker', { ...good, walkers: 1.5 }, /^walkers: got 1.5, expected a whole number/],
    ['too many steps', { ...good, steps: 1e9 }, /^steps: got 1000000000, expected/],
    ['__proto__', JSON.parse('{"__proto__": {}}'), 'the key "__proto__" is not allowed'],
    [
      '__proto__ as a data column',
      own({ data: JSON.parse('{"__proto__": [1]}') }),
      'the key "__proto__" is not allowed',
    ],
    ['an object that is not data', { ...good, landscape: new Date() }, /not plain data/],
    ['a path as name', { ...good, name: '../x' }, /^name: got "..\/x", expected a name of/],
    [
      'a terminal sequence in the title',
      { ...good, title: '\u001b[2J' },
      'title: got "\\u001b[2J", expected text of 1 to 200 printable characters',
    ],
    [
      'a landscape not in the catalogue',
      { ...good, landscape: { name: 'dubleWell' } },
      /^landscape\.name: unknown landscape "dubleWell"\. Did you mean "doubleWell"\? Known: quad/,
    ],
    [
      'a parameter of no such landscape',
      { ...good, landscape: { name: 'doubleWell', tlt: 1 } },
      'landscape: unknown key "tlt". Did you mean "tilt"? Known: name, barrier, tilt',
    ],
    [
      'a parameter out of range',
      { ...good, landscape: { name: 'doubleWell', tilt: 1e9 } },
      'landscape.tilt: got 1000000000, expected a number from -10 to 10',
    ],
    ['no ensembles', { ...good, ensembles: [] }, /^ensembles: got a list of 0, expected a list of/],
    [
      'nine ensembles',
      { ...good, ensembles: Array(9).fill({ rule: 'sgd' }) },
      'ensembles: got a list of 9, expected a list of 1 to 8 ensembles',
    ],
    [
      'an unknown rule',
      { ...good, ensembles: [{ rule: 'langvin' }] },
      'ensembles[0].rule: unknown rule "langvin". Did you mean "langevin"? ' +
        'Known: sgd, gaussianSgd, langevin',
    ],
    [
      'another rule’s parameter',
      { ...good, ensembles: [{ rule: 'langevin', batchSize: 3 }] },
      'ensembles[0]: unknown key "batchSize". Known: name, rule, learningRate, temperature',
    ],
    [
      'a negative temperature',
      { ...good, ensembles: [{ rule: 'langevin', temperature: -1 }] },
      'ensembles[0].temperature: got -1, expected a number from 0 to 1000000',
    ],
    [
      'two ensembles of one name',
      { ...good, ensembles: [{ rule: 'sgd' }, { rule: 'sgd' }] },
      'ensembles[1].name: got "SGD, batchSize 1", also the name of ensembles[0]; expected another',
    ],
    [
      'a minibatch larger than the data',
      { ...good, ensembles: [{ rule: 'sgd', batchSize: 2, replacement: false }] },
      'ensembles[0].batchSize: got 2, expected at most 1 without replacement from 1 samples',
    ],
    [
      'a huge minibatch',
      { ...good, ensembles: [{ rule: 'sgd', batchSize: 1025 }] },
      'ensembles[0].batchSize: got 1025, expected a whole number from 1 to 1024',
    ],
    [
      'an initial law of another parameter',
      { ...good, initial: { y: 0 } },
      'initial: unknown parameter "y". Known: x',
    ],
    [
      'an unknown initial law',
      { ...good, initial: { x: { gauss: [0, 1] } } },
      'initial.x: got { gauss }, expected a number, { normal: [mean, deviation] } or ' +
        '{ uniform: [min, max] }',
    ],
    [
      'a normal law without deviation',
      { ...good, initial: { x: { normal: [0] } } },
      'initial.x.normal: got a list of 1, expected a list of two numbers',
    ],
    [
      'a normal law of no width',
      { ...good, initial: { x: { normal: [0, 0] } } },
      /^initial\.x\.normal\[1\]: got 0/,
    ],
    [
      'a uniform law back to front',
      { ...good, initial: { x: { uniform: [1, 0] } } },
      'initial.x.uniform: got [1, 0], expected min below max',
    ],
    [
      'a grid back to front',
      { ...good, grid: { x: { min: 1, max: 0 } } },
      'grid.x: got [1, 0], expected min below max',
    ],
    [
      'too many cells',
      { ...good, grid: { x: { cells: 2000 } } },
      'grid.x.cells: got 2000, expected a whole number from 2 to 1024',
    ],
    [
      'too many cells for two dimensions',
      { ...good, landscape: { name: 'flatAndSharp' }, grid: { x: { cells: 600 } } },
      'grid.x.cells: got 600, expected at most 512 in two dimensions',
    ],
    [
      'cells that float32 cannot tell apart',
      { ...good, grid: { x: { min: 1e6, max: 1e6 + 1 } } },
      /^grid\.x: got cells of width 0\.0025/,
    ],
    [
      'a snapshot after the end',
      { ...good, snapshots: [0, 11] },
      'snapshots[1]: got 11, expected a step up to the last, 10',
    ],
    [
      'too many snapshots',
      { ...good, snapshots: Array.from({ length: 201 }, () => 1) },
      'snapshots: got a list of 201, expected a list of 1 to 200 steps',
    ],
    [
      'a seed of 2^64',
      { ...good, seed: '18446744073709551616' },
      'seed: got "18446744073709551616", expected less than 2^64',
    ],
    [
      'a negative seed',
      { ...good, seed: -1 },
      /^seed: got -1, expected a whole number below 2\^64/,
    ],
    [
      'a seed in quotes within quotes',
      { ...good, seed: '"5"' },
      'seed: got "\\"5\\"", expected a whole number below 2^64, in decimal digits',
    ],
    [
      'a seed that lost its last digits',
      { ...good, seed: 2 ** 60 },
      /in decimal digits, with quotes/,
    ],
    [
      'a decimal comma',
      { ...good, learningRate: '0,1' },
      /^learningRate: got "0,1", expected a number from .*; decimals have a point: 0\.1$/,
    ],
    ['parted thousands', { ...good, walkers: '1,000,000' }, /^walkers: .*; write 1000000$/],
    ['a thousand', { ...good, walkers: '1,000' }, /^walkers: .*; write 1000$/],
    ['a number in quotes', { ...good, steps: '10' }, /^steps: got "10", .*; leave out the quotes$/],
    [
      'a rule that is near another in letters only',
      { ...good, ensembles: [{ rule: 'SGLD' }] },
      /^ensembles\[0\]\.rule: unknown rule "SGLD"; langevin has Gaussian noise/,
    ],
    [
      'a prediction that does not exist',
      { ...good, predictions: ['masterequation'] },
      'predictions[0]: got "masterequation", expected one of masterEquation, fokkerPlanck, fokkerPlanckDiscrete, fokkerPlanckOrder2, fokkerPlanckTemperature, closedForm, or { exitTime: { region: … } }',
    ],
  ];
  it.each(cases)('%s', (_, plain, expected) => {
    const message = messageOf(() => resolveExperiment(plain));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  it('the control: without the mistake it is accepted', () => {
    expect(messageOf(() => resolveExperiment(good))).toBe('accepted');
    expect(messageOf(() => resolveExperiment(own({})))).toBe('accepted');
  });

  it('a cycle ends', () => {
    const cyclic: Record<string, unknown> = { ...good };
    cyclic.landscape = cyclic;
    expect(messageOf(() => resolveExperiment(cyclic))).toBe('nested deeper than 12 levels');
  });
});

describe('a loss of one’s own with one mistake', () => {
  const cases: [string, object, string | RegExp][] = [
    [
      'a misspelt key',
      { los: 1 },
      'landscape: unknown key "los". Did you mean "loss"? Known: parameters, loss, data',
    ],
    ['an open end', { loss: 'x^2 +' }, /^landscape\.loss: .*\(column 6\)$/],
    ['an unknown name', { loss: 'x^2 + y' }, /^landscape\.loss: unknown name "y".*\(column 7\)$/],
    ['10,000 parentheses', { loss: nested('(', ')', 10_000) }, /^landscape\.loss: /],
    ['4,000 parentheses', { loss: nested('(', ')', 4_000) }, /^landscape\.loss: nested/],
    ['9,000 signs', { loss: `${'-'.repeat(9000)}x` }, /^landscape\.loss: nested/],
    ['1,900 functions', { loss: nested('sin(', ')', 1_900) }, /^landscape\.loss: nested/],
    ['a division by zero', { loss: 'x/0' }, /^landscape\.loss: /],
    ['a constant beyond float32', { loss: '1e300*x' }, /^landscape\.loss: .*1e\+300/],
    [
      'a feature that is not finite',
      { loss: 'log(a)*x', data: { a: [1, 0] } },
      'landscape.loss: its gradient is not finite for sample 2',
    ],
    ['an assignment', { loss: 'x = 1' }, /^landscape\.loss: /],
    ['a call of something else', { loss: 'import(x)' }, /^landscape\.loss: /],
    ['no parameter', { parameters: [] }, /^landscape\.parameters: got a list of 0/],
    [
      'three parameters',
      { parameters: ['x', 'y', 'z'] },
      /^landscape\.parameters: got a list of 3/,
    ],
    [
      'a constant as a parameter',
      { parameters: ['pi'] },
      'landscape.parameters[0]: got "pi", a reserved word; expected another name',
    ],
    ['a function as a parameter', { parameters: ['x', 'sin'] }, /"sin", a reserved word/],
    ['a method of all objects', { parameters: ['toString'] }, /"toString", a reserved word/],
    ['code as a parameter', { parameters: ['x;}'] }, /^landscape\.parameters\[0\]: got "x;}"/],
    ['a long name', { parameters: ['x'.repeat(33)] }, /expected a name of at most 32/],
    [
      'a name twice',
      { parameters: ['x', 'x'] },
      'landscape.parameters[1]: the name "x" is used twice',
    ],
    [
      'a parameter as a column',
      { data: { x: [1] } },
      'landscape.data.x: the name "x" is used twice',
    ],
    [
      'columns of unequal length',
      { data: { a: [1, 2], b: [1] } },
      'landscape.data.b: got a list of 1, expected 2 as in column "a"',
    ],
    ['NaN in the data', { data: { a: [1, Number.NaN] } }, /^landscape\.data\.a\[1\]: got NaN/],
    ['text in the data', { data: { a: [1, 'b'] } }, /^landscape\.data\.a\[1\]: got "b"/],
    ['an empty column', { data: { a: [] } }, /^landscape\.data\.a: got a list of 0/],
    [
      'too many samples',
      { data: { a: Array(65_536).fill(1) } },
      'landscape.data.a: got a list of 65536, expected a list of 1 to 65535 numbers',
    ],
    ['a value too large', { data: { a: [1e16] } }, /^landscape\.data\.a\[0\]: got 1e\+?16|1000000/],
    [
      'a file where none can be read',
      { data: 'a.csv' },
      'landscape.data: cannot read "a.csv" here; give the columns',
    ],
  ];
  it.each(cases)('%s', (_, landscape, expected) => {
    const message = messageOf(() => resolveExperiment(own(landscape)));
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  it('needs to be told where walkers start and what to count them in', () => {
    const { initial: _i, ...noInitial } = own({});
    const { grid: _g, ...noGrid } = own({});
    expect(messageOf(() => resolveExperiment(noInitial))).toMatch(/^initial\.x: missing/);
    expect(messageOf(() => resolveExperiment(noGrid))).toMatch(/^grid\.x: missing/);
  });
});
