import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { predict } from '../../../src/theory/predict.js';

// Sums of four of these samples lie on a lattice finer than the solver's cells, and a uniform start
// makes a staircase of them: two resolutions of the first step agree to 4e-8 and are 2e-5 off.
const offsets = Array.from({ length: 8 }, (_, i) => -1 + (2 * i) / 7 + 0.013 * Math.sin(i * i));

test.each([-0.5, -0.513])(
  'variances from a uniform start on [%s, 0.5] own up to what cells do not see',
  async (low) => {
    const experiment = resolveExperiment({
      landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: offsets } },
      learningRate: 0.1,
      steps: 12,
      snapshots: [1, 2, 12],
      initial: { x: { uniform: [low, 0.5] } },
      ensembles: [{ rule: 'sgd', batchSize: 4 }],
      grid: { x: { min: -1.5, max: 1.5, cells: 100 } },
      walkers: 1_000_000,
    });
    const solved = await predict(experiment, 0, 'masterEquation');
    const exact = await predict(experiment, 0, 'closedForm');
    if ('absent' in solved || 'absent' in exact) throw new Error('no prediction');
    expect([...solved.predictions.keys()]).toEqual([1, 2, 12]);
    for (const [step, law] of solved.predictions) {
      const variance = exact.predictions.get(step)?.covariance[0] ?? Number.NaN;
      expect(Math.abs(law.covariance[0] / variance - 1)).toBeLessThan(law.momentError);
      expect(law.momentError).toBeLessThan(1e-4);
    }
  },
);
