/** Laws far narrower than the experiment's cells keep their closed form, within the claimed error. */
import { describe, expect, test } from 'vitest';
import { normalDistribution } from '../../src/theory/law/initialLaw1d.js';
import { type Case, predictionsOf } from './experiments.js';

const [rate, temperature, deviation] = [0.1, 0.1, 0.2];
const steps = [1, 4, 20];
const base: Case = {
  loss: 'x^2 / 2',
  learningRate: rate,
  initial: { normal: [0.13, deviation] },
  rule: { rule: 'langevin', temperature },
  steps: 20,
  snapshots: steps,
  grid: [-1e6, 1e6, 200],
};

describe.each([
  ['an edge within the law', base],
  ['cells of odd width', { ...base, grid: [-7e4, 3e4, 13] }],
  ['an edge in its tail', { ...base, grid: [-1e6 + 0.4, 1e6 + 0.4, 200] }],
  ['a point start', { ...base, initial: 0.13 }],
] as const)('%s', (_, c) => {
  test.each(['masterEquation', 'fokkerPlanck'] as const)('%s', async (name) => {
    const predictions = await predictionsOf(c as Case, name);
    const [min, max, cells] = c.grid;
    for (const step of steps) {
      const { probabilities, solverError, outside } = predictions.get(step)!;
      // θ ← (1 − η)θ + √(2ηT)ξ, and dθ = −θ dt + √(2T) dW.
      const decay = name === 'masterEquation' ? (1 - rate) ** step : Math.exp(-rate * step);
      const noise = 2 * rate * temperature;
      const own =
        name === 'masterEquation'
          ? (noise * (1 - decay ** 2)) / (1 - (1 - rate) ** 2)
          : temperature * (1 - decay ** 2);
      const start = c.initial === 0.13 ? 0 : deviation;
      const width = Math.sqrt(own + (decay * start) ** 2);
      const below = (x: number) => normalDistribution((x - 0.13 * decay) / width);
      let distance = outside;
      for (let i = 0; i < cells; i++) {
        const [low, high] = [i, i + 1].map((k) => min + ((max - min) * k) / cells);
        distance += Math.abs(probabilities![i] - (below(high) - below(low)));
      }
      expect(solverError).toBeLessThan(1e-4);
      expect(distance / 2).toBeLessThan(10 * solverError + 1e-9);
    }
  });
});
