/**
 * Masses at the nodes of the solver's grid and what they stand for: the smooth density through
 * them, a tensor B-spline, integrated over the experiment's cells exactly, and its moments. The
 * density's moments are those of the masses.
 */
import { createSplineSolver, splineIntegral } from '../../math/bSpline.js';
import type { InitialLaw } from '../../model/experiment.js';
import { initialMoments, initialQuadrature } from '../law/initialLaw1d.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import { type SolverGrid2d, solverCentres } from '../solverGrid2d.js';

/** Gives the law of nodal masses on `grid`. */
export function createLawFromMasses(
  grid: SolverGrid2d,
  degree: number,
): (masses: Float64Array) => Law2d {
  const { x, y } = grid;
  const solvers = ([0, 1] as const).map((axis) =>
    createSplineSolver(degree, x.cells, y.cells, axis),
  );
  const [ex, ey] = [cellIntegrals(x, degree), cellIntegrals(y, degree)];
  const [cx, cy] = [solverCentres(x), solverCentres(y)];
  return (masses) => {
    const coefficients = masses.slice();
    for (const solve of solvers) solve(coefficients);
    const half = new Float64Array(ex.length * y.cells);
    ex.forEach(({ first, weights }, i) => {
      weights.forEach((w, r) => {
        const from = (first + r) * y.cells;
        for (let j = 0; j < y.cells; j++) half[i * y.cells + j] += w * coefficients[from + j];
      });
    });
    const cells = new Float64Array(ex.length * ey.length);
    for (let i = 0; i < ex.length; i++) {
      ey.forEach(({ first, weights }, j) => {
        let sum = 0;
        for (let r = 0; r < weights.length; r++) sum += weights[r] * half[i * y.cells + first + r];
        cells[i * ey.length + j] = sum;
      });
    }
    const { total, mean, covariance } = momentsOf(masses, cx, cy);
    return lawFromExperimentCells(cells, mean, covariance, Math.max(0, 1 - total));
  };
}

/** For each cell of the experiment the nodes whose B-splines reach into it, and their integrals. */
function cellIntegrals(axis: SolverGrid1d, degree: number) {
  const half = (degree + 1) / 2;
  const node = (edge: number) => axis.first + edge * axis.refinement - 0.5;
  return Array.from({ length: axis.axis.cells }, (_, i) => {
    const [left, right] = [node(i), node(i + 1)];
    const first = Math.max(0, Math.ceil(left - half));
    const last = Math.min(axis.cells - 1, Math.floor(right + half));
    const weights = Float64Array.from(
      { length: last - first + 1 },
      (_, r) =>
        splineIntegral(degree, right - first - r) - splineIntegral(degree, left - first - r),
    );
    return { first, weights };
  });
}

function momentsOf(masses: Float64Array, cx: Float64Array, cy: Float64Array) {
  const ox = cx[cx.length >> 1];
  const oy = cy[cy.length >> 1];
  const sums = new Float64Array(6);
  for (let i = 0; i < cx.length; i++) {
    const u = cx[i] - ox;
    let [s0, s1, s2] = [0, 0, 0];
    for (let j = 0; j < cy.length; j++) {
      const m = masses[i * cy.length + j];
      const v = cy[j] - oy;
      s0 += m;
      s1 += m * v;
      s2 += m * v * v;
    }
    [s0, u * s0, u * u * s0, s1, u * s1, s2].forEach((v, k) => {
      sums[k] += v;
    });
  }
  const [total, x, xx, y, xy, yy] = sums;
  const [mx, my] = [x / total, y / total];
  const cross = xy / total - mx * my;
  return {
    total,
    mean: Float64Array.of(ox + mx, oy + my),
    covariance: Float64Array.of(
      Math.max(0, xx / total - mx * mx),
      cross,
      cross,
      Math.max(0, yy / total - my * my),
    ),
  };
}

/** Weighted points that stand for the law of one coordinate at step 0 on a solver's axis. */
export function initialPoints(law: InitialLaw, axis: SolverGrid1d) {
  const { mean, variance } = initialMoments(law);
  const deviation = Math.sqrt(variance);
  // A normal law this wide is its samples at the nodes, to 1e-11.
  if (law.kind !== 'normal' || deviation < 1.2 * axis.width)
    return initialQuadrature(law, 4 * axis.width);
  const all = solverCentres(axis);
  const points = all.filter((x) => Math.abs(x - mean) < 8.3 * deviation);
  const raw = points.map((x) => Math.exp(-0.5 * ((x - mean) / deviation) ** 2));
  const inside =
    (raw.reduce((a, b) => a + b, 0) * axis.width) / (deviation * Math.sqrt(2 * Math.PI));
  // Rounding aside, only what lies off the grid is missing.
  const total = raw.reduce((a, b) => a + b, 0) / Math.min(1, inside);
  return { points, weights: raw.map((w) => w / total) };
}
