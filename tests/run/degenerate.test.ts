/**
 * Experiments at the edge of what one may ask for go through: a result, its files, a report whose empty
 * plots say so, and no number out of its range. Many more of them: `npm run validate -- degenerate`.
 */
import { expect, test } from 'vitest';
import { resultText } from '../../src/cli/table.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { resultFiles } from '../../src/run/files/resultFiles.js';
import { headlineSvg } from '../../src/run/report/headline.js';
import { reportHtml } from '../../src/run/report.js';
import { run } from '../../src/run/run.js';
import { solutionFiles } from '../../src/run/solution/solutionFiles.js';
import { solutionReportHtml } from '../../src/run/solution/solutionReport.js';
import { solveExperiment } from '../../src/run/solution/solveExperiment.js';
import { implausible, outOfRange, sentencesOf } from '../support/messageRanges.js';
import { collect } from './fixtures.js';

type Fields = Record<string, unknown>;

const sums = { 1: '(x - a)^2 / 2', 2: '(x - a)^2 / 2 + (y + a)^2 / 2' } as const;

function experimentOf(d: 1 | 2, { each = {}, ...changes }: Fields) {
  const parameters = ['x', 'y'].slice(0, d);
  const { start = 0.3, cells = 12, boundary = 'open' } = each as Fields;
  const on = (value: unknown) => Object.fromEntries(parameters.map((p) => [p, value]));
  return resolveExperiment({
    landscape: { parameters, loss: sums[d], data: { a: [-1, 1] } },
    learningRate: 0.1,
    steps: 3,
    snapshots: [0, 3],
    walkers: 50,
    seed: '1',
    initial: on(start),
    ensembles: [{ name: 'A', rule: 'sgd', batchSize: 1 }],
    grid: on({ min: -2, max: 2, cells, boundary }),
    predictions: ['masterEquation', 'closedForm'],
    ...changes,
  });
}

const offGrid = { each: { start: 100 } };
const flat = (d: 1 | 2) => ({ parameters: ['x', 'y'].slice(0, d), loss: '0' });
const one = (d: 1 | 2) => ({ ...flat(d), loss: sums[d].replaceAll('a', '0.5') });

const cases: readonly [string, (d: 1 | 2) => Fields, string?][] = [
  ['one walker', () => ({ walkers: 1 })],
  // In the plane a spread law takes long to follow.
  [
    'nineteen walkers, spread',
    (d) => ({ walkers: 19, each: { start: { uniform: [-1, 1] } }, snapshots: d === 1 ? [3] : [0] }),
  ],
  ['two cells', () => ({ each: { cells: 2 } })],
  ['no noise', (d) => ({ landscape: one(d) }), 'no distance at any snapshot'],
  ['everybody off the grid', () => offGrid, 'no walker is on the grid'],
  ['everybody beyond the bound', () => ({ each: { start: 1e7 } }), 'no walker is on the grid'],
  ['everybody diverges', () => ({ learningRate: 40, steps: 20, snapshots: [20] })],
  ['one snapshot, at 0', () => ({ snapshots: [0] })],
  [
    'everybody starts outside the region',
    () => ({ predictions: [{ exitTime: { region: 'x > 1' } }] }),
  ],
  ['nobody can leave', () => ({ predictions: [{ exitTime: { region: 'x > -3' } }] })],
  ['one step', () => ({ steps: 1, snapshots: [1] })],
  ['everybody absorbed', () => ({ learningRate: 3, each: { boundary: 'absorbing' } })],
  ['a ring', (d) => ({ landscape: flat(d), each: { boundary: 'periodic' } })],
  [
    'one walker off a grid of two cells at step 0',
    () => ({ walkers: 1, snapshots: [0], each: { start: 100, cells: 2 } }),
    'no walker is on the grid',
  ],
];

const withoutSource = (page: string) => page.replace(/<pre>[\s\S]*?<\/pre>/, '');

for (const d of [1, 2] as const) {
  test.each(cases)(`${d} parameters: %s`, async (_, changes, words) => {
    const { result } = await collect(run(experimentOf(d, changes(d)), createCpuBackend()));
    const files = resultFiles(result);
    expect(JSON.parse(String(files.get('result.json'))).format).toBe('walkerlab-result/1');
    const page = withoutSource(await reportHtml(result));
    expect(page).not.toMatch(/NaN|Infinity|undefined|not a number/);
    // Maps have no distances to draw where none is at all.
    if (words && !(d === 2 && /distance/.test(words))) expect(page).toContain(words);
    if (d === 1) expect(await headlineSvg(result)).toMatch(/<svg/);
    const lines = resultText(result).split('\n');
    expect([...outOfRange(result), ...implausible([...sentencesOf(result), ...lines])]).toEqual([]);
    const { outside, absorbed, diverged } = result.frames.at(-1)!.ensembles[0].snapshot;
    const isGone = outside - absorbed + diverged === result.experiment.walkers;
    if (isGone) expect(result.warnings.join()).toMatch(/off the grid|diverged/);
  });
}

test.each([
  ['no noise', (d: 1 | 2) => ({ landscape: one(d) })],
  ['nothing settles', () => ({ learningRate: 40 })],
  ['two cells', () => ({ each: { cells: 2 } })],
])('solved: %s', async (_, changes) => {
  const result = await solveExperiment(experimentOf(1, changes(1)));
  expect(JSON.parse(String(solutionFiles(result).get('solution.json')))).toBeTruthy();
  const page = withoutSource(await solutionReportHtml(result));
  expect(page).not.toMatch(/NaN|Infinity|undefined|not a number/);
  expect(implausible(result.warnings)).toEqual([]);
});

test.each([
  'a total variation of 2.0 is not above what sampling (0.1) explains',
  'a total variation of 0.1 is not above what the solver’s own error (1.3) explains',
  'refused (p = 1.2)',
  '5,001 of 5,000 walkers of A diverged',
  '100.1 % of the walkers of A are off the grid',
  '1.2 of the probability has gone',
  'second moments grow by a factor 1.000 each step',
  '12 walkers are enough to see it',
  'mean step cut at 600 591.85 ± 0.4',
  'mean NaN ± 0.1',
  '1 walkers per noise model',
  'Infinity times what sampling explains',
])('the check of ranges sees: %s', (sentence) => {
  expect(implausible([sentence.replace('’', "'")])).not.toEqual([]);
});

test('the check of ranges lets true sentences pass', () => {
  expect(
    implausible([
      'refused: the sampled law is 0.31 away in total variation, 14 times what sampling explains; 1,200 walkers are enough to see it',
      'mean step, cut at 600: 591.85 ± 0.41, predicted 591.80, 0.1 s.e. off',
      'second moments grow by a factor 1 + 5.7e-4 each step',
      '1 of 1 walker of A diverged, the first at step 3: lower the learning rate (now 2)',
      'All of the walkers of A are off the grid at step 0: widen the grid to see them',
    ]),
  ).toEqual([]);
});
