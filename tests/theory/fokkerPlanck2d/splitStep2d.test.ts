import { expect, test } from 'vitest';
import { createGenerator2d } from '../../../src/theory/fokkerPlanck2d/generator2d.js';
import { addGaussianCells } from '../../../src/theory/fokkerPlanck2d/shortTime2d.js';
import { createSplitStep2d } from '../../../src/theory/fokkerPlanck2d/splitStep2d.js';
import {
  cellMoments,
  evenEdges,
  type Linear2d,
  linearCoefficients,
  linearMoments,
  stationaryCovariance,
} from './ornstein2d.js';

const reach = 3.6;
/** Hessian and noise share no axes. */
const correlated: Linear2d = { a: [1, 0.4, 0.4, 2], d: [0.25, 0.15, 0.3] };
/** A spiral: the stationary state carries a current. */
const rotating: Linear2d = { a: [1, 2, -2, 1.5], d: [0.3, -0.1, 0.2] };
const start = { mean: [0.8, -0.5], covariance: [0.2, 0.05, 0.15] } as const;

/** Cells of the start advanced to `time` in `steps` steps. */
function advance(model: Linear2d, n: number, time: number, steps: number) {
  const edges = evenEdges(reach, n);
  const generator = createGenerator2d(linearCoefficients(model), [edges, edges]);
  const cells = new Float64Array(n * n);
  addGaussianCells(start, 1, [edges, edges], cells);
  const step = createSplitStep2d(generator, time / steps);
  for (let k = 0; k < steps; k++) step(cells);
  return { cells, moments: cellMoments(cells, edges) };
}

const all = ({ mean, covariance }: { mean: number[]; covariance: number[] }) => [
  ...mean,
  ...covariance,
];
const largest = (v: readonly number[]) => Math.max(...v.map(Math.abs));

const cases = [
  ['correlated noise', correlated],
  ['a rotating drift', rotating],
] as const;

test.each(cases)('%s: moments in time are of second order in cells and in steps', (_, model) => {
  const exact = all(linearMoments(model, 0.5, start.mean, start.covariance));
  // Cells and steps halved together.
  const [coarse, fine] = [48, 96].map((n) =>
    all(advance(model, n, 0.5, n / 2).moments).map((v, k) => v - exact[k]),
  );
  expect(Math.log2(largest(coarse) / largest(fine))).toBeGreaterThan(1.85);
  // The next order is the fourth: extrapolated, a quarter of (1/4)² of the coarse error is left.
  const rest = fine.map((e, k) => (4 * e - coarse[k]) / 3);
  expect(largest(rest)).toBeLessThan(largest(coarse) / 32);
  const inTime = [5, 10, 20].map((steps) => all(advance(model, 48, 0.5, steps).moments));
  const change = (i: number) => largest(inTime[i].map((v, k) => v - inTime[i + 1][k]));
  expect(Math.log2(change(0) / change(1))).toBeGreaterThan(1.85);
});

test.each(cases)('%s: the stationary covariance is that of the Lyapunov equation', (_, model) => {
  const exact = stationaryCovariance(model);
  const [coarse, fine] = [48, 96].map((n) =>
    advance(model, n, 8, 2 * n).moments.covariance.map((v, k) => v - exact[k]),
  );
  expect(largest(coarse)).toBeLessThan(0.2 * largest(exact));
  expect(largest(fine.map((e, k) => (4 * e - coarse[k]) / 3))).toBeLessThan(largest(coarse) / 32);
});

test('mass to 1e-12 and no cell below −1e-10, at half a relaxation time a step', () => {
  const { cells } = advance(rotating, 64, 20, 160);
  const lost = 1 - cells.reduce((a, b) => a + b, 0);
  // What the start has beyond the walls, 6 deviations away.
  const edges = evenEdges(reach, 64);
  const begin = new Float64Array(64 * 64);
  addGaussianCells(start, 1, [edges, edges], begin);
  expect(Math.abs(lost - (1 - begin.reduce((a, b) => a + b, 0)))).toBeLessThan(1e-12);
  expect(Math.min(...cells)).toBeGreaterThan(-1e-10);
});
