import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { predictExit } from '../../../src/theory/escape/predictExit.js';

const experimentOf = (learningRate: number) =>
  resolveExperiment({
    name: 'case',
    landscape: { parameters: ['x'], loss: 'x^2 / 2' },
    learningRate,
    steps: Math.round(8 / learningRate),
    initial: { x: 0 },
    ensembles: [{ name: 'walkers', rule: 'langevin', temperature: 0.3 }],
    grid: { x: { min: -2, max: 2, cells: 80 } },
    predictions: [{ exitTime: { region: 'abs(x) < 1' } }],
  });

test('looking once a step misses crossings: the operator leaves later, by about √η', async () => {
  const excess = [];
  for (const learningRate of [0.04, 0.01]) {
    const [steps, time] = await Promise.all(
      (['masterEquation', 'fokkerPlanck'] as const).map(async (name) => {
        const series = await predictExit(experimentOf(learningRate), 0, name);
        if ('absent' in series) throw new Error(series.absent);
        expect(series.name).toBe(name);
        return series.mean;
      }),
    );
    excess.push(steps / time - 1);
  }
  expect(excess[1]).toBeGreaterThan(0);
  // Walkers overshoot by 0.58 steps of size √(2ηT): a wider region (Broadie, Glasserman, Kou 1997).
  expect(excess[0] / excess[1]).toBeGreaterThan(1.7);
  expect(excess[0] / excess[1]).toBeLessThan(2.5);
});

test('an aborted prediction rejects with the reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(predictExit(experimentOf(0.1), 0, 'fokkerPlanck', { signal })).rejects.toThrow(
    'enough',
  );
});
