/** How far the closures are from the chain itself as η → 0 (docs/theory.md §2). */
import { expect, test } from 'vitest';
import type { PredictionName } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { predict } from '../../src/theory/predict.js';

/** Gradient x³ + x/2 + a: a drift that is not linear, noise of strength 1. */
const experimentAt = (learningRate: number, fields: object = {}) =>
  resolveExperiment({
    name: 'orders',
    landscape: { parameters: ['x'], loss: 'x^4 / 4 + x^2 / 4 + a * x', data: { a: [-1, 1] } },
    learningRate,
    steps: Math.round(1 / learningRate),
    initial: { x: { normal: [0.8, 0.3] } },
    ensembles: [{ name: 'walkers', rule: 'sgd', batchSize: 1 }],
    walkers: 1e8,
    grid: { x: { min: -2.5, max: 2.5, cells: 100 } },
    snapshots: [Math.round(1 / learningRate)],
    ...fields,
  });

async function lastOf(learningRate: number, name: PredictionName, fields: object = {}) {
  const experiment = experimentAt(learningRate, fields);
  const series = await predict(experiment, 0, name);
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions.get(experiment.snapshots[0])!;
}

const rates = [0.1, 0.05, 0.025];

test('the mean at t = 1 on a nonlinear drift: errors of order η and η²', async () => {
  const slopesOf = async (name: PredictionName) => {
    const errors: number[] = [];
    for (const eta of rates) {
      const [chain, closure] = [await lastOf(eta, 'masterEquation'), await lastOf(eta, name)];
      errors.push(closure.mean[0] - chain.mean[0]);
    }
    return errors.slice(1).map((e, k) => Math.log2(Math.abs(errors[k] / e)));
  };
  const one = await slopesOf('fokkerPlanck');
  const two = await slopesOf('fokkerPlanckOrder2');
  // The next order is a factor η away: half a unit at the coarsest.
  expect(Math.abs(one[1] - 1)).toBeLessThan(0.2);
  expect(Math.abs(two[1] - 2)).toBeLessThan(0.3);
}, 60_000);

test('stationary variance: order 2 errs on the other side, the discrete closure not at all', async () => {
  const eta = 0.1;
  const fields = {
    landscape: { parameters: ['x'], loss: 'x^2 / 2 + a * x', data: { a: [-1, 1] } },
    steps: 150,
    snapshots: [150],
  };
  const variance = async (name: PredictionName) => (await lastOf(eta, name, fields)).covariance[0];
  const exact = eta / (2 - eta);
  expect(await variance('fokkerPlanck')).toBeCloseTo(eta / 2, 7);
  // ηs²/(2λ)·(1 − ηλ/2) to first order; the closure's own is ηs²/(2λ(1 + ηλ/2)).
  expect(await variance('fokkerPlanckOrder2')).toBeCloseTo(eta / 2 / (1 + eta / 2), 7);
  expect(await variance('fokkerPlanckTemperature')).toBeCloseTo(eta / 2, 7);
  expect(Math.abs((await variance('fokkerPlanckDiscrete')) / exact - 1)).toBeLessThan(1e-5);
  // Farther from the chain than order 1 is.
  expect(exact - eta / 2 / (1 + eta / 2)).toBeGreaterThan(1.9 * (exact - eta / 2));
}, 60_000);
