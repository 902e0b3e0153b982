/** Small experiments: one per rule and dimension for tests of the kernels, one for the page. */
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';

/** Resolves `overrides` on top of a small tilted double well. */
export function smallExperiment(overrides: Record<string, unknown> = {}): Experiment {
  return resolveExperiment({
    name: 'small',
    landscape: {
      parameters: ['x'],
      loss: '(x^2 - 1)^2 / 4 + a * x',
      data: { a: [-0.6, -0.2, 0.2, 0.6, 0.1] },
    },
    learningRate: 0.1,
    steps: 1000,
    initial: { x: { normal: [0, 0.5] } },
    ensembles: [
      { name: 'batch 1', rule: 'sgd', batchSize: 1 },
      { name: 'batch 2', rule: 'sgd', batchSize: 2 },
      { name: 'batch 3', rule: 'sgd', batchSize: 3 },
      { name: 'batch 4 without', rule: 'sgd', batchSize: 4, replacement: false },
      { name: 'batch 5 without', rule: 'sgd', batchSize: 5, replacement: false },
      { name: 'gaussian', rule: 'gaussianSgd', batchSize: 1 },
      { name: 'langevin', rule: 'langevin', temperature: 0.1 },
    ],
    walkers: 4096,
    seed: '12345678901234567890',
    grid: { x: { min: -2, max: 2, cells: 80 } },
    snapshots: [0, 10],
    predictions: [],
    ...overrides,
  });
}

/** The same in two dimensions; the loss does not separate, so that samples are looped over. */
export function smallPlane(overrides: Record<string, unknown> = {}): Experiment {
  return smallExperiment({
    landscape: {
      parameters: ['x', 'y'],
      loss: '(x^2 - 1)^2 / 4 + y^2 + tanh(a * x * y) + a * b * y',
      data: { a: [-0.6, -0.2, 0.2, 0.6, 0.1], b: [1, 2, 0.5, -1, -2] },
    },
    initial: { x: { normal: [0, 0.5] }, y: { uniform: [-1, 1] } },
    grid: { x: { min: -2, max: 2, cells: 40 }, y: { min: -3, max: 3, cells: 30 } },
    ...overrides,
  });
}

/** A parabola as its file states it, solved and run in a moment; without a name. */
export const smallParabola = {
  landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [-1, 0, 1] } },
  learningRate: 0.1,
  steps: 60,
  walkers: 5000,
  initial: { x: 0.5 },
  ensembles: [{ name: 'SGD', rule: 'sgd', batchSize: 1 }],
  grid: { x: { min: -2, max: 2, cells: 80 } },
  predictions: ['masterEquation'],
};
