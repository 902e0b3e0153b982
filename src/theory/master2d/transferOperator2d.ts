/**
 * The transfer operator in two dimensions, acting on masses at the centres of the solver's cells:
 * every node's mass is deposited at its image under every map, with a tensor B-spline whose banded
 * system is solved after all deposits, so that mass, mean, covariance and every further moment up
 * to the degree are exact for each map that is affine (docs/theory.md §1). Built once: one entry for
 * each node, minibatch and quadrature node of the noise, holding where it lands and 2 (degree + 1)
 * weights, of which the (degree + 1)² of the sparse matrix are the products. Mass whose image is
 * off the grid is lost.
 */
import { createSplineSolver } from '../../math/bSpline.js';
import type { QuadratureRule } from '../../math/quadrature.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import type { Pace } from '../pace.js';
import { type SolverGrid2d, solverCentres } from '../solverGrid2d.js';
import { createDeposits } from './deposits2d.js';
import type { Maps2d } from './maps2d.js';
import {
  type Branch,
  denseRule,
  evenRule,
  hermiteRule,
  noiseWidths,
  sharedBranches,
  tensorBranches,
} from './noiseBranches2d.js';
import { type AdditiveNoise, createAdditiveNoise, createSmoothing } from './smoothing2d.js';

export interface TransferOperator2d {
  readonly grid: SolverGrid2d;
  /** Degree of the B-splines; 1 never turns negative but adds numerical diffusion. */
  readonly degree: number;
  /** Deposits of one update. */
  readonly entries: number;
  /** One update of the masses at the nodes. */
  apply(masses: Float64Array, next: Float64Array): void;
  /** The first update, from weighted points. */
  start(points: Pair, weights: Float64Array): Float64Array;
}

export interface Resolution {
  readonly degree: number;
  /** Most Gauss–Hermite nodes of one normal. */
  readonly order: number;
}

/** What an operator will take, known before it is built. */
export interface OperatorPlan2d {
  readonly maps: Maps2d;
  readonly grid: SolverGrid2d;
  readonly resolution: Resolution;
  readonly noise: AdditiveNoise | null;
  /** Widths of the noise that is followed by quadrature, in cells; one or one for each normal. */
  readonly widths: readonly number[];
  /** Deposits of one update. */
  readonly entries: number;
  /** Memory that they are kept in. */
  readonly bytes: number;
  /** Multiplications of one update. */
  readonly work: number;
}

/** Plans the operator of `maps` on `grid`; null where no node has a finite image. */
export function planOperator2d(
  maps: Maps2d,
  grid: SolverGrid2d,
  resolution: Resolution,
): OperatorPlan2d | null {
  const { x, y, cells } = grid;
  const probe = maps.normals > 0 ? maps.at(0, nodesOf(grid)) : null;
  const noise = probe && maps.additive ? createAdditiveNoise(probe, maps.normals, cells) : null;
  if (maps.additive && !noise) return null;
  const widths = noise
    ? [Math.hypot(noise.shared[0] / x.width, noise.shared[1] / y.width)]
    : probe
      ? noiseWidths(probe, maps.normals, grid)
      : [];
  const { degree, order } = resolution;
  const branches = widths.reduce((n, w) => n * hermiteRule(w, order).nodes.length, 1);
  const entries = maps.weights.length * branches * cells;
  const taps = noise ? 8.3 * (noise.own[0] / x.width + noise.own[1] / y.width) : 0;
  return {
    maps,
    grid,
    resolution,
    noise,
    widths,
    entries,
    bytes: entries * (8 + 16 * (degree + 1)),
    work: entries * (degree + 1) ** 2 + cells * (2 * taps + 4 * degree),
  };
}

/** Builds the planned operator. */
export async function createTransferOperator2d(
  plan: OperatorPlan2d,
  pace: Pace,
): Promise<TransferOperator2d> {
  const { maps, grid, noise, widths } = plan;
  const { degree, order } = plan.resolution;
  const smooth = createSmoothing(grid, noise?.own ?? [0, 0], degree);
  const solvers = ([0, 1] as const).map((axis) =>
    createSplineSolver(degree, grid.x.cells, grid.y.cells, axis),
  );
  const settle = (next: Float64Array) => {
    flush(next);
    for (const solve of solvers) solve(next);
    smooth(next);
    flush(next);
  };
  const branchesOf = (rule: (width: number) => QuadratureRule): Branch[] =>
    noise
      ? sharedBranches(rule(widths[0]), noise.shared, maps.normals)
      : tensorBranches(widths.map(rule));

  const branches = branchesOf((width) => hermiteRule(width, order));
  const deposits = createDeposits(grid, degree, plan.entries);
  const nodes = nodesOf(grid);
  const image = createPair(grid.cells);
  for (let q = 0; q < maps.weights.length; q++) {
    const at = maps.at(q, nodes);
    for (const branch of branches) {
      at(branch.normals, image);
      deposits.add(image, branch.shift, maps.weights[q] * branch.weight);
      await pace.tick();
    }
  }
  return {
    grid,
    degree,
    entries: deposits.count(),
    apply(masses, next) {
      next.fill(0);
      deposits.apply(masses, next);
      settle(next);
    },
    start(points, weights) {
      const next = new Float64Array(grid.cells);
      // A start may be sharper than the noise: as many nodes of the noise as can be paid for.
      const images = points[0].length * maps.weights.length;
      const fine = startRules
        .map(({ rule, most }) => ({ own: branchesOf(rule), most }))
        .find(({ own, most }) => own.length * images <= most);
      const out = createPair(points[0].length);
      for (let q = 0; q < maps.weights.length; q++) {
        const at = maps.at(q, points);
        for (const branch of fine?.own ?? branches) {
          at(branch.normals, out);
          deposits.once(out, branch.shift, maps.weights[q] * branch.weight, weights, next);
        }
      }
      settle(next);
      return next;
    },
  };
}

/** Rules for the noise of the first update, and the deposits that it may take with each. */
const startRules = [
  { rule: denseRule, most: 5e6 },
  { rule: evenRule, most: 1e7 },
];

/** Subnormal numbers are slow, and so small a mass is nothing. */
function flush(masses: Float64Array): void {
  for (let k = 0; k < masses.length; k++) if (Math.abs(masses[k]) < 1e-40) masses[k] = 0;
}

/** The centres of all cells, row-major. */
function nodesOf({ x, y, cells }: SolverGrid2d): Pair {
  const [cx, cy] = [solverCentres(x), solverCentres(y)];
  return [
    Float64Array.from({ length: cells }, (_, k) => cx[Math.floor(k / y.cells)]),
    Float64Array.from({ length: cells }, (_, k) => cy[k % y.cells]),
  ];
}
