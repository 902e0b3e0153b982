import { expect, test } from 'vitest';
import { gaussLegendre } from '../../../src/math/quadrature.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import {
  type Coefficients2d,
  createCoefficients2d,
  createField2d,
} from '../../../src/theory/fokkerPlanck2d/coefficients2d.js';
import {
  createGenerator2d,
  type Generator2d,
} from '../../../src/theory/fokkerPlanck2d/generator2d.js';
import { createSplitStep2d } from '../../../src/theory/fokkerPlanck2d/splitStep2d.js';
import { evenEdges } from './ornstein2d.js';

/** ∫ over every cell of e^{−U}, normalised. */
function gibbsCells(U: (x: number, y: number) => number, edges: Float64Array): Float64Array {
  const n = edges.length - 1;
  const { nodes, weights } = gaussLegendre(14);
  const half = (edges[1] - edges[0]) / 2;
  const cells = Float64Array.from({ length: n * n }, (_, c) => {
    const [x, y] = [edges[Math.floor(c / n)] + half, edges[c % n] + half];
    let sum = 0;
    for (let k = 0; k < nodes.length; k++) {
      for (let l = 0; l < nodes.length; l++) {
        sum += weights[k] * weights[l] * Math.exp(-U(x + half * nodes[k], y + half * nodes[l]));
      }
    }
    return sum;
  });
  const total = cells.reduce((a, b) => a + b, 0);
  return cells.map((v) => v / total);
}

/** Largest relative difference of the two flows of any jump under probabilities `p`. */
function imbalance(generator: Generator2d, p: Float64Array): number {
  let worst = 0;
  for (const { cells, up, down } of generator.chains) {
    for (let k = 0; k + 1 < cells.length; k++) {
      if (up[k] === 0) continue;
      const ratio = (p[cells[k]] * up[k]) / (p[cells[k + 1]] * down[k + 1]);
      worst = Math.max(worst, Math.abs(ratio - 1));
    }
  }
  return worst;
}

const experimentOf = (loss: string, rule: object, data?: object) =>
  resolveExperiment({
    name: 'plane',
    landscape: { parameters: ['x', 'y'], loss, ...(data && { data }) },
    learningRate: 0.1,
    steps: 1,
    initial: { x: 0, y: 0 },
    ensembles: [{ name: 'walkers', ...rule }],
    grid: { x: { min: -1, max: 1, cells: 8 }, y: { min: -1, max: 1, cells: 8 } },
  });

function coefficientsOf(loss: string, rule: object, data?: object): Coefficients2d {
  const { landscape, ensembles } = experimentOf(loss, rule, data);
  const coefficients = createCoefficients2d(landscape, ensembles[0].law, 0.1);
  if ('absent' in coefficients) throw new Error(coefficients.absent);
  return coefficients;
}

test('Langevin in a loss that is no sum: Gibbs cells are stationary to 1e-10, through any step', () => {
  const loss = '(x^2 - 1)^2 / 4 + y^2 / 2 + 0.6 * x * y + x^2 * y^2 / 4 + cos(x + 2 * y) / 8';
  const L = (x: number, y: number) =>
    (x * x - 1) ** 2 / 4 + y ** 2 / 2 + 0.6 * x * y + (x * y) ** 2 / 4 + Math.cos(x + 2 * y) / 8;
  const edges = evenEdges(2, 120);
  const generator = createGenerator2d(
    coefficientsOf(loss, { rule: 'langevin', temperature: 0.2 }),
    [edges, edges],
  );
  const gibbs = gibbsCells((x, y) => L(x, y) / 0.2, edges);
  expect(imbalance(generator, gibbs)).toBeLessThan(1e-10);
  const p = Float64Array.from(gibbs);
  // The rates are some 10³, so that rounding alone leaves 10³·dt·1e-16.
  for (const dt of [0.01, 1, 100]) createSplitStep2d(generator, dt)(p);
  expect(p.reduce((sum, v, c) => sum + Math.abs(v - gibbs[c]), 0)).toBeLessThan(1e-10);
});

test('a full tensor that varies: detailed balance of e^{−U} where drift and diffusion balance', () => {
  // D = [[1 + x²/4, xy/5], [xy/5, 1/2 + y²/4]], b = ∇·D − D∇U, U = x² + xy/2 + y².
  const coefficients: Coefficients2d = {
    passes: 1,
    evaluate(x, y, out) {
      for (let i = 0; i < x.length; i++) {
        const [xx, xy, yy] = [1 + x[i] ** 2 / 4, (x[i] * y[i]) / 5, 0.5 + y[i] ** 2 / 4];
        const [ux, uy] = [2 * x[i] + y[i] / 2, x[i] / 2 + 2 * y[i]];
        out.xx[i] = xx;
        out.xy[i] = xy;
        out.yy[i] = yy;
        out.bx[i] = x[i] / 2 + x[i] / 5 - xx * ux - xy * uy;
        out.by[i] = y[i] / 5 + y[i] / 2 - xy * ux - yy * uy;
      }
    },
  };
  const edges = evenEdges(3, 60);
  const generator = createGenerator2d(coefficients, [edges, edges]);
  const gibbs = gibbsCells((x, y) => x * x + (x * y) / 2 + y * y, edges);
  expect(generator.chains.length).toBeGreaterThan(2);
  expect(imbalance(generator, gibbs)).toBeLessThan(1e-10);
  expect(generator.degenerate.includes(1)).toBe(false);
});

test('drift and tensor of minibatches: two samples at a time, with and without a closed form', () => {
  // Gradients (x + a, y + 2b): covariance of the table, halved by the batch, times η/2.
  const data = { a: [1, -1, 2, -2], b: [1, 0, 0, -1] };
  const field = createField2d(1);
  for (const loss of [
    'x^2 / 2 + y^2 / 2 + a * x + 2 * b * y',
    '(x + a)^2 / 2 + (y + 2 * b)^2 / 2',
  ]) {
    for (const rule of ['sgd', 'gaussianSgd']) {
      coefficientsOf(loss, { rule, batchSize: 2 }, data).evaluate(
        Float64Array.of(0.3),
        Float64Array.of(-0.2),
        field,
      );
      const values = [field.bx, field.by, field.xx, field.xy, field.yy].map((v) => v[0]);
      const expected = [-0.3, 0.2, 0.05 * (10 / 4 / 2), 0.05 * (6 / 4 / 2), 0.05 * (8 / 4 / 2)];
      values.forEach((v, i) => {
        expect(v).toBeCloseTo(expected[i], 12);
      });
    }
  }
});

test('cells without diffusion are marked', () => {
  const coefficients: Coefficients2d = {
    passes: 1,
    evaluate(x, _y, out) {
      for (let i = 0; i < x.length; i++) {
        out.bx[i] = out.by[i] = out.xy[i] = 0;
        out.xx[i] = 1;
        out.yy[i] = x[i] < 0.5 ? 1 : 0;
      }
    },
  };
  const edges = evenEdges(1, 10);
  const { degenerate } = createGenerator2d(coefficients, [edges, edges]);
  // Column 7, x from 0.4 to 0.6, holds the jump at its right edge.
  degenerate.forEach((mark, c) => {
    expect(mark).toBe(Number(c >= 70));
  });
});
