/** Closed forms through the library: many parameters, no grid, no walkers. */
import { expect, test } from 'vitest';
import { resolveExperiment, SpecError, solveMoments } from '../../../src/index.js';
import { predict } from '../../../src/theory/predict.js';

/** Independent modes λᵢxᵢ²/2, the gradient of each shaken by ±√c per sample: 2d samples. */
function modes(lambda: readonly number[], c: number) {
  const d = lambda.length;
  const parameters = lambda.map((_, i) => `x${i}`);
  const shake = (k: number) =>
    lambda.flatMap((_, i) => [1, -1].map((s) => (i === k ? s * Math.sqrt(d * c) : 0)));
  return {
    parameters,
    loss: lambda.map((l, i) => `${l} * x${i}^2 / 2 + b${i} * x${i}`).join(' + '),
    data: Object.fromEntries(lambda.map((_, i) => [`b${i}`, shake(i)])),
  };
}

const spaced = (from: number, to: number, d: number) =>
  Array.from({ length: d }, (_, i) => from + ((to - from) * i) / (d - 1));
const trace = (covariance: Float64Array, d: number) =>
  Array.from({ length: d }, (_, i) => covariance[i * d + i]).reduce((a, b) => a + b, 0);

test('docs/theory.md §5, ten dimensions from N(0, I): trace 0.1991972 after 1000 steps and for all times', async () => {
  const landscape = modes(spaced(0.3, 3, 10), 0.25);
  const initial = Object.fromEntries(landscape.parameters.map((p) => [p, { normal: [0, 1] }]));
  const [{ series, stationary, name }] = await solveMoments({
    landscape,
    initial,
    learningRate: 0.15,
    steps: 1000,
    snapshots: [0, 1000],
    ensembles: [{ name: 'SGD', rule: 'sgd' }],
  });
  expect(name).toBe('SGD');
  if ('absent' in series || 'absent' in stationary) throw new Error('no moments');
  expect(trace(series.predictions.get(0)!.covariance, 10)).toBe(10);
  expect(trace(series.predictions.get(1000)!.covariance, 10)).toBeCloseTo(0.1991972, 7);
  expect(trace(stationary.covariance, 10)).toBeCloseTo(0.1991972, 7);
});

test('64 parameters: every mode of Langevin has variance T/(λ(1 − ηλ/2))', async () => {
  const lambda = spaced(0.1, 4, 64);
  const [{ stationary }] = await solveMoments({
    landscape: modes(lambda, 1),
    initial: Object.fromEntries(lambda.map((_, i) => [`x${i}`, 0])),
    learningRate: 0.1,
    steps: 1,
    ensembles: [{ rule: 'langevin', temperature: 0.1 }],
  });
  if ('absent' in stationary) throw new Error(stationary.absent);
  lambda.forEach((l, i) => {
    expect(stationary.covariance[i * 65] * l * (1 - 0.05 * l)).toBeCloseTo(0.1, 11);
  });
});

test('the moments of two parameters are those of the experiment of the same fields', async () => {
  const fields = {
    landscape: { parameters: ['x', 'y'], loss: '(y - a * x)^2 / 2', data: { a: [0.5, 1, 2] } },
    initial: { x: 1, y: { uniform: [-1, 2] } },
    learningRate: 0.1,
    steps: 20,
    snapshots: [3, 20],
    ensembles: [{ rule: 'gaussianSgd', batchSize: 2, learningRate: 0.2 }],
  };
  const grid = { x: { min: -3, max: 3, cells: 8 }, y: { min: -3, max: 3, cells: 8 } };
  const experiment = resolveExperiment({ ...fields, grid });
  const [{ series }] = await solveMoments(fields);
  expect(series).toEqual(await predict(experiment, 0, 'closedForm'));
});

test('what moments do not need, and what is wrong, is named', async () => {
  const fields = {
    landscape: { parameters: ['x'], loss: 'x^2' },
    initial: { x: 1 },
    learningRate: 0.1,
    steps: 1,
    ensembles: [{ rule: 'langevin' }],
  };
  await expect(solveMoments({ ...fields, walkers: 10 })).rejects.toThrow(SpecError);
  await expect(solveMoments({ ...fields, walkers: 10 })).rejects.toThrow(/walkers/);
  const many = Array.from({ length: 65 }, (_, i) => `x${i}`);
  const tooMany = { ...fields, landscape: { parameters: many, loss: 'x0^2' } };
  await expect(solveMoments(tooMany)).rejects.toThrow(/landscape.parameters.*1 to 64/);
  const quartic = await solveMoments({ ...fields, landscape: { parameters: ['x'], loss: 'x^4' } });
  expect(quartic[0].series).toHaveProperty('absent');
});
