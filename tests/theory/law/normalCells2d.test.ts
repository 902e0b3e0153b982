import { expect, test } from 'vitest';
import { cellEdges } from '../../../src/math/grid.js';
import { initialProbabilities, lawAtStart } from '../../../src/theory/law/initialLaw2d.js';
import { normalCells2d } from '../../../src/theory/law/normalCells2d.js';

const grid = [
  { name: 'x', min: -2, max: 2.5, cells: 15 },
  { name: 'y', min: -3, max: 3, cells: 22 },
];

test('without correlation the cells are products of normal intervals', () => {
  const cells = normalCells2d(Float64Array.of(0.1, -0.2), Float64Array.of(0.25, 0, 0, 1), grid);
  const laws = [
    { kind: 'normal', mean: 0.1, standardDeviation: 0.5 },
    { kind: 'normal', mean: -0.2, standardDeviation: 1 },
  ] as const;
  lawAtStart(laws, grid).cells.forEach((p, k) => {
    expect(cells[k]).toBeCloseTo(p, 12);
  });
});

test.each([-0.6, 0.3, 0.98])('correlation %f: both marginals, and Sheppard’s covariance', (rho) => {
  const [a, c] = [0.09, 0.25];
  const b = rho * Math.sqrt(a * c);
  const cells = normalCells2d(Float64Array.of(0.1, 0), Float64Array.of(a, b, b, c), grid);
  const [n, m] = grid.map((axis) => axis.cells);
  const column = (j: number) => Array.from({ length: n }, (_, i) => cells[i * m + j]);
  const y = { kind: 'normal', mean: 0, standardDeviation: 0.5 } as const;
  initialProbabilities(y, cellEdges(grid[1])).forEach((p, j) => {
    expect(column(j).reduce((s, v) => s + v, 0)).toBeCloseTo(p, 10);
  });
  // Centres of cells no wider than a standard deviation have the covariance of the law itself.
  const centre = (i: number, axis: number) =>
    grid[axis].min + ((grid[axis].max - grid[axis].min) * (i + 0.5)) / grid[axis].cells;
  let covariance = 0;
  cells.forEach((p, k) => {
    covariance += p * (centre(Math.floor(k / m), 0) - 0.1) * centre(k % m, 1);
  });
  expect(covariance).toBeCloseTo(b, Math.abs(rho) < 0.9 ? 6 : 3);
});
