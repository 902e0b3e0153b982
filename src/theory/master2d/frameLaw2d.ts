/**
 * The law of nodal masses on a frame's cells: the smooth density through them, a tensor B-spline in
 * (u, v), integrated over the experiment's cells. Lines of constant θ₁ are lines of constant u: along
 * them the integral is exact, across them by Gauss–Legendre between all places where it changes form.
 */
import { createSplineSolver, splineWeights } from '../../math/bSpline.js';
import { cellCount, cellEdges, type Grid } from '../../math/grid.js';
import { gaussLegendre } from '../../math/quadrature.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import { solverCentres } from '../solverGrid2d.js';
import type { Frame2d, Moments2d } from './frame2d.js';

const degree = 5;
/** Half the width of a quintic B-spline. */
const half = 3;
const rule = gaussLegendre(4);

/** The law on `grid` of masses at the nodes of `frame`, quintic; `lost` has left its cells. */
export function lawInFrame(frame: Frame2d, masses: Float64Array, grid: Grid, lost: number): Law2d {
  const { mean, covariance } = momentsInFrame(frame, masses);
  const [xx, xy, yy] = covariance;
  return lawFromExperimentCells(
    cellsOf(frame, masses, grid),
    Float64Array.from(mean),
    Float64Array.of(xx, xy, xy, yy),
    lost,
  );
}

/** Moments in the plane; those of the density are those of the masses. */
export function momentsInFrame(
  { grid, centre, scale: [a, b], shear }: Frame2d,
  masses: Float64Array,
): Moments2d & { readonly total: number } {
  const [us, vs] = [solverCentres(grid.x), solverCentres(grid.y)];
  let [total, mu, mv, uu, uv, vv] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < us.length; i++) {
    let [s0, s1, s2] = [0, 0, 0];
    for (let j = 0; j < vs.length; j++) {
      const m = masses[i * vs.length + j];
      s0 += m;
      s1 += m * vs[j];
      s2 += m * vs[j] * vs[j];
    }
    total += s0;
    mu += us[i] * s0;
    mv += s1;
    uu += us[i] * us[i] * s0;
    uv += us[i] * s1;
    vv += s2;
  }
  const [u, v] = [mu / total, mv / total];
  const [cuu, cuv, cvv] = [uu / total - u * u, uv / total - u * v, vv / total - v * v];
  return {
    total,
    mean: [centre[0] + a * u, centre[1] + shear * u + b * v],
    covariance: [
      Math.max(0, a * a * cuu),
      a * (shear * cuu + b * cuv),
      Math.max(0, shear * shear * cuu + 2 * shear * b * cuv + b * b * cvv),
    ],
  };
}

/** Probabilities of the experiment's cells, row-major; they may undershoot. */
function cellsOf(frame: Frame2d, masses: Float64Array, [gx, gy]: Grid): Float64Array {
  const { grid, centre, scale, shear } = frame;
  const [nu, nv] = [grid.x.cells, grid.y.cells];
  const coefficients = masses.slice();
  for (const axis of [0, 1] as const) createSplineSolver(degree, nu, nv, axis)(coefficients);
  // Positions count cells of the frame from the first node.
  const onU = (x: number) => ((x - centre[0]) / scale[0] - grid.x.edges[0]) / grid.x.width - 0.5;
  const edgesY = cellEdges(gy);
  const uOf = (p: number) => grid.x.edges[0] + (p + 0.5) * grid.x.width;
  const vPosition = (y: number, p: number) =>
    ((y - centre[1] - shear * uOf(p)) / scale[1] - grid.y.edges[0]) / grid.y.width - 0.5;
  const slope = (shear * grid.x.width) / (scale[1] * grid.y.width);
  const cells = new Float64Array(cellCount([gx, gy]));
  const sums = new Float64Array(nv);
  const weights = new Float64Array(degree + 2);
  const edgesX = cellEdges(gx);
  const finest = piecesWithin(edgesY, vPosition, slope, nu, nv);
  for (let column = 0; column < gx.cells; column++) {
    const left = Math.max(onU(edgesX[column]), -half);
    const right = Math.min(onU(edgesX[column + 1]), nu - 1 + half);
    if (!(left < right)) continue;
    for (const [from, to] of finest(left, right)) {
      const middle = (from + to) / 2;
      for (let k = 0; k < rule.nodes.length; k++) {
        const p = middle + (rule.nodes[k] * (to - from)) / 2;
        cumulate(coefficients, nu, nv, p, (rule.weights[k] * (to - from)) / 2, weights, sums);
        let before = below(sums, vPosition(edgesY[0], p), weights);
        for (let j = 0; j < gy.cells; j++) {
          const position = vPosition(edgesY[j + 1], p);
          if (position < -half) continue;
          const after = below(sums, position, weights);
          cells[column * gy.cells + j] += after - before;
          before = after;
          if (position > nv - 1 + half) break;
        }
      }
    }
  }
  return cells;
}

/**
 * Cuts an interval of u into pieces of at most a cell; where an edge in θ₂ crosses the law's cells,
 * also of at most a cell of v along that edge.
 */
function piecesWithin(
  edgesY: Float64Array,
  vPosition: (y: number, p: number) => number,
  slope: number,
  nu: number,
  nv: number,
) {
  const steep = Math.abs(slope);
  const crossings =
    steep <= 1
      ? []
      : Array.from(edgesY, (y) => {
          const at = (target: number) => (vPosition(y, 0) - target) / slope;
          const ends = [at(-half), at(nv - 1 + half)].sort((a, b) => a - b);
          return [Math.max(ends[0], -half), Math.min(ends[1], nu - 1 + half)] as const;
        })
          .filter(([low, high]) => low < high)
          .sort((a, b) => a[0] - b[0]);
  // Overlapping crossings are one.
  const merged: [number, number][] = [];
  for (const [low, high] of crossings) {
    const last = merged[merged.length - 1];
    if (last && low <= last[1]) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return (left: number, right: number): [number, number][] => {
    const pieces: [number, number][] = [];
    const cut = (from: number, to: number, longest: number) => {
      const count = Math.ceil((to - from) / longest);
      for (let k = 0; k < count; k++)
        pieces.push([from + ((to - from) * k) / count, from + ((to - from) * (k + 1)) / count]);
    };
    let at = left;
    for (const [low, high] of merged) {
      if (high <= at || low >= right) continue;
      if (low > at) cut(at, low, 1);
      const end = Math.min(high, right);
      cut(Math.max(at, low), end, 1 / steep);
      at = end;
    }
    if (at < right) cut(at, right, 1);
    return pieces;
  };
}

/** Writes running sums over v of the coefficients of the line at `p`, times `factor`. */
function cumulate(
  coefficients: Float64Array,
  nu: number,
  nv: number,
  p: number,
  factor: number,
  weights: Float64Array,
  sums: Float64Array,
): void {
  const base = Math.floor(p);
  splineWeights(degree, p - base, weights);
  sums.fill(0);
  for (let r = 0; r <= degree; r++) {
    const i = base - 2 + r;
    if (i < 0 || i >= nu) continue;
    const w = factor * weights[r];
    const row = i * nv;
    for (let j = 0; j < nv; j++) sums[j] += w * coefficients[row + j];
  }
  for (let j = 1; j < nv; j++) sums[j] += sums[j - 1];
}

/**
 * The integral of Σ_j c_j B(v − j) up to `position`, from the running sums C_j of the coefficients:
 * Σ_j C_j B₆(v − ½ − j), with the B-spline of one degree more.
 */
function below(sums: Float64Array, position: number, weights: Float64Array): number {
  const last = sums.length - 1;
  if (position <= -half) return 0;
  if (position >= last + half) return sums[last];
  const base = Math.floor(position);
  splineWeights(degree + 1, position - base, weights);
  let sum = 0;
  for (let r = 0; r <= degree + 1; r++) {
    const j = base - 3 + r;
    if (j >= 0) sum += weights[r] * sums[Math.min(last, j)];
  }
  return sum;
}
