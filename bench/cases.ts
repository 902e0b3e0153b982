/** What `npm run bench` times: every rule in one and two dimensions, on the same kind of loss. */
import type { Experiment } from '../src/model/experiment.js';
import { resolveExperiment } from '../src/model/file/resolve.js';

const ensembles = [
  { name: 'langevin', rule: 'langevin', temperature: 0.025 },
  { name: 'sgd', rule: 'sgd', batchSize: 1 },
  { name: 'sgd batch 8', rule: 'sgd', batchSize: 8 },
  { name: 'sgd batch 2 of 4', rule: 'sgd', batchSize: 2, replacement: false },
  { name: 'gaussianSgd', rule: 'gaussianSgd', batchSize: 1 },
];

const tilts = [-0.6, -0.2, 0.2, 0.6];

export function benchExperiment(dimension: 1 | 2, walkers: number, cells: number): Experiment {
  const axis = { min: -2.5, max: 2.5, cells };
  const law = { normal: [0, 0.5] };
  const common = { learningRate: 0.05, steps: 1_000_000, walkers, ensembles, predictions: [] };
  return resolveExperiment(
    dimension === 1
      ? {
          ...common,
          name: 'bench-1d',
          landscape: {
            parameters: ['x'],
            loss: '(x^2 - 1)^2 / 4 + a * x',
            data: { a: tilts },
          },
          initial: { x: law },
          grid: { x: axis },
          snapshots: [0],
        }
      : {
          ...common,
          name: 'bench-2d',
          landscape: {
            parameters: ['x', 'y'],
            loss: '(x^2 - 1)^2 / 4 + a * x + (1 + x^2) * y^2 / 2 + b * y',
            data: { a: tilts, b: [0.3, -0.3, -0.3, 0.3] },
          },
          initial: { x: law, y: law },
          grid: { x: axis, y: axis },
          snapshots: [0],
        },
  );
}
