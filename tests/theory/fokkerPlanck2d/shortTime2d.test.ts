import { expect, test } from 'vitest';
import {
  addGaussianCells,
  shortTimeLaw2d,
} from '../../../src/theory/fokkerPlanck2d/shortTime2d.js';
import { normalDistribution } from '../../../src/theory/law/initialLaw1d.js';
import {
  cellMoments,
  evenEdges,
  type Linear2d,
  linearCoefficients,
  linearMoments,
} from './ornstein2d.js';

test('a point spreads to a Gaussian with an error of third order in time', () => {
  const model: Linear2d = { a: [1, 2, -2, 1.5], d: [0.3, -0.1, 0.2] };
  const start = [0.7, -0.4] as const;
  const errors = (time: number) => {
    const law = shortTimeLaw2d(linearCoefficients(model), start, time, [1e-3, 1e-3]);
    const exact = linearMoments(model, time, start, [0, 0, 0]);
    return [
      ...law.mean.map((v, k) => v - exact.mean[k]),
      ...law.covariance.map((v, k) => v - exact.covariance[k]),
    ];
  };
  const [coarse, fine] = [errors(0.004), errors(0.002)];
  // The next term of the expansion is that of time⁴, with coefficients of order 10.
  coarse.forEach((e, k) => {
    expect(Math.abs(e / 8 - fine[k])).toBeLessThan(0.02 * Math.abs(e / 8) + 1e-11);
  });
});

test('cells of a Gaussian: margins are exact, moments are its own', () => {
  const edges = evenEdges(4, 64);
  const law = { mean: [0.3, -0.2], covariance: [0.25, 0.19, 0.16] } as const;
  const cells = new Float64Array(64 * 64);
  addGaussianCells(law, 1, [edges, edges], cells);
  for (let k = 0; k < 64; k++) {
    let [row, column] = [0, 0];
    for (let m = 0; m < 64; m++) {
      row += cells[64 * k + m];
      column += cells[64 * m + k];
    }
    const margin = (mean: number, deviation: number) =>
      normalDistribution((edges[k + 1] - mean) / deviation) -
      normalDistribution((edges[k] - mean) / deviation);
    expect(Math.abs(row - margin(0.3, 0.5))).toBeLessThan(1e-12);
    expect(Math.abs(column - margin(-0.2, 0.4))).toBeLessThan(1e-12);
  }
  const { covariance } = cellMoments(cells, edges);
  // Sheppard's correction leaves e^{−2π²V/h²}: less than rounding here.
  expect(covariance[1]).toBeCloseTo(0.19, 11);
  expect(covariance[0]).toBeCloseTo(0.25, 11);
});

test('a law on a line, of a tensor of rank one, has all its probability in the cells along it', () => {
  const edges = Float64Array.from({ length: 21 }, (_, i) => -1 + i / 10);
  for (const across of [0, 1e-18, -1e-18]) {
    const cells = new Float64Array(400);
    const law = { mean: [0, 0], covariance: [0.01, 0.02, 0.04 + across] } as const;
    addGaussianCells(law, 1, [edges, edges], cells);
    // The edges are 5 deviations off.
    const beyond = 2 * normalDistribution(-5);
    expect(cells.reduce((a, b) => a + b, 0)).toBeCloseTo(1 - beyond, 9);
    // Along y = 2x, from cell (10, 10) on two up for one to the right.
    cells.forEach((p, c) => {
      const [i, j] = [Math.floor(c / 20) - 10, (c % 20) - 10];
      if (j !== 2 * i && j !== 2 * i + 1) expect(p).toBeLessThan(1e-6);
    });
  }
});
