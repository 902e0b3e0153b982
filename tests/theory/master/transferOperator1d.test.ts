import { expect, test } from 'vitest';
import { createMaps1d } from '../../../src/theory/master/maps1d.js';
import { createTransferOperator1d } from '../../../src/theory/master/transferOperator1d.js';
import { createPace } from '../../../src/theory/pace.js';
import { type Law1d, lawDistance, lawFromDistribution } from '../../../src/theory/snapshot1d.js';
import { createSolverGrid1d } from '../../../src/theory/solverGrid1d.js';
import { type Case, experimentOf, noisyQuadratic } from '../experiments.js';

async function operatorOf(c: Case, refinement: number, pad = c.grid[2] / 4) {
  const experiment = experimentOf(c);
  const maps = createMaps1d(experiment.landscape, experiment.ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const grid = createSolverGrid1d(experiment.grid[0], refinement, [pad, pad]);
  return { experiment, operator: await createTransferOperator1d(maps, grid, createPace()) };
}

async function lawAfter(c: Case, refinement: number): Promise<Law1d> {
  const { experiment, operator } = await operatorOf(c, refinement);
  let f = operator.start(experiment.initial[0]);
  for (let step = 1; step < c.steps; step++) {
    const next = new Float64Array(f.length);
    operator.apply(f, next);
    f = next;
  }
  const slopes = new Float64Array(f.length);
  operator.slopes(f, slopes);
  return lawFromDistribution(operator.grid, f, slopes);
}

const sgd = { rule: 'sgd', batchSize: 1 };

test('docs/theory.md §1: variance of two quadratics at η = 0.1 to 1e-4 with 64 cells, 1e-6 with 128', async () => {
  const c = (cells: number): Case => ({
    ...noisyQuadratic,
    rule: sgd,
    learningRate: 0.1,
    initial: { normal: [0, 0.2] },
    steps: 300,
    grid: [-1.6, 1.6, cells],
  });
  const exact = 0.1 / 1.9;
  const error = async (cells: number) =>
    Math.abs((await lawAfter(c(cells), 1)).variance / exact - 1);
  expect(await error(64)).toBeLessThan(1e-4);
  expect(await error(128)).toBeLessThan(1e-6);
});

test('docs/theory.md §1: variance of two quadratics at η = 0.02, 512 cells to 1e-5', async () => {
  const law = await lawAfter(
    {
      ...noisyQuadratic,
      rule: sgd,
      learningRate: 0.02,
      initial: { normal: [0, 0.2] },
      steps: 400,
      grid: [-1.6, 1.6, 512],
    },
    1,
  );
  const shrink = 0.98 ** 800;
  const exact = 0.02 / 1.98 + shrink * (0.04 - 0.02 / 1.98);
  expect(Math.abs(law.variance / exact - 1)).toBeLessThan(1e-5);
});

test('the pulled-back distribution converges with order 3 or more on a smooth law', async () => {
  const c: Case = {
    loss: '(x^2 - 1)^2 / 4 + a * x',
    data: { a: [-0.1, 0.1] },
    rule: sgd,
    learningRate: 0.1,
    initial: { normal: [0.2, 0.3] },
    steps: 10,
    grid: [-2.4, 2.4, 48],
  };
  const laws: Law1d[] = [];
  for (const refinement of [1, 2, 4]) laws.push(await lawAfter(c, refinement));
  const order = Math.log2(lawDistance(laws[0], laws[1]) / lawDistance(laws[1], laws[2]));
  expect(order).toBeGreaterThan(3);
});

test.each([
  { rule: 'sgd', batchSize: 2 },
  { rule: 'gaussianSgd', batchSize: 1 },
  { rule: 'langevin', temperature: 0.03 },
])('a step of $rule keeps mass to 1e-12, cells ≥ 0 and the linear mean', async (rule) => {
  const c: Case = {
    ...noisyQuadratic,
    rule,
    learningRate: 0.2,
    initial: { normal: [0.5, 0.3] },
    steps: 1,
    grid: [-3, 3, 120],
  };
  const { experiment, operator } = await operatorOf(c, 2);
  let f = operator.start(experiment.initial[0]);
  for (let step = 1; step <= 50; step++) {
    expect(Math.abs(f[f.length - 1] - 1)).toBeLessThan(1e-12);
    for (let i = 1; i < f.length; i++) expect(f[i]).toBeGreaterThanOrEqual(f[i - 1]);
    const next = new Float64Array(f.length);
    operator.apply(f, next);
    f = next;
  }
  const slopes = new Float64Array(f.length);
  operator.slopes(f, slopes);
  const { mean } = lawFromDistribution(operator.grid, f, slopes);
  expect(mean).toBeCloseTo(0.5 * 0.8 ** 51, 6);
});
