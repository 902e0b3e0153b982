/** What a point becomes in a short time under drift and diffusion: a Gaussian, and its cells. */
import { gaussLegendre } from '../../math/quadrature.js';
import { normalDistribution, normalReach } from '../law/initialLaw1d.js';
import { type Coefficients2d, createField2d } from './coefficients2d.js';

export interface Gaussian2d {
  readonly mean: readonly [number, number];
  /** Entries xx, xy, yy. */
  readonly covariance: readonly [number, number, number];
}

/**
 * The Gaussian with the mean and covariance of a walker `time` after it was at `start`, both exact
 * up to terms of order time³ (Itô–Taylor: E x = x + bt + Lb t²/2 and
 * V = 2Dt + (JD + DJᵀ + LD)t², L = b·∇ + D:∇∇, J = ∇b; derivatives by differences over `spacing`).
 */
export function shortTimeLaw2d(
  coefficients: Coefficients2d,
  start: readonly [number, number],
  time: number,
  spacing: readonly [number, number],
): Gaussian2d {
  const [hx, hy] = spacing;
  const field = createField2d(9);
  coefficients.evaluate(
    Float64Array.from({ length: 9 }, (_, k) => start[0] + (Math.floor(k / 3) - 1) * hx),
    Float64Array.from({ length: 9 }, (_, k) => start[1] + ((k % 3) - 1) * hy),
    field,
  );
  const { bx, by, xx, xy, yy } = field;
  const alongX = (v: Float64Array) => (v[7] - v[1]) / (2 * hx);
  const alongY = (v: Float64Array) => (v[5] - v[3]) / (2 * hy);
  const generatorOn = (v: Float64Array) =>
    bx[4] * alongX(v) +
    by[4] * alongY(v) +
    (xx[4] * (v[7] - 2 * v[4] + v[1])) / hx ** 2 +
    (yy[4] * (v[5] - 2 * v[4] + v[3])) / hy ** 2 +
    (2 * xy[4] * (v[8] - v[6] - v[2] + v[0])) / (4 * hx * hy);
  const drifted = [bx, by].map((b, i) => start[i] + b[4] * time + generatorOn(b) * (time ** 2 / 2));
  // J·D, row by row.
  const [jxx, jxy] = [alongX(bx), alongY(bx)];
  const [jyx, jyy] = [alongX(by), alongY(by)];
  const jd = [jxx * xx[4] + jxy * xy[4], jxx * xy[4] + jxy * yy[4]];
  const jd2 = [jyx * xx[4] + jyy * xy[4], jyx * xy[4] + jyy * yy[4]];
  const first = [xx[4], xy[4], yy[4]].map((v) => 2 * v * time);
  const second = [2 * jd[0], jd[1] + jd2[0], 2 * jd2[1]];
  const covariance = first.map(
    (v, k) => v + (second[k] + generatorOn([xx, xy, yy][k])) * time ** 2,
  );
  // A step too long for the expansion falls back to its first term.
  const isGood =
    covariance[0] > first[0] / 2 &&
    covariance[2] > first[2] / 2 &&
    determinant(covariance) > determinant(first) / 4;
  const [vxx, vxy, vyy] = isGood ? covariance : first;
  return { mean: [drifted[0], drifted[1]], covariance: [vxx, vxy, vyy] };
}

const determinant = ([xx, xy, yy]: readonly number[]) => xx * yy - xy * xy;

const rule = gaussLegendre(8);
/** Variance across a law that is a line, relative to that along y. */
const thinnest = 1e-20;
/** In one column of cells: of a law so thin that they do not suffice, cells know no better. */
const mostPanels = 512;

/**
 * Adds weight · P(cell) of the Gaussian to `cells`, row-major over the cells between `edges`; what
 * is off them is left out. Panels of half a deviation in x, exact in y for each x.
 */
export function addGaussianCells(
  { mean, covariance }: Gaussian2d,
  weight: number,
  edges: readonly [Float64Array, Float64Array],
  cells: Float64Array,
): void {
  const [xx, xy, yy] = covariance;
  const [nx, ny] = edges.map((e) => e.length - 1);
  const sigma = Math.sqrt(xx);
  const tilt = xy / xx;
  // Not quite 0 where rounding, or a tensor of rank one, leaves a line.
  const own = Math.sqrt(Math.max(yy - xy * tilt, thinnest * yy));
  // Lengths over which the integrand varies: the density's, and that of the line y(x) against own.
  const scale = Math.min(sigma, own / Math.abs(tilt)) / 2;
  const [firstX, endX] = within(edges[0], mean[0], normalReach * sigma);
  const reachY = normalReach * Math.sqrt(yy);
  const [firstY, endY] = within(edges[1], mean[1], reachY);
  for (let i = firstX; i < endX && i < nx; i++) {
    const low = Math.max(edges[0][i], mean[0] - normalReach * sigma);
    const high = Math.min(edges[0][i + 1], mean[0] + normalReach * sigma);
    const panels = Math.min(mostPanels, Math.max(1, Math.ceil((high - low) / scale)));
    for (let k = 0; k < 8 * panels; k++) {
      const half = (high - low) / (2 * panels);
      const x = low + half * (2 * (k >> 3) + 1 + rule.nodes[k & 7]) - mean[0];
      const density = Math.exp(-(x * x) / (2 * xx)) / (sigma * Math.sqrt(2 * Math.PI));
      const share = weight * half * rule.weights[k & 7] * density;
      const centre = mean[1] + tilt * x;
      let before = normalDistribution((edges[1][firstY] - centre) / own);
      for (let j = firstY; j < endY && j < ny; j++) {
        const after = normalDistribution((edges[1][j + 1] - centre) / own);
        cells[i * ny + j] += share * (after - before);
        before = after;
      }
    }
  }
}

/** First cell and end of those that reach into centre ± reach. */
function within(edges: Float64Array, centre: number, reach: number): [number, number] {
  const n = edges.length - 1;
  const width = (edges[n] - edges[0]) / n;
  const first = Math.floor((centre - reach - edges[0]) / width);
  const end = Math.ceil((centre + reach - edges[0]) / width);
  return [Math.min(n, Math.max(0, first)), Math.min(n, Math.max(0, end))];
}
