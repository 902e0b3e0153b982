import { expect, test } from 'vitest';
import { createMaps1d } from '../../../src/theory/master/maps1d.js';
import { stationaryDistribution } from '../../../src/theory/master/stationary1d.js';
import { createTransferOperator1d } from '../../../src/theory/master/transferOperator1d.js';
import { createPace } from '../../../src/theory/pace.js';
import { lawFromDistribution } from '../../../src/theory/snapshot1d.js';
import { createSolverGrid1d } from '../../../src/theory/solverGrid1d.js';
import { type Case, experimentOf } from '../experiments.js';

async function stationaryOf(c: Case, refinement: number, limit = 3000) {
  const { landscape, ensembles, grid, initial } = experimentOf(c);
  const maps = createMaps1d(landscape, ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const solverGrid = createSolverGrid1d(grid[0], refinement, [0, 0]);
  const operator = await createTransferOperator1d(maps, solverGrid, createPace());
  const found = stationaryDistribution(operator, operator.start(initial[0]), 1e-14, limit);
  const slopes = new Float64Array(found.distribution.length);
  operator.slopes(found.distribution, slopes);
  const law = lawFromDistribution(solverGrid, found.distribution, slopes);
  return { ...found, edges: solverGrid.edges, law };
}

/** One well, not a parabola, with noise that grows with x. */
const well: Case = {
  loss: 'x^4 / 4 + x^2 / 4 + a * (x + x^2 / 4)',
  data: { a: [-0.9, -0.1, 0.4, 0.6] },
  rule: { rule: 'sgd', batchSize: 2 },
  learningRate: 0.2,
  initial: { normal: [0, 0.3] },
  steps: 1,
  grid: [-2.2, 2.2, 400],
};

test('Yaida: ⟨x L′⟩ = (η/2)⟨g²⟩ at stationarity of SGD, at a large learning rate', async () => {
  const { distribution, edges, residual } = await stationaryOf(well, 8);
  expect(residual).toBeLessThan(1e-14);
  // Gradient x³ + x/2 + a(1 + x/2), a of mean 0; its variance is halved by the batch of 2.
  const variance = (0.81 + 0.01 + 0.16 + 0.36) / 4 / 2;
  let left = 0;
  let right = 0;
  for (let j = 0; j + 1 < edges.length; j++) {
    const x = (edges[j] + edges[j + 1]) / 2;
    const p = distribution[j + 1] - distribution[j];
    const gradient = x ** 3 + x / 2;
    left += p * x * gradient;
    right += (p * 0.2 * (gradient ** 2 + variance * (1 + x / 2) ** 2)) / 2;
  }
  // Midpoints of cells of width 0.0014 add h²/24·f″ ≈ 3e-7, a few 1e-6 of the two sides.
  expect(left).toBeGreaterThan(0.01);
  expect(Math.abs(left / right - 1)).toBeLessThan(2e-5);
});

test('ULA: the stationary variance on a quadratic is T/(λ(1 − hλ/2)), not Gibbs', async () => {
  const c: Case = {
    loss: 'x^2',
    rule: { rule: 'langevin', temperature: 0.1 },
    learningRate: 0.2,
    initial: { normal: [0, 0.3] },
    steps: 1,
    grid: [-2.5, 2.5, 250],
  };
  const { law } = await stationaryOf(c, 1);
  expect(law.variance).toBeCloseTo(0.1 / (2 * 0.8), 8);
});

test('a law that has not settled says so by its residual', async () => {
  const { residual, steps } = await stationaryOf(well, 1, 5);
  expect(steps).toBe(5);
  expect(residual).toBeGreaterThan(1e-4);
});
