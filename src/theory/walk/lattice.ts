/**
 * Masses at the centres of the solver's cells, in one or two dimensions, with margins beyond the ends
 * in which jumps land before the boundary folds them back. Deposits with B-splines keep every moment
 * up to their degree (docs/theory.md §1). A lattice of one dimension is one row.
 */
import { createSplineSolver, splineIntegral, splineWeights } from '../../math/bSpline.js';
import { endsOf, isPeriodic } from '../../math/grid.js';
import { foldCell } from '../../model/boundary.js';
import { onRing } from '../law/ringLaw1d.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import { isOpen, type SolverGrid1d } from '../solverGrid1d.js';
import type { Jump } from './jumps.js';

export interface Lattice {
  /** Nodes of all axes together, margins included. */
  readonly size: number;
  /** The nodes inside the boundaries, as indices and as coordinates. */
  readonly inside: Int32Array;
  readonly points: readonly Float64Array[];
  /** Adds masses at the points; what lands beyond the margins is lost. */
  deposit(points: readonly Float64Array[], masses: Float64Array, into: Float64Array): void;
  /** The operator that deposits what jumps from the inner nodes; `entries` multiplications. */
  compile(jumps: readonly Jump[]): {
    apply(from: Float64Array, into: Float64Array): void;
    entries: number;
  };
  /** Turns deposits into masses and applies the boundaries. */
  settle(masses: Float64Array): void;
  /** The law on the experiment's cells; 1 minus the mass is `lost`. */
  lawOf(masses: Float64Array): Law2d;
}

/** Nodes after which the prefilter of the quintic B-spline has died out (0.43ᵏ). */
const filterReach = 44;

interface LatticeAxis {
  readonly grid: SolverGrid1d;
  /** The inner node, from 0, that node i is folded to; off the axis where there is none. */
  readonly fold: (i: number) => number;
  readonly margin: number;
  readonly nodes: number;
}

/** A lattice on the solver's axes for jumps of at most `reach` along each. */
export function createLattice(
  grids: readonly SolverGrid1d[],
  degree: number,
  reach: readonly number[],
): Lattice {
  const axes = grids.map((grid, i): LatticeAxis => {
    const fold = foldCell(endsOf(grid.axis), grid.cells);
    const far = Math.min(2 * grid.cells, Math.ceil(reach[i] / grid.width));
    const beyond = isPeriodic(grid.axis) ? 0 : far;
    const margin = isOpen(grid.axis) ? 4 : beyond + filterReach;
    return { grid, fold, margin, nodes: grid.cells + 2 * margin };
  });
  const [x, y] = axes.length === 2 ? axes : [null, axes[0]];
  const rows = x?.nodes ?? 1;
  const columns = y.nodes;
  const solvers = [
    ...(x ? [createSplineSolver(degree, rows, columns, 0)] : []),
    createSplineSolver(degree, rows, columns, 1),
  ];
  const inside = innerNodes(x, y);
  const places = axes.map((axis) => createPlace(axis, degree));
  const tapsX = x ? degree + 1 : 1;
  const taps = degree + 1;
  const one = Float64Array.of(1);
  const locate = (point: (axis: number) => number) => {
    for (let i = 0; i < axes.length; i++) if (!places[i].locate(point(i))) return -1;
    return (x ? places[0].first * columns : 0) + places[axes.length - 1].first;
  };
  const weightsOf = () => (x ? places[0].weights : one);
  const last = places[axes.length - 1];
  return {
    size: rows * columns,
    inside,
    points: axes.map((axis, i) =>
      Float64Array.from(inside, (c) =>
        axisPoint(axis, i === axes.length - 1 ? c % columns : Math.floor(c / columns)),
      ),
    ),
    deposit(points, masses, into) {
      for (let k = 0; k < masses.length; k++) {
        const at = locate((i) => points[i][k]);
        if (at < 0 || masses[k] === 0) continue;
        const wx = weightsOf();
        for (let r = 0; r < tapsX; r++) {
          for (let c = 0; c < taps; c++)
            into[at + r * columns + c] += masses[k] * wx[r] * last.weights[c];
        }
      }
    },
    compile(jumps) {
      const most = jumps.length * inside.length;
      const [sources, targets] = [new Int32Array(most), new Int32Array(most)];
      const wx = new Float64Array(most * tapsX);
      const wy = new Float64Array(most * taps);
      let count = 0;
      for (const { image, weight } of jumps) {
        for (let k = 0; k < inside.length; k++) {
          if (weight[k] === 0) continue;
          const at = locate((i) => image[i][k]);
          if (at < 0) continue;
          sources[count] = inside[k];
          targets[count] = at;
          weightsOf().forEach((w, r) => {
            wx[count * tapsX + r] = weight[k] * w;
          });
          wy.set(last.weights, count * taps);
          count++;
        }
      }
      return {
        entries: count * tapsX * taps,
        apply(from, into) {
          into.fill(0);
          for (let e = 0; e < count; e++) {
            const mass = from[sources[e]];
            if (mass === 0) continue;
            for (let r = 0; r < tapsX; r++) {
              const share = mass * wx[e * tapsX + r];
              const at = targets[e] + r * columns;
              const first = e * taps;
              for (let c = 0; c < taps; c++) into[at + c] += share * wy[first + c];
            }
          }
        },
      };
    },
    settle(masses) {
      for (const solve of solvers) solve(masses);
      if (x) fold(masses, x, columns, columns, 1);
      fold(masses, y, 1, rows, columns);
      // Subnormal numbers are slow, and so small a mass is nothing.
      for (let k = 0; k < masses.length; k++) if (Math.abs(masses[k]) < 1e-40) masses[k] = 0;
    },
    lawOf(masses) {
      const coefficients = masses.slice();
      if (x) unfold(coefficients, x, columns, columns, 1);
      unfold(coefficients, y, 1, rows, columns);
      for (const solve of solvers) solve(coefficients);
      const cells = integrate(coefficients, x, y, degree);
      return withMoments(cells, masses, inside, this.points);
    },
  };
}

const axisPoint = ({ grid, margin }: LatticeAxis, node: number) =>
  grid.edges[0] + (node - margin + 0.5) * grid.width;

function innerNodes(x: LatticeAxis | null, y: LatticeAxis): Int32Array {
  const rows = x ? x.grid.cells : 1;
  const own = y.grid.cells;
  return Int32Array.from({ length: rows * own }, (_, k) => {
    const row = Math.floor(k / own) + (x?.margin ?? 0);
    return row * y.nodes + (k % own) + y.margin;
  });
}

/** Where a coordinate lands on an axis: first node and weights, overwritten by the next. */
function createPlace({ grid, margin, nodes }: LatticeAxis, degree: number) {
  const half = (degree - 1) / 2;
  const place = {
    first: 0,
    weights: new Float64Array(degree + 1),
    locate(value: number) {
      const at = isPeriodic(grid.axis) ? onRing(value, grid.axis) : value;
      const position = (at - grid.edges[0]) / grid.width - 0.5 + margin;
      const base = Math.floor(position);
      if (!(base >= half && base < nodes - 1 - half)) return false;
      place.first = base - half;
      splineWeights(degree, position - base, place.weights);
      return true;
    },
  };
  return place;
}

/** The inner node, from 0, whose image node j − margin is; −1 where there is none. */
function sourceOf({ grid, fold: place, margin }: LatticeAxis, j: number): number {
  const k = place(j - margin);
  return k >= 0 && k < grid.cells ? k : -1;
}

/** Moves what is in the margins of every line back inside, or drops it. */
function fold(
  masses: Float64Array,
  axis: LatticeAxis,
  stride: number,
  lines: number,
  apart: number,
): void {
  const { margin, nodes, grid } = axis;
  for (let j = 0; j < nodes; j++) {
    if (j >= margin && j < margin + grid.cells) continue;
    const source = sourceOf(axis, j);
    for (let line = 0; line < lines; line++) {
      const from = line * apart + j * stride;
      if (source >= 0) masses[line * apart + (source + margin) * stride] += masses[from];
      masses[from] = 0;
    }
  }
}

/** Fills the margins with the images of what is inside. */
function unfold(
  masses: Float64Array,
  axis: LatticeAxis,
  stride: number,
  lines: number,
  apart: number,
): void {
  const { margin, nodes, grid } = axis;
  for (let j = 0; j < nodes; j++) {
    if (j >= margin && j < margin + grid.cells) continue;
    const source = sourceOf(axis, j);
    if (source < 0) continue;
    for (let line = 0; line < lines; line++) {
      masses[line * apart + j * stride] = masses[line * apart + (source + margin) * stride];
    }
  }
}

/** For each cell of the experiment the first node whose B-spline reaches into it, and integrals. */
function cellIntegrals({ grid, margin, nodes }: LatticeAxis, degree: number) {
  const half = (degree + 1) / 2;
  const node = (edge: number) => margin + grid.first + edge * grid.refinement - 0.5;
  return Array.from({ length: grid.axis.cells }, (_, i) => {
    const [left, right] = [node(i), node(i + 1)];
    const first = Math.max(0, Math.ceil(left - half));
    const end = Math.min(nodes - 1, Math.floor(right + half));
    const weights = Float64Array.from({ length: end - first + 1 }, (_, r) => {
      const at = first + r;
      return splineIntegral(degree, right - at) - splineIntegral(degree, left - at);
    });
    return { first, weights };
  });
}

function integrate(
  coefficients: Float64Array,
  x: LatticeAxis | null,
  y: LatticeAxis,
  degree: number,
): Float64Array {
  const columns = y.nodes;
  const alongX = x ? cellIntegrals(x, degree) : [{ first: 0, weights: Float64Array.of(1) }];
  const alongY = cellIntegrals(y, degree);
  const cells = new Float64Array(alongX.length * alongY.length);
  const line = new Float64Array(columns);
  alongX.forEach(({ first, weights }, i) => {
    line.fill(0);
    weights.forEach((w, r) => {
      for (let j = 0; j < columns; j++) line[j] += w * coefficients[(first + r) * columns + j];
    });
    alongY.forEach((cell, j) => {
      cell.weights.forEach((w, r) => {
        cells[i * alongY.length + j] += w * line[cell.first + r];
      });
    });
  });
  return cells;
}

function withMoments(
  cells: Float64Array,
  masses: Float64Array,
  inside: Int32Array,
  points: readonly Float64Array[],
): Law2d {
  const d = points.length;
  let total = 0;
  const mean = new Float64Array(d);
  inside.forEach((c, k) => {
    total += masses[c];
    for (let i = 0; i < d; i++) mean[i] += masses[c] * points[i][k];
  });
  for (let i = 0; i < d; i++) mean[i] /= total;
  const covariance = new Float64Array(d * d);
  inside.forEach((c, k) => {
    for (let e = 0; e < d * d; e++) {
      const [i, j] = [Math.floor(e / d), e % d];
      covariance[e] += (masses[c] / total) * (points[i][k] - mean[i]) * (points[j][k] - mean[j]);
    }
  });
  return lawFromExperimentCells(cells, mean, covariance, Math.max(0, 1 - total));
}
