/**
 * The density ρ that drift and diffusion would balance locally: ∇log ρ = s = D⁻¹(b − ∇·D), so that
 * the flux of the Fokker–Planck equation is −Dρ∇(p/ρ). Where s is a gradient (Langevin) ρ is the
 * stationary density; else every cell and every step between cells has its own. Integrals by
 * Gauss–Legendre, in logarithms; derivatives of D by those of its interpolant on the same nodes.
 */

import type { Ends } from '../../math/grid.js';
import { gaussLegendre, legendreIntegrationMatrix } from '../../math/quadrature.js';
import { type Coefficients2d, createField2d, type Field2d } from './coefficients2d.js';

/** Row-major over the cells. */
export interface LocalDensity2d {
  /** log of ∫ρ over the cell, relative to the cell's size times ρ at its centre. */
  readonly weight: Float64Array;
  /** log ρ(centre of the next cell along the axis) − log ρ(own centre); in the last 0, or to the first on a ring. */
  readonly riseX: Float64Array;
  readonly riseY: Float64Array;
}

/** Odd, so that the centre is a node; exact for polynomial potentials of degree 5 and beyond. */
const fineOrder = 5;
const coarseOrder = 3;
/** Beyond so many passes over the samples a point is dear. */
const dearPasses = 24;

/** Density in the cells between `edges`; 0 where s is not finite. */
export function createLocalDensity2d(
  coefficients: Coefficients2d,
  edges: readonly [Float64Array, Float64Array],
  ends: readonly [Ends, Ends] = [
    ['open', 'open'],
    ['open', 'open'],
  ],
): LocalDensity2d {
  const order = coefficients.passes > dearPasses ? coarseOrder : fineOrder;
  const [nx, ny] = edges.map((e) => e.length - 1);
  const weight = new Float64Array(nx * ny);
  const riseX = new Float64Array(nx * ny);
  const riseY = new Float64Array(nx * ny);
  const hx = (edges[0][nx] - edges[0][0]) / nx;
  const hy = (edges[1][ny] - edges[1][0]) / ny;
  const cell = createCellIntegrals(order, hx, hy);
  const { nodes } = gaussLegendre(order);
  const perCell = order * order;
  const x = new Float64Array(ny * perCell);
  const y = new Float64Array(ny * perCell);
  const field = createField2d(ny * perCell);
  for (let i = 0; i < nx; i++) {
    for (let k = 0; k < x.length; k++) {
      const j = Math.floor(k / perCell);
      const node = k % perCell;
      x[k] = (edges[0][i] + edges[0][i + 1] + hx * nodes[Math.floor(node / order)]) / 2;
      y[k] = (edges[1][j] + edges[1][j + 1] + hy * nodes[node % order]) / 2;
    }
    coefficients.evaluate(x, y, field);
    for (let j = 0; j < ny; j++) {
      const c = i * ny + j;
      const { left, right, below, above, logWeight } = cell(field, j * perCell);
      weight[c] = logWeight;
      const [ringX, ringY] = ends.map(([low]) => low === 'periodic');
      if (i > 0) riseX[c - ny] += left;
      else if (ringX) riseX[(nx - 1) * ny + j] += left;
      if (i + 1 < nx || ringX) riseX[c] += right;
      if (j > 0) riseY[c - 1] += below;
      else if (ringY) riseY[i * ny + ny - 1] += below;
      if (j + 1 < ny || ringY) riseY[c] += above;
    }
  }
  return { weight, riseX, riseY };
}

/** Integrals over one cell whose field starts at `at`; the returned object is used again. */
function createCellIntegrals(order: number, hx: number, hy: number) {
  const rule = gaussLegendre(order);
  const upTo = legendreIntegrationMatrix(rule);
  const derivative = differentiationMatrix(rule.nodes);
  const middle = (order - 1) / 2;
  const n = order * order;
  // Row k integrates from the centre to node k; then from the lower end to the centre, and on.
  const fromCentre = upTo.map((v, m) => v - upTo[middle * order + (m % order)]);
  const before = upTo.slice(middle * order, (middle + 1) * order);
  const after = before.map((v, q) => rule.weights[q] - v);
  const weights = Float64Array.from({ length: n }, (_, m) => {
    return (rule.weights[Math.floor(m / order)] * rule.weights[m % order]) / 4;
  });
  const sx = new Float64Array(n);
  const sy = new Float64Array(n);
  const exponent = new Float64Array(n);
  const result = { left: 0, right: 0, below: 0, above: 0, logWeight: 0 };
  return (field: Field2d, at: number) => {
    slopes(field, at, order, derivative, hx, hy, sx, sy);
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < order; k++) {
      for (let l = 0; l < order; l++) {
        // The mean of both ways round the corner: where s has a curl neither is better.
        let x = 0;
        let y = 0;
        for (let q = 0; q < order; q++) {
          x += fromCentre[k * order + q] * (sx[q * order + l] + sx[q * order + middle]);
          y += fromCentre[l * order + q] * (sy[k * order + q] + sy[middle * order + q]);
        }
        const total = (hx * x + hy * y) / 4;
        exponent[k * order + l] = total;
        if (total > largest) largest = total;
      }
    }
    let sum = 0;
    for (let m = 0; m < n; m++) sum += weights[m] * Math.exp(exponent[m] - largest);
    result.logWeight = largest + Math.log(sum);
    result.left = 0;
    result.right = 0;
    result.below = 0;
    result.above = 0;
    for (let q = 0; q < order; q++) {
      const x = (hx / 2) * sx[q * order + middle];
      const y = (hy / 2) * sy[middle * order + q];
      result.left += before[q] * x;
      result.right += after[q] * x;
      result.below += before[q] * y;
      result.above += after[q] * y;
    }
    return result;
  };
}

/** s = D⁻¹(b − ∇·D) at the nodes of one cell; 0 where that is not finite. */
function slopes(
  field: Field2d,
  at: number,
  order: number,
  derivative: Float64Array,
  hx: number,
  hy: number,
  sx: Float64Array,
  sy: Float64Array,
): void {
  const { bx, by, xx, xy, yy } = field;
  for (let k = 0; k < order; k++) {
    for (let l = 0; l < order; l++) {
      const m = at + k * order + l;
      let divergenceX = 0;
      let divergenceY = 0;
      for (let q = 0; q < order; q++) {
        const inX = at + q * order + l;
        const inY = at + k * order + q;
        const dx = (2 / hx) * derivative[k * order + q];
        const dy = (2 / hy) * derivative[l * order + q];
        divergenceX += dx * (xx[inX] - xx[m]) + dy * (xy[inY] - xy[m]);
        divergenceY += dx * (xy[inX] - xy[m]) + dy * (yy[inY] - yy[m]);
      }
      const vx = bx[m] - divergenceX;
      const vy = by[m] - divergenceY;
      const determinant = xx[m] * yy[m] - xy[m] * xy[m];
      const ux = (yy[m] * vx - xy[m] * vy) / determinant;
      const uy = (xx[m] * vy - xy[m] * vx) / determinant;
      const isGood = Number.isFinite(ux) && Number.isFinite(uy) && determinant > 0;
      sx[k * order + l] = isGood ? ux : 0;
      sy[k * order + l] = isGood ? uy : 0;
    }
  }
}

/** Row-major matrix of the derivatives of the Lagrange polynomials at the nodes. */
function differentiationMatrix(nodes: Float64Array): Float64Array {
  const n = nodes.length;
  const scale = nodes.map((t, k) =>
    nodes.reduce((product, u, q) => (q === k ? product : product * (t - u)), 1),
  );
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let q = 0; q < n; q++) {
      // The diagonal is not needed: rows are applied to differences.
      if (q !== k) matrix[k * n + q] = scale[k] / scale[q] / (nodes[k] - nodes[q]);
    }
  }
  return matrix;
}
