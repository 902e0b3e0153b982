/**
 * A law without chance is known exactly: a point moves by the map or along the flow, a spread start is
 * carried with them, whatever the rule whose noise is zero, in one and in two dimensions.
 */
import erfc from '@stdlib/math-base-special-erfc';
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { predict } from '../../../src/theory/predict.js';
import type { Prediction } from '../../../src/theory/prediction.js';

type Names = Parameters<typeof predict>[2];

const rate = 0.1;
const line = (spec: object) => ({
  landscape: { parameters: ['x'], loss: '(x - 1)^2 / 2' },
  learningRate: rate,
  steps: 10,
  initial: { x: 0.25 },
  grid: { x: { min: -3, max: 3, cells: 61 } },
  snapshots: [0, 1, 10],
  walkers: 1000,
  ...spec,
});

async function lawsOf(spec: object, name: Names): Promise<ReadonlyMap<number, Prediction>> {
  const series = await predict(resolveExperiment(spec), 0, name);
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions;
}

const cellOf = (x: number) => Math.floor((x + 3) / (6 / 61));

/** Every way to have no noise. */
const quiet: Record<string, object> = {
  'one sample': { ensembles: [{ rule: 'sgd' }] },
  'identical samples': {
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [1, 1, 1] } },
    ensembles: [{ rule: 'sgd', batchSize: 2 }],
  },
  'a column that the gradient does not read': {
    landscape: { parameters: ['x'], loss: '(x - 1)^2 / 2 + a', data: { a: [1, 2, 3] } },
    ensembles: [{ rule: 'sgd' }],
  },
  'the whole data': {
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [0, 1, 2] } },
    ensembles: [{ rule: 'sgd', batchSize: 3, replacement: false }],
  },
  'Gaussian noise of the whole data': {
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [0, 1, 2] } },
    ensembles: [{ rule: 'gaussianSgd', batchSize: 3, replacement: false }],
  },
  'Gaussian noise of identical samples': {
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [1, -1 + 2, 1] } },
    ensembles: [{ rule: 'gaussianSgd' }],
  },
  'temperature 0': { ensembles: [{ rule: 'langevin', temperature: 0 }] },
};

/** Where a quadratic of curvature 1 about 1 takes a walker within ten steps, by each equation. */
const contractions = {
  masterEquation: (1 - rate) ** 10,
  fokkerPlanck: Math.exp(-10 * rate),
  fokkerPlanckTemperature: Math.exp(-10 * rate),
  fokkerPlanckOrder2: Math.exp(-10 * rate * (1 + rate / 2)),
  fokkerPlanckDiscrete: (1 - rate) ** 10,
} as const;

test.each(Object.entries(quiet))('without noise a point stays a point: %s', async (_, spec) => {
  for (const [name, contraction] of Object.entries(contractions)) {
    const law = (await lawsOf(line(spec), name as Names)).get(10)!;
    const at = 1 - 0.75 * contraction;
    expect(law.mean[0]).toBeCloseTo(at, 11);
    expect(law.covariance[0]).toBe(0);
    expect(law.probabilities![cellOf(at)]).toBe(1);
    expect(law.solverError).toBeLessThan(1e-14);
  }
  const closed = (await lawsOf(line(spec), 'closedForm')).get(10)!;
  expect(closed.mean[0]).toBeCloseTo(1 - 0.75 * 0.9 ** 10, 12);
  expect(closed.covariance[0]).toBeCloseTo(0, 14);
});

test('without noise a normal start stays normal on a quadratic', async () => {
  const spec = line({ initial: { x: { normal: [0.25, 0.5] } }, ensembles: [{ rule: 'sgd' }] });
  const normal = (x: number) => erfc(-x / Math.SQRT2) / 2;
  for (const name of ['masterEquation', 'fokkerPlanck', 'fokkerPlanckOrder2'] as const) {
    const law = (await lawsOf(spec, name)).get(10)!;
    const [mean, deviation] = [1 - 0.75 * contractions[name], 0.5 * contractions[name]];
    let off = 0;
    law.probabilities!.forEach((p, i) => {
      const [a, b] = [i, i + 1].map((k) => (-3 + (6 * k) / 61 - mean) / deviation);
      off += Math.abs(p - (normal(b) - normal(a))) / 2;
    });
    expect(off).toBeLessThan(Math.max(1e-9, law.solverError));
    expect(law.solverError).toBeLessThan(1e-6);
    expect(Math.sqrt(law.covariance[0])).toBeCloseTo(deviation, 8);
  }
});

test('a uniform start folds over where the map turns back', async () => {
  // θ′ = θ² for the loss θ²/2 − θ³/3 at η = 1: of θ uniform on [−1, 1], P(θ′ < v) = √v.
  const spec = line({
    landscape: { parameters: ['x'], loss: 'x^2 / 2 - x^3 / 3' },
    learningRate: 1,
    steps: 1,
    snapshots: [1],
    initial: { x: { uniform: [-1, 1] } },
    ensembles: [{ rule: 'sgd' }],
    grid: { x: { min: 0, max: 1, cells: 50 } },
  });
  const law = (await lawsOf(spec, 'masterEquation')).get(1)!;
  const off = law.probabilities!.reduce(
    (sum, p, i) => sum + Math.abs(p - (Math.sqrt((i + 1) / 50) - Math.sqrt(i / 50))) / 2,
    0,
  );
  expect(off).toBeLessThan(Math.max(1e-12, law.solverError));
  expect(law.solverError).toBeLessThan(1e-5);
});

test('a flow comes to rest in a kink, crosses one that it can, and ends at a pole', async () => {
  const at = async (loss: string, start: number, steps: number) => {
    const spec = line({
      landscape: { parameters: ['x'], loss },
      initial: { x: start },
      steps,
      snapshots: [steps],
      ensembles: [{ rule: 'sgd' }],
    });
    return (await lawsOf(spec, 'fokkerPlanck')).get(steps)!.mean[0];
  };
  expect(await at('abs(x)', 0.5, 20)).toBeCloseTo(0, 10);
  // dx/dt = −1 down to 0 at time 1/2, then −2 for as long again.
  expect(await at('x > 0 ? x : 2 * x', 0.5, 10)).toBeCloseTo(-1, 9);
  // d(x^{3/2})/dt = −3/4: at 0 after time 4/3 · 0.5^{3/2}.
  expect(await at('sqrt(abs(x))', 0.5, 20)).toBeCloseTo(0, 8);
  expect(await at('sqrt(abs(x))', 0.5, 2)).toBeCloseTo((0.5 ** 1.5 - 0.75 * 0.2) ** (2 / 3), 10);
});

const plane = (spec: object) => ({
  landscape: { parameters: ['x', 'y'], loss: 'x^2 + x * y + y^2 + 0 * x' },
  learningRate: 0.1,
  steps: 5,
  ensembles: [{ rule: 'langevin', temperature: 0 }],
  grid: { x: { min: -2, max: 2, cells: 40 }, y: { min: -2, max: 2, cells: 40 } },
  snapshots: [0, 5],
  walkers: 1000,
  ...spec,
});

test('in the plane: a point, a line of starts, and a spread of them', async () => {
  // Along (1, 1) and (1, −1) the Hessian is 3 and 1.
  const [a, b] = [0.7 ** 5, 0.9 ** 5];
  const carried = ([x, y]: readonly number[]) => [
    (a * (x + y) + b * (x - y)) / 2,
    (a * (x + y) - b * (x - y)) / 2,
  ];
  const point = (await lawsOf(plane({ initial: { x: 1, y: 0.5 } }), 'masterEquation')).get(5)!;
  carried([1, 0.5]).forEach((v, k) => {
    expect(point.mean[k]).toBeCloseTo(v, 13);
  });
  expect(Math.max(...point.probabilities!)).toBe(1);
  for (const [initial, xx, yy] of [
    [{ x: { normal: [0, 0.3] }, y: 0.5 }, 0.09, 0],
    [{ x: { normal: [0, 0.3] }, y: { uniform: [-0.6, 0.6] } }, 0.09, 0.12],
  ] as const) {
    const law = (await lawsOf(plane({ initial }), 'masterEquation')).get(5)!;
    const m = [(a + b) / 2, (a - b) / 2];
    const covariance = [
      m[0] * m[0] * xx + m[1] * m[1] * yy,
      m[0] * m[1] * (xx + yy),
      m[0] * m[1] * (xx + yy),
      m[1] * m[1] * xx + m[0] * m[0] * yy,
    ];
    law.covariance.forEach((v, k) => {
      expect(v).toBeCloseTo(covariance[k], 6);
    });
    expect(law.probabilities!.reduce((s, p) => s + p, law.outside)).toBeCloseTo(1, 12);
    expect(law.solverError).toBeLessThan(1e-3);
  }
});

test('walkers that rest on an edge are in the cell that float32 counts them in', async () => {
  const spec = line({
    initial: { x: 1 },
    learningRate: 0.5,
    grid: { x: { min: -4, max: 6, cells: 200 } },
    ensembles: [{ rule: 'sgd' }],
  });
  for (const name of Object.keys(contractions) as Names[]) {
    const law = (await lawsOf(spec, name)).get(10)!;
    expect(law.probabilities![100]).toBe(1);
    expect(law.solverError).toBeLessThan(1e-14);
    expect(law.notes.join()).not.toMatch(/edge/);
  }
});

test('a chaotic map is known, and float32 walkers are owned to be elsewhere', async () => {
  // η L′ = 4x² − 3x: the logistic map 4x(1 − x) in disguise.
  const spec = line({
    landscape: { parameters: ['x'], loss: '4 * x^3 / 3 - 3 * x^2 / 2' },
    learningRate: 1,
    steps: 100,
    snapshots: [5, 100],
    initial: { x: 0.3 },
    ensembles: [{ rule: 'sgd' }],
  });
  const laws = await lawsOf(spec, 'masterEquation');
  expect(laws.get(5)!.solverError).toBeLessThan(1e-14);
  expect(laws.get(100)!.solverError).toBe(1);
});
