/**
 * Folding every step tends to the diffusion that is reflected at the wall at first order in η (Bossy,
 * Gobet, Talay, J. Appl. Probab. 41, 2004), looking once a step to the one that is absorbed as √η.
 */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { predict } from '../../src/theory/predict.js';

async function distanceAt(learningRate: number, boundary: string): Promise<number> {
  const steps = Math.round(0.32 / learningRate);
  const experiment = resolveExperiment({
    name: 'reflected',
    learningRate,
    steps,
    walkers: 10_000,
    landscape: { parameters: ['x'], loss: '2 * x' },
    initial: { x: { normal: [0.4, 0.06] } },
    ensembles: [{ rule: 'langevin', temperature: 0.25 }],
    grid: { x: { min: 0, max: 1, cells: 40, boundary } },
    snapshots: [steps],
  });
  const [a, b] = await Promise.all(
    (['masterEquation', 'fokkerPlanck'] as const).map(async (name) => {
      const series = await predict(experiment, 0, name);
      if ('absent' in series) throw new Error(series.absent);
      return series.predictions.get(steps)!;
    }),
  );
  return a.probabilities!.reduce(
    (sum, p, i) => sum + Math.abs(p - b.probabilities![i]) / 2,
    Math.abs(a.outside - b.outside) / 2,
  );
}

test.each([
  { boundary: 'reflecting', order: 1 },
  { boundary: 'absorbing', order: 0.5 },
])('$boundary: of order $order in η', async ({ boundary, order }) => {
  const distances: number[] = [];
  for (const rate of [0.01, 0.0025, 0.000625]) distances.push(await distanceAt(rate, boundary));
  const orders = [1, 2].map((k) => Math.log(distances[k - 1] / distances[k]) / Math.log(4));
  expect(Math.abs(orders[1] - order)).toBeLessThan(0.15);
});
