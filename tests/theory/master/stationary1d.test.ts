import { expect, test } from 'vitest';
import { createMaps1d } from '../../../src/theory/master/maps1d.js';
import { stationaryLaw1d } from '../../../src/theory/master/stationary1d.js';
import { createTransferOperator1d } from '../../../src/theory/master/transferOperator1d.js';
import { createPace } from '../../../src/theory/pace.js';
import { lawFromDistribution } from '../../../src/theory/snapshot1d.js';
import { createSolverGrid1d } from '../../../src/theory/solverGrid1d.js';
import { type Case, experimentOf, noisyQuadratic } from '../experiments.js';

async function stationaryOf(c: Case, refinement = 1) {
  const { landscape, ensembles, grid } = experimentOf(c);
  const maps = createMaps1d(landscape, ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const solverGrid = createSolverGrid1d(grid[0], refinement, [0, 0]);
  const operator = await createTransferOperator1d(maps, solverGrid, createPace());
  const found = await stationaryLaw1d(operator, createPace());
  const law = lawFromDistribution(solverGrid, found.distribution, found.slopes);
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

const twoQuadratics = (learningRate: number): Case => ({
  ...noisyQuadratic,
  rule: { rule: 'sgd', batchSize: 1 },
  learningRate,
  initial: { normal: [0, 0.3] },
  steps: 1,
  grid: [-1.5, 1.5, 512],
});

test.each([0.02, 0.1, 0.5])(
  'two quadratics at η = %d: variance η/(2 − η) to 1e-5 on 512 cells',
  async (eta) => {
    const { law, residual, eigenvalues } = await stationaryOf(twoQuadratics(eta));
    expect(Math.abs(law.variance / (eta / (2 - eta)) - 1)).toBeLessThan(1e-5);
    expect(residual).toBeLessThan(1e-12);
    expect(eigenvalues[0].re).toBeCloseTo(1, 12);
  },
);

test('the eigenvector is no less accurate than the monotone operator, and free of negative cells', async () => {
  const { negative, monotone } = await stationaryOf(twoQuadratics(0.1));
  expect(negative).toBeLessThan(1e-10);
  expect(monotone).toBe(false);
});

test('at η = 1/2 the law is uniform on [−1, 1]: a jump, which the monotone operator carries', async () => {
  const { monotone, negative, law } = await stationaryOf(twoQuadratics(0.5));
  expect(monotone).toBe(true);
  expect(negative).toBeGreaterThan(1e-10);
  const width = 3 / 512;
  const exact = law.cells.map((_, i) => {
    const [left, right] = [-1.5 + i * width, -1.5 + (i + 1) * width];
    return Math.max(0, Math.min(1, right) - Math.max(-1, left)) / 2;
  });
  const distance = law.cells.reduce((s, p, i) => s + Math.abs(p - exact[i]) / 2, 0);
  // The two cells that hold the jumps have a probability of 0.003 each.
  expect(distance).toBeLessThan(1e-3);
  expect(Math.min(...law.cells)).toBeGreaterThanOrEqual(0);
});

test('the eigenvalues of an autoregressive chain are (1 − ηλ)^j', async () => {
  const { eigenvalues, second } = await stationaryOf({
    ...well,
    loss: 'x^2 + 0 * a',
    rule: { rule: 'langevin', temperature: 0.1 },
    learningRate: 0.15,
    grid: [-2, 2, 128],
  });
  expect(second.re).toBeCloseTo(0.7, 6);
  expect(eigenvalues.map((e) => e.re)).toEqual([0, 1, 2].map((j) => expect.closeTo(0.7 ** j, 6)));
});

test('Yaida: ⟨x L′⟩ = (η/2)⟨g²⟩ at stationarity of SGD, at a large learning rate', async () => {
  const { distribution, edges, residual } = await stationaryOf(well, 8);
  expect(residual).toBeLessThan(1e-13);
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
  const { law } = await stationaryOf({
    loss: 'x^2',
    rule: { rule: 'langevin', temperature: 0.1 },
    learningRate: 0.2,
    initial: { normal: [0, 0.3] },
    steps: 1,
    grid: [-2.5, 2.5, 250],
  });
  expect(law.variance).toBeCloseTo(0.1 / (2 * 0.8), 8);
});
