/** `walkerlab solve`: what it prints and leaves, how it ends, and what it says of bad input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useWorkplace } from '../support/command.js';

const place = useWorkplace();

const parabola = {
  name: 'parabola',
  landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [-1, 0, 1] } },
  learningRate: 0.1,
  steps: 20,
  initial: { x: { normal: [0.2, 0.2] } },
  ensembles: [{ name: 'SGD', rule: 'sgd', batchSize: 1 }],
  walkers: 1000,
  grid: { x: { min: -1.5, max: 1.5, cells: 60 } },
  predictions: ['masterEquation', 'fokkerPlanck'] as unknown[],
};
const well = {
  ...parabola,
  landscape: { parameters: ['x'], loss: 'x^4 / 4 - x^2 / 2' },
  ensembles: [{ name: 'Langevin', rule: 'langevin', temperature: 0.1 }],
  grid: { x: { min: -2, max: 2, cells: 50 } as object },
};

async function solved(experiment: object, ...flags: string[]) {
  const file = place.write('solve.json', JSON.stringify(experiment));
  return place.walkerlab(['solve', file, '--quiet', '--out', 'solved', ...flags]);
}

test('prints tables and leaves the solution as JSON, arrays and a report that stands alone', async () => {
  const { code, stdout, stderr } = await solved(parabola);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Stationary law/);
  expect(stdout).toMatch(/SGD +master equation .*0\.0350877/);
  expect(stdout).toMatch(/9\.4912216/);
  const names = place.names();
  for (const name of ['solution.json', 'arrays.npz', 'report.html']) {
    expect(names).toContain(join('solved', name));
  }
  const solution = JSON.parse(readFileSync(join(place.folder, 'solved', 'solution.json'), 'utf8'));
  expect(solution.format).toBe('walkerlab-solution/1');
  const { stationary, relaxation, entropy } = solution.ensembles[0].solutions.masterEquation;
  expect(stationary.covariance[0][0]).toBeCloseTo(0.1 / 1.9 / 1.5, 6);
  expect(stationary).not.toHaveProperty('chains');
  expect(relaxation.time.value).toBeCloseTo(-1 / Math.log(0.9), 6);
  expect(entropy.values).toHaveLength(entropy.steps.length);
  const report = readFileSync(join(place.folder, 'solved', 'report.html'), 'utf8');
  expect(report).toMatch(/<\/html>\s*$/);
  expect(report).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});

test('--json prints the solution and nothing else', async () => {
  const { code, stdout } = await solved(parabola, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).ensembles[0].name).toBe('SGD');
});

test.each<[string, object, RegExp]>([
  [
    'an absorbing boundary loses mass',
    { ...well, grid: { x: { min: -2, max: 2, cells: 50, boundary: 'absorbing' } } },
    /none for Langevin, master equation: .*lost for good[\s\S]*none for Langevin, Fokker–Planck: .*absorbing/,
  ],
  [
    'no walker starts in the region',
    {
      ...well,
      predictions: ['masterEquation', 'fokkerPlanck', { exitTime: { region: 'x > 1.8' } }],
    },
    /contains no start[\s\S]*start the walkers within it, or widen the region/,
  ],
  [
    'the region holds no point',
    { ...well, predictions: ['masterEquation', { exitTime: { region: 'x > 50' } }] },
    /holds no point on or around the grid/,
  ],
  [
    'no walker ever leaves the region',
    { ...parabola, predictions: ['masterEquation', { exitTime: { region: 'abs(x) < 1.2' } }] },
    /a mean exit step in double precision does not exist: less than 1e-12/,
  ],
])('%s: it says so, and that is an answer', async (_, experiment, words) => {
  const { code, stdout } = await solved(experiment);
  expect(stdout).toMatch(words);
  expect(code).toBe(0);
});

test('a grid too coarse for the law ends with code 3, the tables and the remedy', async () => {
  const { code, stdout, stderr } = await solved({
    ...parabola,
    learningRate: 0.001,
    ensembles: [{ name: 'cold', rule: 'langevin', temperature: 1e-6 }],
    grid: { x: { min: -10, max: 10, cells: 4 } },
  });
  expect(stdout).toMatch(/none for cold, .*did not converge.*cells/);
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
});

test.skipIf(process.platform === 'win32')(
  'Ctrl-C ends it with code 130 and leaves nothing',
  async () => {
    const axis = { min: -2.5, max: 2.5, cells: 200 };
    const long = {
      ...well,
      landscape: { parameters: ['x', 'y'], loss: '(x^2 - 1)^2 + (y^2 - 1)^2 + x * y / 5' },
      initial: { x: 0, y: 0 },
      grid: { x: axis, y: axis },
    };
    const file = place.write('long.json', JSON.stringify(long));
    const { code, stdout } = await place.walkerlab(['solve', file, '--out', 'never'], (child) => {
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(place.names()).not.toContain('never');
  },
);
