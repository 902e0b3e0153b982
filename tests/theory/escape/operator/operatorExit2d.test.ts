import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import type { ExitPrediction } from '../../../../src/theory/escape/exitPrediction.js';
import {
  predictOperatorExit,
  solveOperatorExit,
} from '../../../../src/theory/escape/operatorExit.js';
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

test('out of x < ½ the mean from a cell does not depend on a y of its own, and is that of a line', async () => {
  const field = async (parameters: readonly string[], loss: string) => {
    const experiment = resolveExperiment({
      name: 'exit',
      landscape: { parameters, loss },
      learningRate: 0.2,
      steps: 10,
      initial: Object.fromEntries(parameters.map((p) => [p, 0])),
      ensembles: [langevin],
      walkers: 1e3,
      grid: Object.fromEntries(parameters.map((p) => [p, { min: -1.5, max: 1.5, cells: 30 }])),
      predictions: [{ exitTime: { region: 'x < 0.5' } }],
    });
    const found = await solveOperatorExit(experiment, 0, createPace());
    if (!found || 'absent' in found) throw new Error(found?.absent);
    return found;
  };
  const line = await field(['x'], 'x^2 / 2');
  const plane = await field(['x', 'y'], 'x^2 / 2 + y^2 / 2');
  plane.meanFrom.forEach((steps, c) => {
    const exact = line.meanFrom[Math.floor(c / 30)];
    if (Number.isNaN(exact)) expect(steps).toBeNaN();
    else expect(Math.abs(steps / exact - 1)).toBeLessThan(0.005);
  });
  // From the start itself it is the mean of the prediction.
  const atStart = (plane.meanFrom[14 * 30 + 15] + plane.meanFrom[15 * 30 + 15]) / 2;
  expect(Math.abs(atStart / plane.mean - 1)).toBeLessThan(0.005);
});
