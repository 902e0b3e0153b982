import { expect, test } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { solveAt } from '../../src/run/solveAt.js';

test('what takes no time is solved first, the rest as it is listed, over all ensembles', async () => {
  const experiment = resolveExperiment({
    landscape: { name: 'twoQuadratics' },
    learningRate: 0.5,
    steps: 4,
    ensembles: [{ rule: 'sgd' }, { rule: 'gaussianSgd' }],
    walkers: 100,
    predictions: ['masterEquation', 'fokkerPlanck', 'closedForm'],
  });
  const order: [string, number][] = [];
  for await (const { index, series } of solveAt(experiment, [4])) {
    order.push([series.name, index]);
  }
  expect(order).toEqual(
    ['closedForm', 'masterEquation', 'fokkerPlanck'].flatMap((name) => [
      [name, 0],
      [name, 1],
    ]),
  );
});
