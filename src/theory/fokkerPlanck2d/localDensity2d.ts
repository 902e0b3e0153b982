/**
 * The density ρ that drift and diffusion would balance locally: ∇log ρ = s = D⁻¹(b − ∇·D), so that
 * the flux of the Fokker–Planck equation is −Dρ∇(p/ρ). Where s is a gradient (Langevin) ρ is the
 * stationary density; else every cell and every step between cells has its own. Integrals by
 * Gauss–Legendre, in logarithms; derivatives of D by those of its interpolant on the same nodes.
 */
import { gaussLegendre, legendreIntegrationMatrix } from '../../math/quadrature.js';
import { type Coefficients2d, createField2d, type Field2d } from './coefficients2d.js';

/** Row-major over the cells. */
export interface LocalDensity2d {
  /** log of ∫ρ over the cell, relative to the cell's size times ρ at its centre. */
  readonly weight: Float64Array;
  /** log ρ(centre of the next cell along the axis) − log ρ(own centre); 0 in the last. */
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
      if (i > 0) riseX[c - ny] += left;
      if (i + 1 < nx) riseX[c] += right;
      if (j > 0) riseY[c - 1] += below;
      if (j + 1 < ny) riseY[c] += above;
    }
  }
  return { weight, riseX, riseY };
}

/** Integrals over one cell whose field starts at `at`; the returned object is used again. */
function createCellIntegrals(order: number, hx: number, hy: number) {
  const rule = gaussLegendre(order);
  const { weights } = rule;
  const upTo = legendreIntegrationMatrix(rule);
  const derivative = differentiationMatrix(rule.nodes);
  const middle = (order - 1) / 2;
  const n = order * order;
  const sx = new Float64Array(n);
  const sy = new Float64Array(n);
  const exponent = new Float64Array(n);
  const result = { left: 0, right: 0, below: 0, above: 0, logWeight: 0 };
  // Node (k, l) is number k·order + l; ∫ from the centre to node k is row k less the middle one.
  const fromCentre = (k: number, q: number) => upTo[k * order + q] - upTo[middle * order + q];
  const alongX = (values: Float64Array, l: number, row: (q: number) => number) => {
    let sum = 0;
    for (let q = 0; q < order; q++) sum += row(q) * values[q * order + l];
    return (hx / 2) * sum;
  };
  const alongY = (values: Float64Array, k: number, row: (q: number) => number) => {
    let sum = 0;
    for (let q = 0; q < order; q++) sum += row(q) * values[k * order + q];
    return (hy / 2) * sum;
  };
  const before = (q: number) => upTo[middle * order + q];
  const after = (q: number) => weights[q] - upTo[middle * order + q];
  return (field: Field2d, at: number) => {
    slopes(field, at, order, derivative, hx, hy, sx, sy);
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < order; k++) {
      for (let l = 0; l < order; l++) {
        const rowK = (q: number) => fromCentre(k, q);
        const rowL = (q: number) => fromCentre(l, q);
        // The mean of both ways round the corner: where s has a curl neither is better.
        const one = alongY(sy, middle, rowL) + alongX(sx, l, rowK);
        const other = alongX(sx, middle, rowK) + alongY(sy, k, rowL);
        exponent[k * order + l] = (one + other) / 2;
        largest = Math.max(largest, exponent[k * order + l]);
      }
    }
    let sum = 0;
    for (let m = 0; m < n; m++) {
      const w = weights[Math.floor(m / order)] * weights[m % order];
      sum += (w / 4) * Math.exp(exponent[m] - largest);
    }
    result.logWeight = largest + Math.log(sum);
    result.left = alongX(sx, middle, before);
    result.right = alongX(sx, middle, after);
    result.below = alongY(sy, middle, before);
    result.above = alongY(sy, middle, after);
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
