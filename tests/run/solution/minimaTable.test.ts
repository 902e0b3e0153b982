/** The table "At the minima" of a solved experiment. */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { solutionJson } from '../../../src/run/solution/solutionJson.js';
import { solveExperiment } from '../../../src/run/solution/solveExperiment.js';
import { solutionTables } from '../../../src/run/solution/tables.js';

const experimentWith = (landscape: object, learningRate: number, parameter = 'x') =>
  resolveExperiment({
    name: 'case',
    landscape,
    learningRate,
    steps: 1,
    initial: { [parameter]: 0 },
    ensembles: [
      { name: 'SGD', rule: 'sgd' },
      { name: 'Langevin', rule: 'langevin', temperature: 0.02 },
    ],
    grid: { [parameter]: { min: -2, max: 2, cells: 64 } },
    predictions: ['closedForm'],
  });

const doubleWell = {
  parameters: ['x'],
  loss: '(x^2 - 1)^2 / 4 + a * (x + 0.15 * x^2)',
  data: { a: [2, -0.2, -0.4, -0.6, -0.8] },
};

test('two wells with noise of their own: limits, variances, shifts and heights', async () => {
  const result = await solveExperiment(experimentWith(doubleWell, 0.05));
  const table = solutionTables(result).find(({ title }) => title === 'At the minima')!;
  const column = (name: string) => table.rows.map((row) => row[table.headings.indexOf(name)]);
  expect(column('minimum')).toEqual(['-1.000', '-1.000', '1.000', '1.000']);
  expect(column('escape height')).toEqual(Array(4).fill('0.2500'));
  // Curvatures 2 at the wells and −1 at the top: hT/2 · (−1 − 2) = −0.0015.
  expect(column('at this η')).toEqual(['–', '0.2485', '–', '0.2485']);
  // H = 2, Γ = 0.09 · E a² at both, C = (1 ± 0.3)² E a².
  const second = (4 + 0.04 + 0.16 + 0.36 + 0.64) / 5;
  const limit = (2 * 2) / (4 + 0.09 * second);
  expect(Number(column('η limit, variance')[0])).toBeCloseTo(limit, 4);
  const sgd = result.minima.found.map(({ ensembles }) => ensembles[0].near);
  for (const [k, slope] of [0.7, 1.3].entries()) {
    const near = sgd[k];
    if ('absent' in near) throw new Error(near.absent);
    const V = (0.05 * slope ** 2 * second) / (2 * (2 - 0.1) - 0.05 * 0.09 * second);
    expect(near.covariance![0]).toBeCloseTo(V, 12);
    // L‴ = 6x: −½ · (±6) V/2.
    expect(near.shift![0]).toBeCloseTo((k === 0 ? 1 : -1) * 1.5 * V, 10);
  }
  expect(JSON.parse(JSON.stringify(solutionJson(result))).minima[0].ensembles[0]).toMatchObject({
    covariance: [expect.any(Number)],
    growth: expect.any(Number),
  });
});

test('a second moment that diverges among walkers that contract is a warning of solve', async () => {
  const landscape = { name: 'randomCurvature', curvature: 1, curvatureVariance: 4 };
  const { warnings } = await solveExperiment(experimentWith(landscape, 0.5, 'w'));
  expect(warnings).toEqual([
    expect.stringMatching(/^SGD: .*1\.250.*almost every walker contracts/),
  ]);
});
