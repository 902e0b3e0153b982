/** Linear drift −Aθ and constant diffusion D in the plane: coefficients, and moments in closed form. */
import { solveDense } from '../../../src/math/linearAlgebra.js';
import type { Coefficients2d } from '../../../src/theory/fokkerPlanck2d/coefficients2d.js';

/** A row-major, D as xx, xy, yy. */
export interface Linear2d {
  readonly a: readonly [number, number, number, number];
  readonly d: readonly [number, number, number];
}

export const linearCoefficients = ({ a, d }: Linear2d): Coefficients2d => ({
  passes: 1,
  evaluate(x, y, out) {
    for (let i = 0; i < x.length; i++) {
      out.bx[i] = -(a[0] * x[i] + a[1] * y[i]);
      out.by[i] = -(a[2] * x[i] + a[3] * y[i]);
    }
    out.xx.fill(d[0]);
    out.xy.fill(d[1]);
    out.yy.fill(d[2]);
  },
});

/** V with AV + VAᵀ = 2D, as xx, xy, yy. */
export function stationaryCovariance({ a, d }: Linear2d): number[] {
  const rows = [2 * a[0], 2 * a[1], 0, a[2], a[0] + a[3], a[1], 0, 2 * a[2], 2 * a[3]];
  return [
    ...solveDense(
      rows,
      d.map((v) => 2 * v),
    )!,
  ];
}

/** e^{−At}, row-major, by its series at t/2¹⁰ squared ten times. */
function decay({ a }: Linear2d, time: number): number[] {
  const b = a.map((v) => (-v * time) / 1024);
  let term = [1, 0, 0, 1];
  let sum = [...term];
  for (let k = 1; k < 12; k++) {
    term = times(term, b).map((v) => v / k);
    sum = sum.map((v, i) => v + term[i]);
  }
  for (let k = 0; k < 10; k++) sum = times(sum, sum);
  return sum;
}

const times = (p: readonly number[], q: readonly number[]) => [
  p[0] * q[0] + p[1] * q[2],
  p[0] * q[1] + p[1] * q[3],
  p[2] * q[0] + p[3] * q[2],
  p[2] * q[1] + p[3] * q[3],
];

/** Mean and covariance (xx, xy, yy) at `time`: V = V∞ + E(V₀ − V∞)Eᵀ with E = e^{−At}. */
export function linearMoments(
  model: Linear2d,
  time: number,
  mean: readonly [number, number],
  covariance: readonly [number, number, number],
) {
  const e = decay(model, time);
  const v = stationaryCovariance(model);
  const [x, c, y] = covariance.map((w, k) => w - v[k]);
  const rest = times(times(e, [x, c, c, y]), [e[0], e[2], e[1], e[3]]);
  return {
    mean: [e[0] * mean[0] + e[1] * mean[1], e[2] * mean[0] + e[3] * mean[1]],
    covariance: [v[0] + rest[0], v[1] + rest[1], v[2] + rest[3]],
  };
}

/** Equal cells: n + 1 edges from −reach to reach. */
export const evenEdges = (reach: number, n: number) =>
  Float64Array.from({ length: n + 1 }, (_, i) => (reach * (2 * i - n)) / n);

/** Mean, and covariance as xx, xy, yy, of probabilities at the centres of square cells. */
export function cellMoments(cells: Float64Array, edges: Float64Array) {
  const n = edges.length - 1;
  const centre = (i: number) => (edges[i] + edges[i + 1]) / 2;
  const sum = (f: (x: number, y: number) => number) =>
    cells.reduce((s, p, c) => s + p * f(centre(Math.floor(c / n)), centre(c % n)), 0);
  const [mx, my] = [sum((x) => x), sum((_, y) => y)];
  // The cells' own variance is taken off: what is left is spectrally close to the density's.
  const own = (edges[1] - edges[0]) ** 2 / 12;
  return {
    mean: [mx, my],
    covariance: [
      sum((x) => (x - mx) ** 2) - own,
      sum((x, y) => (x - mx) * (y - my)),
      sum((_, y) => (y - my) ** 2) - own,
    ],
  };
}
