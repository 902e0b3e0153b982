import { expect, test } from 'vitest';
import { createMaps1d, createSumMaps1d, type Maps1d } from '../../../src/theory/master/maps1d.js';
import { solveMaps1d } from '../../../src/theory/master/masterEquation1d.js';
import { planOperator1d } from '../../../src/theory/master/operatorPlan1d.js';
import { createTransferOperator1d } from '../../../src/theory/master/transferOperator1d.js';
import { createPace } from '../../../src/theory/pace.js';
import { createSolverGrid1d } from '../../../src/theory/solverGrid1d.js';
import { type Case, experimentOf } from '../experiments.js';

const offsets = Array.from({ length: 30 }, (_, i) => Math.sin((i + 1) ** 2));
const base: Case = {
  loss: '(x^2 - 1)^2 / 4 + a * x',
  data: { a: offsets },
  rule: { rule: 'sgd', batchSize: 2 },
  learningRate: 0.2,
  initial: { normal: [0, 0.3] },
  steps: 50,
  grid: [-2, 2, 64],
};

function mapsOf(c: Case, kind: 'any' | 'sum'): Maps1d {
  const { landscape, ensembles } = experimentOf(c);
  const make = kind === 'sum' ? createSumMaps1d : createMaps1d;
  const maps = make(landscape, ensembles[0].law);
  if (!maps || 'absent' in maps) throw new Error('no maps');
  return maps;
}

test.each([
  ['listed minibatches', base.rule, 'any'],
  ['a sum of draws', { rule: 'sgd', batchSize: 8 }, 'sum'],
  ['Langevin noise', { rule: 'langevin', temperature: 0.05 }, 'any'],
  ['Gaussian noise of its own size everywhere', { rule: 'gaussianSgd', batchSize: 1 }, 'any'],
] as const)('the plan holds what the operator turns out to be: %s', async (_, rule, kind) => {
  const maps = mapsOf({ ...base, rule }, kind);
  const grid = createSolverGrid1d(experimentOf(base).grid[0], 2, [16, 16]);
  const plan = planOperator1d(maps, grid, 10);
  const { matrix } = await createTransferOperator1d(maps, grid, createPace());
  const entries = matrix.values.length;
  expect(plan.entries).toBeGreaterThanOrEqual(entries);
  expect(plan.entries).toBeLessThan(30 * entries);
  expect(plan.bytes).toBeGreaterThanOrEqual(12 * entries);
  expect(plan.work).toBeGreaterThan(10 * entries);
  const more = planOperator1d(maps, grid, 20).work - plan.work;
  expect(more / plan.entries).toBeCloseTo(10, 6);
});

test.each([
  ['any', { rule: 'sgd', batchSize: 2 }, /^\d+ distinct minibatches on 192 cells/],
  ['sum', { rule: 'sgd', batchSize: 8 }, /^minibatches of 8 out of 30 samples on 192 cells/],
] as const)(
  'what does not fit is refused with both numbers and a remedy: %s',
  async (kind, rule, start) => {
    const experiment = experimentOf({ ...base, rule });
    const maps = mapsOf({ ...base, rule }, kind);
    for (const budget of [
      { bytes: 1e3, work: 1e12 },
      { bytes: 1e12, work: 1e4 },
    ]) {
      const series = await solveMaps1d(experiment, maps, createPace(), budget);
      if (!('absent' in series)) throw new Error('not refused');
      expect(series.absent).toMatch(start);
      expect(series.absent).toMatch(/take \d+ MB of memory \(at most [\d,]+ MB\)/);
      expect(series.absent).toMatch(/\d\.\de\+\d+ multiplications \(at most \d\.\de\+\d+\)/);
      expect(series.absent).toMatch(/fewer samples, a smaller batch, fewer steps/);
    }
  },
);
