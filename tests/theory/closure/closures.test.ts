import { expect, test } from 'vitest';
import type { PredictionName } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import type { ClosureName } from '../../../src/theory/closure/closures.js';
import { createClosureCoefficients1d } from '../../../src/theory/fokkerPlanck/coefficients1d.js';
import {
  createClosureCoefficients2d,
  createField2d,
} from '../../../src/theory/fokkerPlanck2d/coefficients2d.js';
import { predict } from '../../../src/theory/predict.js';

const line = (fields: object = {}) =>
  resolveExperiment({
    name: 'line',
    // Gradient x³ − x + a(1 + x): noise of strength (1 + x)², minima of the mean loss at ±1.
    landscape: {
      parameters: ['x'],
      loss: 'x^4 / 4 - x^2 / 2 + a * (x + x^2 / 2) + x / 20',
      data: { a: [-1, 1] },
    },
    learningRate: 0.1,
    steps: 1,
    initial: { x: { normal: [0, 0.2] } },
    ensembles: [{ name: 'walkers', rule: 'sgd' }],
    grid: { x: { min: -2, max: 2, cells: 20 } },
    ...fields,
  });

function fieldAt(name: ClosureName, x: number, fields: object = {}) {
  const closure = createClosureCoefficients1d(line(fields), 0, name);
  if ('absent' in closure) throw new Error(closure.absent);
  const [drift, diffusion] = [new Float64Array(1), new Float64Array(1)];
  closure.coefficients.evaluate(Float64Array.of(x), drift, diffusion);
  return { drift: drift[0], diffusion: diffusion[0], notes: closure.notes };
}

const slope = (x: number) => x ** 3 - x + 0.05;

test('order 2: drift −∇(L + η|∇L|²/4), diffusion as order 1', () => {
  for (const x of [-1.3, 0.2, 0.9]) {
    const one = fieldAt('fokkerPlanck', x);
    const two = fieldAt('fokkerPlanckOrder2', x);
    expect(one.drift).toBeCloseTo(-slope(x), 14);
    expect(one.diffusion).toBeCloseTo(0.05 * (1 + x) ** 2, 14);
    expect(two.drift).toBeCloseTo(-slope(x) * (1 + 0.05 * (3 * x * x - 1)), 13);
    expect(two.diffusion).toBe(one.diffusion);
  }
});

test('temperature: the diffusion of the lowest minimum, everywhere, and its place in a note', () => {
  // L is lowest near −1.024, where the noise is next to nothing; the other minimum is at 0.974.
  const { drift, diffusion, notes } = fieldAt('fokkerPlanckTemperature', 0.5);
  const [a, b] = [-1.05, -1];
  let [low, high] = [a, b];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  expect(drift).toBeCloseTo(-slope(0.5), 14);
  expect(diffusion).toBeCloseTo(0.05 * (1 + low) ** 2, 12);
  expect(notes.join()).toMatch(/temperature 0\.00002\d+.*-1\.024/);
});

test('regularisation adds ηδ/2 and says so', () => {
  for (const name of ['fokkerPlanck', 'fokkerPlanckOrder2', 'fokkerPlanckDiscrete'] as const) {
    const { diffusion, notes } = fieldAt(name, 0.3, { regularization: 0.2 });
    expect(diffusion).toBeCloseTo(0.05 * 1.3 ** 2 + 0.01, 14);
    expect(notes.join()).toMatch(/δ = 0\.2/);
  }
});

test('two dimensions: the drift of order 2 is −∇L − (η/2)∇²L∇L, with and without a closed form', () => {
  const gradient = (x: number, y: number) => [x + 0.4 * y + x * y * y, 0.4 * x + 2 * y + x * x * y];
  for (const loss of [
    'x^2 / 2 + 0.4 * x * y + y^2 + x^2 * y^2 / 2 + a * x + b * y',
    // The same, of a form that is not taken apart into features.
    'x^2 / 2 + 0.4 * x * y + y^2 + x^2 * y^2 / 2 + a * x + b * y + 0 * sin(a * x)^2',
  ]) {
    const experiment = resolveExperiment({
      name: 'plane',
      landscape: { parameters: ['x', 'y'], loss, data: { a: [1, -1], b: [1, -1] } },
      learningRate: 0.1,
      steps: 1,
      initial: { x: 0, y: 0 },
      ensembles: [{ name: 'walkers', rule: 'gaussianSgd' }],
      grid: { x: { min: -1, max: 1, cells: 8 }, y: { min: -1, max: 1, cells: 8 } },
    });
    const closure = createClosureCoefficients2d(experiment, 0, 'fokkerPlanckOrder2');
    if ('absent' in closure) throw new Error(closure.absent);
    const field = createField2d(1);
    const [x, y] = [0.3, -0.7];
    closure.coefficients.evaluate(Float64Array.of(x), Float64Array.of(y), field);
    const [gx, gy] = gradient(x, y);
    const [xx, xy, yy] = [1 + y * y, 0.4 + 2 * x * y, 2 + x * x];
    expect(field.bx[0]).toBeCloseTo(-gx - 0.05 * (xx * gx + xy * gy), 13);
    expect(field.by[0]).toBeCloseTo(-gy - 0.05 * (xy * gx + yy * gy), 13);
  }
});

test('every closure answers under its own name', async () => {
  const names: PredictionName[] = [
    'fokkerPlanck',
    'fokkerPlanckDiscrete',
    'fokkerPlanckOrder2',
    'fokkerPlanckTemperature',
  ];
  // Slopes ±1 beside a bowl: nothing is degenerate.
  const experiment = line({
    landscape: { parameters: ['x'], loss: 'x^2 / 2 + a * x', data: { a: [-1, 1] } },
    walkers: 1000,
  });
  for (const name of names) {
    const series = await predict(experiment, 0, name);
    expect(series.name).toBe(name);
    expect(series).toHaveProperty('predictions');
  }
  // Noise that dies at the minimum, and nowhere else.
  const still = line({
    landscape: { parameters: ['x'], loss: 'a * x^2 / 2', data: { a: [0.5, 1.5] } },
  });
  expect(await predict(still, 0, 'fokkerPlanckTemperature')).toHaveProperty(
    'absent',
    expect.stringMatching(/noise vanishes at the lowest minimum.*regularization/),
  );
});
