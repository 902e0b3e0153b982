/** What the contract of both backends is tried on, and the histogram's rule on the host. */
import { cellEdges, type Grid } from '../../src/math/grid.js';

export const base = {
  name: 'contract',
  learningRate: 0.2,
  steps: 100,
  walkers: 3000,
  seed: '7',
  snapshots: [0, 100],
  predictions: [],
};

export const oneDimension = {
  ...base,
  landscape: {
    parameters: ['x'],
    loss: '(x^2 - 1)^2 / 4 + a * x',
    data: { a: [-0.6, -0.2, 0.2, 0.6] },
  },
  initial: { x: { normal: [0, 0.2] } },
  ensembles: [
    { name: 'SGD', rule: 'sgd', batchSize: 1 },
    { name: 'SGD without replacement', rule: 'sgd', batchSize: 3, replacement: false },
    { name: 'Gaussian SGD', rule: 'gaussianSgd', batchSize: 1 },
    { name: 'Langevin', rule: 'langevin', temperature: 0.05 },
    { name: 'Langevin again', rule: 'langevin', temperature: 0.05 },
  ],
  // Narrow on purpose: some walkers are outside.
  grid: { x: { min: -1.2, max: 1, cells: 37 } },
};

export const twoDimensions = {
  ...base,
  landscape: {
    parameters: ['x', 'y'],
    loss: 'x^4 / 4 + (1 + 0.5 * a * b) * (x - y)^2 / 2 + a * x + b * y',
    data: { a: [-1, -0.2, 0.4, 0.8], b: [0.3, -0.5, 0.9, -0.7] },
  },
  initial: { x: { normal: [0, 0.2] }, y: { uniform: [-1, 1] } },
  ensembles: [
    { name: 'SGD', rule: 'sgd', batchSize: 2 },
    { name: 'Gaussian SGD', rule: 'gaussianSgd', batchSize: 2 },
    { name: 'Langevin', rule: 'langevin', temperature: 0.05 },
  ],
  grid: { x: { min: -1, max: 0.9, cells: 13 }, y: { min: -0.7, max: 1, cells: 29 } },
};

/** x′ = 2x exactly: every float32 walker doubles until it leaves the bound. */
export const doubling = {
  ...base,
  landscape: { parameters: ['x'], loss: '-x^2 / 2' },
  learningRate: 1,
  initial: { x: { normal: [0, 1] } },
  ensembles: [{ name: 'Descent', rule: 'langevin', temperature: 0 }],
  grid: { x: { min: -3, max: 3, cells: 8 } },
};

export const cases = [
  ...oneDimension.ensembles.map((e, index) => ({ what: `1-D ${e.name}`, index, of: oneDimension })),
  ...twoDimensions.ensembles.map((e, index) => ({
    what: `2-D ${e.name}`,
    index,
    of: twoDimensions,
  })),
];

/** The cell of a float32 position: the last whose lower edge, as float32, is not above it; −1 off the grid. */
export function hostCell(grid: Grid, position: readonly number[]): number {
  let cell = 0;
  for (const [i, axis] of grid.entries()) {
    const { min, max, cells, boundary } = axis;
    let x = position[i];
    if (boundary === 'periodic') x -= (max - min) * Math.floor((x - min) / (max - min));
    const edges = cellEdges(axis).map(Math.fround);
    if (!(x >= edges[0] && x < edges[cells])) return -1;
    cell = cell * cells + edges.findLastIndex((edge) => edge <= x);
  }
  return cell;
}
