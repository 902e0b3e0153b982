import { expect, test } from 'vitest';
import { rules } from '../../../src/model/rules.js';
import { createLinearModel, type LinearModel } from '../../../src/theory/closedForm/linearModel.js';
import {
  secondMomentGrowth,
  stationaryMoments,
} from '../../../src/theory/closedForm/stationaryMoments.js';
import { predict } from '../../../src/theory/predict.js';
import { type Case, experimentOf, lastPrediction, noisyQuadratic } from '../experiments.js';

function modelOf(c: Pick<Case, 'loss' | 'data' | 'rule' | 'learningRate'>): LinearModel {
  const { landscape, ensembles } = experimentOf({ ...c, initial: 0, steps: 1, grid: [-1, 1, 10] });
  const model = createLinearModel(landscape, ensembles[0].law);
  if ('absent' in model) throw new Error(model.absent);
  return model;
}

const sgd = (batchSize = 1, replacement = true) => ({ rule: 'sgd', batchSize, replacement });
const variance = async (c: Parameters<typeof modelOf>[0]) =>
  (await stationaryMoments(modelOf(c))).moments!.covariance[0];

test.each([
  [0.1, 0.0526315789],
  [0.5, 0.3333333333],
])(
  'docs/theory.md §5, finite η = %f: V = %f for SGD and its Gaussian model',
  async (learningRate, V) => {
    for (const rule of [sgd(), { rule: 'gaussianSgd', batchSize: 1 }]) {
      expect(await variance({ ...noisyQuadratic, rule, learningRate })).toBeCloseTo(V, 9);
    }
  },
);

test('ULA on a quadratic: V = T/(λ(1 − hλ/2))', async () => {
  const c = {
    loss: '3 * x^2 / 2',
    rule: { rule: 'langevin', temperature: 0.4 },
    learningRate: 0.2,
  };
  expect(await variance(c)).toBeCloseTo(0.4 / (3 * (1 - 0.3)), 12);
});

/** Curvature 1 ± √Γ and gradient noise ±√d, independent: the four sign pairs. */
const randomCurvature = (Gamma: number, d: number) => ({
  loss: `(1 + ${Math.sqrt(Gamma)} * h) * x^2 / 2 + ${Math.sqrt(d)} * g * x`,
  data: { h: [1, 1, -1, -1], g: [1, -1, 1, -1] },
});

test.each([
  [0.6, 1, 0.15],
  [0.2, 4, 0.04],
])(
  'docs/theory.md §5, random curvature η = %f, Γ = %f: V* = %f',
  async (learningRate, Gamma, V) => {
    const c = { ...randomCurvature(Gamma, 0.2), rule: sgd(), learningRate };
    expect(await variance(c)).toBeCloseTo(V, 10);
  },
);

test.each([
  [0.2, 9],
  [0.6, 2.3333333],
  [0.7, 1.8571429],
])('docs/theory.md §5, stability edge at η = %f: Γ = %f', async (learningRate, edge) => {
  const growth = (Gamma: number) =>
    secondMomentGrowth(modelOf({ ...randomCurvature(Gamma, 0.2), rule: sgd(), learningRate }));
  expect(await growth(edge * (1 - 1e-6))).toBeLessThan(1);
  expect(await growth(edge * (1 + 1e-6))).toBeGreaterThan(1);
});

test('docs/theory.md §5, linear regression with the moments of N(0, 1) inputs', async () => {
  // x² has mean 1 and second moment 3, as for normal inputs: x ∈ {±√3, 0 (four times)}; labels ±1.
  const r = Math.sqrt(3);
  const x = [r, -r, 0, 0, 0, 0].flatMap((v) => [v, v]);
  const y = x.map((_, i) => (i % 2 === 0 ? 1 : -1));
  for (const [learningRate, V] of [
    [0.1, 0.0588235294],
    [0.3, 0.2727272727],
  ]) {
    const loss = '(z * x - y)^2 / 2';
    const regression = { loss, data: { z: x, y }, rule: sgd(), learningRate };
    expect(await variance(regression)).toBeCloseTo(V, 9);
  }
});

test('without replacement the noise shrinks by (n − b)/(n − 1)', async () => {
  const data = { a: [-3, -1, 1, 3] };
  const V = (rule: Case['rule']) =>
    variance({ loss: '(x - a)^2 / 2', data, rule, learningRate: 0.1 });
  expect((await V(sgd(2, false))) / (await V(sgd(2, true)))).toBeCloseTo(2 / 3, 12);
});

test('moments with a mean that moves: every rule against the sum over its noise', async () => {
  const data = { a: [-1, 0.5, 2], b: [0.4, -0.7, 0.6] };
  for (const rule of Object.keys(rules)) {
    const c: Case = {
      loss: '(1.5 + a / 3) * x^2 / 2 + b * x',
      data,
      rule: rule === 'langevin' ? { rule, temperature: 0.1 } : { rule, batchSize: 1 },
      learningRate: 0.2,
      initial: 0.8,
      steps: 2,
      grid: [-4, 4, 1024],
    };
    const closed = await lastPrediction(c, 'closedForm');
    const solved = await lastPrediction(c, 'masterEquation');
    expect(solved.mean[0]).toBeCloseTo(closed.mean[0], 6);
    expect(Math.abs(solved.covariance[0] - closed.covariance[0])).toBeLessThan(1e-6);
  }
});

test('growing second moments of contracting walkers are announced', async () => {
  const c: Case = {
    ...randomCurvature(4, 0.2),
    rule: sgd(),
    learningRate: 0.5,
    initial: 0,
    steps: 5,
    grid: [-2, 2, 50],
  };
  // q = 0.25 + 0.25·4 = 1.25; slopes 1 − 0.5·3 and 1 − 0.5·(−1): E ln = ½ ln 0.75 < 0.
  const p = await lastPrediction(c, 'closedForm');
  expect(p.notes.join()).toMatch(/1\.25.*almost every walker contracts/);
});

test('a landscape that is not quadratic has no closed form', async () => {
  const c = { loss: 'x^4', rule: sgd(), learningRate: 0.1, initial: 0, steps: 1 };
  const series = await predict(experimentOf({ ...c, grid: [-1, 1, 10] }), 0, 'closedForm');
  expect(series).toHaveProperty('absent', expect.stringContaining('not quadratic'));
});
