import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import type { ExitPrediction } from '../../../../src/theory/escape/exitPrediction.js';
import { predictOperatorExit } from '../../../../src/theory/escape/operatorExit.js';
import { createPace } from '../../../../src/theory/pace.js';

const axis = { min: -2, max: 2, cells: 100 };
const steps = 40;

async function exitOf(
  parameters: readonly string[],
  region: string,
  rest: { loss: string; data?: Record<string, number[]>; initial: unknown; rule: object },
  learningRate: number,
): Promise<ExitPrediction> {
  const { loss, data, initial, rule } = rest;
  const experiment = resolveExperiment({
    name: 'exit',
    landscape: { parameters, loss, ...(data && { data }) },
    learningRate,
    steps,
    initial: Object.fromEntries(parameters.map((p) => [p, initial])),
    ensembles: [rule],
    walkers: 1e4,
    grid: Object.fromEntries(parameters.map((p) => [p, axis])),
    predictions: [{ exitTime: { region } }],
  });
  const found = await predictOperatorExit(experiment, 0, createPace());
  if ('absent' in found) throw new Error(found.absent);
  return found;
}

const langevin = { rule: 'langevin', temperature: 0.1 };

test.each([
  ['a square', 'abs(x) < 0.5 and abs(y) < 0.5'],
  ['a rotated square', 'abs(0.8 * x + 0.6 * y) < 0.5 and abs(0.8 * y - 0.6 * x) < 0.5'],
])('out of %s two independent walks survive as one of them squared', async (_, region) => {
  const plane = await exitOf(
    ['x', 'y'],
    region,
    { loss: '(x^2 + y^2) / 2', initial: 0, rule: langevin },
    0.2,
  );
  const line = await exitOf(
    ['x'],
    'abs(x) < 0.5',
    { loss: 'x^2 / 2', initial: 0, rule: langevin },
    0.2,
  );
  expect(plane.distributionError).toBeLessThan(2e-3);
  for (let k = 0; k <= steps; k++) {
    const exact = 1 - (1 - line.distribution[k]) ** 2;
    expect(Math.abs(plane.distribution[k] - exact)).toBeLessThan(plane.distributionError);
  }
  expect(Math.abs(plane.rate / (1 - (1 - line.rate) ** 2) - 1)).toBeLessThan(2e-3);
});

test('SGD on two independent coordinates leaves a square as the line twice over', async () => {
  const rule = { rule: 'sgd', batchSize: 1 };
  const initial = { normal: [0, 0.1] };
  const plane = await exitOf(
    ['x', 'y'],
    'abs(x) < 0.5 and abs(y) < 0.5',
    {
      loss: '((x - a)^2 + (y - b)^2) / 2',
      data: { a: [-1, -1, 1, 1], b: [-1, 1, -1, 1] },
      initial,
      rule,
    },
    0.2,
  );
  const line = await exitOf(
    ['x'],
    'abs(x) < 0.5',
    { loss: '(x - a)^2 / 2', data: { a: [-1, 1] }, initial, rule },
    0.2,
  );
  for (let k = 0; k <= steps; k++) {
    const exact = 1 - (1 - line.distribution[k]) ** 2;
    const allowed = plane.distributionError + 2 * line.distributionError;
    expect(Math.abs(plane.distribution[k] - exact)).toBeLessThan(allowed);
  }
  expect(plane.distributionError).toBeLessThan(0.01);
});
