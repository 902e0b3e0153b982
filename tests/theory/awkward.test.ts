/**
 * Experiments at which solvers used to go on for ever: each comes back within a budget of work, with a
 * result or with a reason, and can be stopped.
 */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { predictionNames } from '../../src/model/predictions.js';
import { createPace, OverBudgetError } from '../../src/theory/pace.js';
import { predict } from '../../src/theory/predict.js';

const line = (loss: string, spec: object) => ({
  landscape: { parameters: ['x'], loss },
  learningRate: 0.01,
  steps: 10,
  initial: { x: 1 },
  ensembles: [{ rule: 'langevin', temperature: 1 }],
  walkers: 100,
  grid: { x: { min: -2, max: 2, cells: 20 } },
  ...spec,
});

const plane = (loss: string, spec: object) => ({
  ...line(loss, {}),
  landscape: { parameters: ['x', 'y'], loss, data: { u: [1, 2, 3], v: [2, 4, 6], z: [1, 2, 4] } },
  initial: { x: 0.5, y: 0 },
  ensembles: [{ rule: 'sgd' }],
  grid: { x: { min: -2, max: 2, cells: 10 }, y: { min: -2, max: 2, cells: 10 } },
  ...spec,
});

const awkward: Record<string, object> = {
  'an infinite gradient at a wall': line('x - log(x)', {
    grid: { x: { min: 0, max: 2, cells: 10, boundary: 'reflecting' } },
  }),
  'an infinite gradient inside': line('sqrt(abs(x))', {}),
  'a huge learning rate': line('x^4', { learningRate: 1e4 }),
  'tiny noise': line('x^2 / 2', { ensembles: [{ rule: 'langevin', temperature: 1e-14 }] }),
  'a stiff drift': line('1e9 * x^2', { learningRate: 1e-3 }),
  'a million steps': line('x^2 / 2', { steps: 1_000_000 }),
  'a million steps without noise': line('x^4', {
    steps: 1_000_000,
    ensembles: [{ rule: 'sgd' }],
    initial: { x: { normal: [0, 1] } },
  }),
  'nearly degenerate diffusion': line('(1 + a) * x^2 / 2', {
    landscape: {
      parameters: ['x'],
      loss: '(1 + a) * x^2 / 2',
      data: { a: [-1e-9, 1e-9] },
    },
    ensembles: [{ rule: 'sgd' }],
  }),
  'collinear features': plane('(x * u + y * v - z)^2 / 2', {}),
};

const allowed = 2e7;

test.each(Object.entries(awkward))('%s: every solver comes back', async (_, spec) => {
  const experiment = resolveExperiment(spec);
  for (const name of predictionNames) {
    const series = await predict(experiment, 0, name, { work: allowed });
    if ('absent' in series) expect(series.absent.length).toBeGreaterThan(20);
    else expect([...series.predictions.keys()]).toEqual(experiment.snapshots);
  }
});

test('a budget says what it takes beside what there is, before and after', async () => {
  const pace = createPace({ work: 1000 });
  expect(() => pace.plan(1e6, 'following the law')).toThrow(
    /following the law takes some 1.0e\+6 operations \(at most 1.0e\+3 are spent\)/,
  );
  pace.progress(0.25);
  expect(pace.tick(900)).toBeNull();
  expect(() => pace.tick(200)).toThrow(OverBudgetError);
  expect(() => pace.tick(0)).toThrow(/taken 1.1e\+3 operations and would go on to some 4.4e\+3/);
  expect(pace.renewed().left()).toBe(1000);
});
