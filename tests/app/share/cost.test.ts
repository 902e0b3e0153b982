import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { estimateCost, isHeavy, limits } from '../../../src/app/share/cost.js';
import { countOperations } from '../../../src/app/share/countOperations.js';
import { parseExpression } from '../../../src/math/expression/parseExpression.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { parseText } from '../../../src/model/file/text.js';

const base = {
  landscape: { parameters: ['x'], loss: 'x^2 / 2 + a * x', data: { a: [-1, 0, 1] } },
  learningRate: 0.1,
  steps: 100,
  walkers: 1000,
  initial: { x: 0 },
  ensembles: [
    { name: 'SGD', rule: 'sgd', batchSize: 2 },
    { name: 'Langevin', rule: 'langevin', temperature: 0.1 },
  ],
  grid: { x: { min: -2, max: 2, cells: 100 } },
  predictions: ['masterEquation', 'closedForm'],
};
const deviceOf = (isFallback: boolean, capacity = 2 ** 25) => ({
  adapter: { vendor: '', architecture: '', description: '', isFallback },
  capacity: () => capacity,
});
const costOf = (change: object, software = true) =>
  estimateCost(resolveExperiment({ ...base, ...change }), deviceOf(software));

/** Few cells and steps; a solver refines until its work is what it may spend. */
const inThePlane = {
  landscape: { name: 'flatAndSharp' },
  initial: { x: 0, y: 0 },
  grid: { x: { min: -1, max: 1, cells: 32 }, y: { min: -4, max: 4, cells: 32 } },
  steps: 20,
  ensembles: Array.from({ length: 5 }, (_, i) => ({ name: `n${i}`, rule: 'gaussianSgd' })),
  predictions: ['masterEquation', 'fokkerPlanck'],
};

describe('the cost of an experiment', () => {
  test('grows with walkers, steps and ensembles', () => {
    const once = costOf({});
    expect(costOf({ walkers: 3000 }).operations).toBeCloseTo(3 * once.operations, 0);
    expect(costOf({ steps: 400 }).operations).toBeCloseTo(4 * once.operations, 0);
    const [sgd] = base.ensembles;
    const twice = costOf({ ensembles: [sgd, { ...sgd, name: 'again' }] });
    expect(twice.operations).toBeCloseTo(2 * costOf({ ensembles: [sgd] }).operations, 0);
    expect(once.solverCells).toBe(100 * 100 * 2);
    expect(costOf({ walkers: 3000 }).memoryBytes - once.memoryBytes).toBe(2 * 4 * 2000);
  });

  test('knows a minibatch and a loss whose samples have to be looped over', () => {
    const [sgd, langevin] = base.ensembles;
    const batch = (batchSize: number) =>
      costOf({ ensembles: [{ ...sgd, batchSize }] }).operations / 1e5;
    expect(batch(16) - batch(8)).toBeGreaterThan(8 * 35);
    const data = { a: Array.from({ length: 500 }, (_, i) => i / 500) };
    const [summed, looped] = ['x^2 / 2 + a * x', 'log(1 + exp(a * x))'].map((loss) => {
      const landscape = { parameters: ['x'], loss, data };
      return costOf({ landscape, ensembles: [langevin] }).operations;
    });
    expect(looped).toBeGreaterThan(50 * summed);
  });

  test('takes the memory of one wave where there are several', () => {
    const experiment = resolveExperiment({ ...base, walkers: 4e9 });
    const { memoryBytes } = estimateCost(experiment, deviceOf(false, 1e6));
    expect(memoryBytes).toBeLessThanOrEqual(2 * 4 * 1e6);
    expect(memoryBytes).toBeGreaterThan(2 * 4 * 1e5);
  });

  test('counts the step that a walker leaves at, live as in waves', () => {
    const exits = { predictions: [{ exitTime: { region: 'x < 1' } }] };
    expect(costOf(exits).memoryBytes).toBe(2 * costOf({}).memoryBytes);
    const inWaves = (change: object) =>
      estimateCost(resolveExperiment({ ...base, walkers: 1e7, ...change }), deviceOf(true));
    expect(inWaves(exits).memoryBytes).toBe(2 * inWaves({}).memoryBytes);
  });

  test('counts a shared subexpression once', () => {
    const one = parseExpression('exp(x + 1)', ['x']);
    expect(countOperations([one])).toBe(9);
    expect(countOperations([one, one])).toBe(9);
    expect(countOperations([parseExpression('exp(x + 1) + (x + 1)', ['x'])])).toBe(10);
  });

  test('of a preset with 100,000 walkers and 4000 steps opens without a question, on any device', () => {
    for (const file of readdirSync('public/experiments')) {
      const plain = parseText(readFileSync(`public/experiments/${file}`, 'utf8')) as object;
      const experiment = resolveExperiment({ ...plain, walkers: 100_000 });
      if (experiment.steps > 4000) continue;
      const cost = estimateCost(experiment, deviceOf(true));
      expect({ file, cost, heavy: isHeavy(cost) }).toMatchObject({ file, heavy: false });
    }
  });

  test.each([
    ['walkers', { walkers: 4e9 }, 'walkerSeconds'],
    ['steps', { walkers: 1e6, steps: 1e6 }, 'walkerSeconds'],
    ['cells', { steps: 1e6, grid: { x: { min: -2, max: 2, cells: 1000 } } }, 'solverSeconds'],
    ['solutions in the plane', inThePlane, 'solverSeconds'],
    ['steps of the diffusion', { steps: 1e5, predictions: ['fokkerPlanck'] }, 'solverSeconds'],
  ] as const)('with too many %s waits for a click, even on a GPU', (_, change, limit) => {
    const cost = costOf(change, false);
    expect(cost[limit]).toBeGreaterThan(limits[limit]);
    expect(isHeavy(cost)).toBe(true);
  });
});
