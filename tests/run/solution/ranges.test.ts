/** Every number and word of a solution's tables can be true, whatever the experiment. */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { solveExperiment } from '../../../src/run/solution/solveExperiment.js';
import { solutionTables } from '../../../src/run/solution/tables.js';

const line = (loss: string, more: object = {}) => ({
  landscape: { parameters: ['x'], loss },
  learningRate: 0.1,
  steps: 10,
  snapshots: [0, 1, 10],
  initial: { x: { normal: [0, 0.2] } },
  ensembles: [{ name: 'L', rule: 'langevin', temperature: 0.1 }],
  grid: { x: { min: -3, max: 3, cells: 32 } },
  predictions: ['masterEquation', 'fokkerPlanck'],
  ...more,
});

const ring = { grid: { x: { min: 0, max: 1, cells: 32, boundary: 'periodic' } } };
const sgd = { ensembles: [{ name: 'S', rule: 'sgd', batchSize: 1 }] };

const experiments: readonly (readonly [string, object])[] = [
  ['one minimum', line('x^2 / 2')],
  ['no minimum', line('x')],
  ['no barrier', line('0 * x')],
  ['minima of equal depth', line('sin(3 * x)^2 + x^2 / 20')],
  [
    'two wells and an exit',
    line('(x^2 - 1)^2 / 2', {
      predictions: ['masterEquation', 'fokkerPlanck', { exitTime: { region: 'x < 1' } }],
    }),
  ],
  ['a heavy tail', line('0.15 * log(1 + x^2)')],
  ['a ring at rest', line('cos(2 * pi * x) / 10', { ...ring, learningRate: 0.02 })],
  ['a ring that is driven', line('cos(2 * pi * x) / 10 - x', { ...ring, learningRate: 0.02 })],
  ['a start far off', line('x^2 / 2', { initial: { x: 30 } })],
  ['a step that is too long', line('x^2 / 2', { learningRate: 2.5 })],
  ['no noise', line('x^2 / 2', sgd)],
  [
    'noise that vanishes',
    {
      ...line('(1 + a) * x^2 / 2', sgd),
      landscape: { parameters: ['x'], loss: '(1 + a) * x^2 / 2', data: { a: [-0.5, 0.5] } },
    },
  ],
  [
    'variance that diverges',
    {
      ...line('', sgd),
      landscape: {
        parameters: ['x'],
        loss: '(1 + a) * x^2 / 2 + b * x',
        data: { a: [-4, 4, -4, 4], b: [1, 1, -1, -1] },
      },
    },
  ],
  [
    'an end that absorbs',
    line('x^2 / 2', { grid: { x: { min: -3, max: 3, cells: 32, boundary: 'absorbing' } } }),
  ],
];

const share = (v: number) => v >= 0 && v <= 1;
const positive = (v: number) => v >= 0;
/** What a column may hold, by its heading. */
const ranges: readonly (readonly [RegExp, (v: number) => boolean])[] = [
  [/^(outside|solver error|share of|out by|rate per step|net \/)/, share],
  [
    /^(residual|variance|spectral gap|relaxation|in steps|step \d|mean steps|mean t$|rate$|mean stay)/,
    positive,
  ],
];

test.each(experiments)('%s: every number is in its range, no word is broken', async (_, spec) => {
  const result = await solveExperiment(resolveExperiment(spec));
  for (const { headings, rows, absent, caption, title } of solutionTables(result)) {
    for (const row of rows) {
      expect(row).toHaveLength(headings.length);
      row.forEach((cell, k) => {
        const range = ranges.find(([heading]) => heading.test(headings[k]));
        const number = /^<? ?(-?[\d.]+(e[+-]\d+)?)/.exec(cell.replace('−', '-'));
        if (range && number)
          expect([headings[k], cell, range[1](Number(number[1]))]).toEqual([
            headings[k],
            cell,
            true,
          ]);
      });
    }
    const words = [...rows.flat(), ...absent, ...result.warnings, caption, title].join('\n');
    expect(words).not.toMatch(
      /NaN|Infinity|undefined|null|not finite|< 0$|\b0\.00 of|factor 1\.000\b/m,
    );
    for (const [, v] of words.matchAll(/eigenvalues? (-?\d[\d.e+-]*)/g)) {
      expect(Math.abs(Number(v))).toBeLessThanOrEqual(1 + 1e-7);
    }
  }
  // Walkers belong to one basin each.
  for (const { solutions } of result.ensembles) {
    for (const { basins } of solutions) {
      if (!basins || 'absent' in basins) continue;
      expect(basins.shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    }
  }
});

test('on a ring the current is told with its unit, per unit of t and per step', async () => {
  // Tilted cosine, T = 0.2: 5.2924 by Stratonovich’s formula.
  const spec = line('cos(2 * pi * x) - 8 * x', {
    ...ring,
    initial: { x: 0 },
    learningRate: 0.002,
    ensembles: [{ name: 'L', rule: 'langevin', temperature: 0.2 }],
  });
  const tables = solutionTables(await solveExperiment(resolveExperiment(spec)));
  const { headings, rows } = tables.find(({ title }) => title === 'Stationary current')!;
  const cell = (heading: string, row = 1) => rows[row][headings.indexOf(heading)];
  expect(cell('current')).toMatch(/^5\.292\d* ± \S+ per unit of t$/);
  expect(Number(cell('per step'))).toBeCloseTo(5.2924 * 0.002, 5);
  // Steps of a fortieth of the relaxation time turn as far, to first order in η.
  expect(cell('current', 0)).toMatch(/ per step$/);
  expect(Number(cell('per step', 0)) / (5.2924 * 0.002)).toBeCloseTo(1, 1);
});

test('free walkers on a ring turn by ηF/L a step, exactly; walkers at rest do not', async () => {
  const turnsOf = async (loss: string) => {
    const spec = line(loss, { ...ring, learningRate: 0.02, predictions: ['masterEquation'] });
    const { ensembles } = await solveExperiment(resolveExperiment(spec));
    const { stationary } = ensembles[0].solutions[0];
    if ('absent' in stationary) throw new Error(stationary.absent);
    return { turns: stationary.current![0][0], error: stationary.currentError! };
  };
  const free = await turnsOf('-3 * x');
  expect(Math.abs(free.turns - 0.06)).toBeLessThan(1e-12);
  const rest = await turnsOf('cos(2 * pi * x) / 10');
  expect(Math.abs(rest.turns)).toBeLessThanOrEqual(rest.error);
});

test('walkers stay in a basin as long as all ways out of it say', async () => {
  const result = await solveExperiment(resolveExperiment(line('sin(3 * x)^2 + x^2 / 20')));
  const table = solutionTables(result).find(({ title }) => title.startsWith('Rates'))!;
  const [stay, rate] = ['mean stay in the first', 'rate'].map((h) => table.headings.indexOf(h));
  const leaving = new Map<string, number[]>();
  for (const row of table.rows) {
    const key = `${row[1]} ${row[2].split(' → ')[0]} ${row[stay]}`;
    leaving.set(key, [...(leaving.get(key) ?? []), Number.parseFloat(row[rate])]);
  }
  for (const [key, rates] of leaving) {
    const time = Number.parseFloat(key.split(' ').at(key.includes('units') ? -4 : -2)!);
    const sum = rates.reduce((a, b) => a + b, 0);
    expect(rates.length).toBeGreaterThan(1);
    expect(Math.abs(time * sum - 1)).toBeLessThan(0.02);
  }
});
