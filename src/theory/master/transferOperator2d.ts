/**
 * The transfer operator in two dimensions, acting on masses at the centres of the solver's cells:
 * every node's mass is deposited at its image under every map, with a tensor B-spline whose banded
 * system is solved after all deposits, so that mass, mean, covariance and every further moment up
 * to the degree are exact for each map that is affine (docs/theory.md §1). Built once: one entry for
 * each node, minibatch and quadrature node of the noise, holding where it lands and 2 (degree + 1)
 * weights, of which the (degree + 1)² of the sparse matrix are the products. Mass whose image is
 * off the grid is lost.
 */
import { createSplineSolver, splineWeights } from '../../math/bSpline.js';
import { gaussHermite, type QuadratureRule } from '../../math/quadrature.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import type { Pace } from '../pace.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import { type SolverGrid2d, solverCentres } from '../solverGrid2d.js';
import type { MapAt, Maps2d } from './maps2d.js';
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

/** Values of the normals and a shift of the image, with their weight. */
interface Branch {
  readonly normals: readonly Float64Array[];
  readonly shift: readonly [number, number];
  readonly weight: number;
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
      const dense = branchesOf(denseRule);
      const few = dense.length * points[0].length * maps.weights.length <= mostStartDeposits;
      const out = createPair(points[0].length);
      for (let q = 0; q < maps.weights.length; q++) {
        const at = maps.at(q, points);
        for (const branch of few ? dense : branches) {
          at(branch.normals, out);
          deposits.once(out, branch.shift, maps.weights[q] * branch.weight, weights, next);
        }
      }
      settle(next);
      return next;
    },
  };
}

const mostStartDeposits = 4e6;

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

/** How far each normal moves a walker at most, in cells, for walkers that stay on the grid. */
function noiseWidths(at: MapAt, normals: number, { x, y, cells }: SolverGrid2d): number[] {
  const still = createPair(cells);
  const moved = createPair(cells);
  const values = (k: number) =>
    Array.from({ length: normals }, (_, i) => Float64Array.of(Number(i === k)));
  at(values(-1), still);
  return values(0).map((_, k) => {
    at(values(k), moved);
    let most = 0;
    for (let i = 0; i < cells; i++) {
      const dx = (moved[0][i] - still[0][i]) / x.width;
      const dy = (moved[1][i] - still[1][i]) / y.width;
      const inside = still[0][i] > x.edges[0] && still[0][i] < x.edges[x.cells];
      if (inside && still[1][i] > y.edges[0] && still[1][i] < y.edges[y.cells])
        most = Math.max(most, Math.hypot(dx, dy));
    }
    return most;
  });
}

const still: QuadratureRule = { nodes: Float64Array.of(0), weights: Float64Array.of(1) };

/** More Gauss–Hermite nodes the wider the noise is, in cells: the law varies over its width. */
function hermiteRule(width: number, order: number): QuadratureRule {
  if (!(width > 1e-7)) return still;
  return gaussHermite(Math.min(order, width < 0.3 ? 3 : width < 1 ? 5 : 7 + 2 * Math.floor(width)));
}

/** Equally spaced nodes half a cell apart: for starts that are narrower than the noise. */
function denseRule(width: number): QuadratureRule {
  if (!(width > 1e-7)) return still;
  const step = Math.min(0.5, 0.5 / width);
  const half = Math.ceil(8.3 / step);
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
  const raw = nodes.map((z) => Math.exp((-z * z) / 2));
  const total = raw.reduce((a, b) => a + b, 0);
  return { nodes, weights: raw.map((w) => w / total) };
}

function sharedBranches(
  { nodes, weights }: QuadratureRule,
  shared: readonly [number, number],
  normals: number,
): Branch[] {
  const zeros = Array.from({ length: normals }, () => new Float64Array(1));
  return Array.from(nodes, (z, k) => ({
    normals: zeros,
    shift: [z * shared[0], z * shared[1]],
    weight: weights[k],
  }));
}

function tensorBranches(rules: readonly QuadratureRule[]): Branch[] {
  let branches: Branch[] = [{ normals: [], shift: [0, 0], weight: 1 }];
  for (const { nodes, weights } of rules) {
    branches = branches.flatMap((b) =>
      Array.from(nodes, (z, k) => ({
        normals: [...b.normals, Float64Array.of(z)],
        shift: b.shift,
        weight: b.weight * weights[k],
      })),
    );
  }
  return branches.filter((b) => b.weight > 1e-17);
}

/** Where masses land and with which weights. */
function createDeposits({ x, y }: SolverGrid2d, degree: number, most: number) {
  const n = degree + 1;
  const half = (degree - 1) / 2;
  const sources = new Int32Array(most);
  const targets = new Int32Array(most);
  const weightsX = new Float64Array(most * n);
  const weightsY = new Float64Array(most * n);
  const columns = y.cells;
  const wx = new Float64Array(n);
  const wy = new Float64Array(n);
  let size = 0;
  /** First node of the deposit at `value`; −1 where it would reach over an end. */
  const locate = (axis: SolverGrid1d, value: number, weights: Float64Array) => {
    const position = (value - axis.edges[0]) / axis.width - 0.5;
    const base = Math.floor(position);
    if (!(base >= half && base < axis.cells - 1 - half)) return -1;
    splineWeights(degree, position - base, weights);
    return base - half;
  };
  return {
    count: () => size,
    add([px, py]: Pair, shift: readonly [number, number], weight: number) {
      for (let k = 0; k < px.length; k++) {
        const i = locate(x, px[k] + shift[0], wx);
        if (i < 0) continue;
        const j = locate(y, py[k] + shift[1], wy);
        if (j < 0) continue;
        sources[size] = k;
        targets[size] = i * columns + j;
        for (let r = 0; r < n; r++) {
          weightsX[size * n + r] = weight * wx[r];
          weightsY[size * n + r] = wy[r];
        }
        size++;
      }
    },
    apply(masses: Float64Array, next: Float64Array) {
      const own = new Float64Array(n);
      for (let e = 0; e < size; e++) {
        const mass = masses[sources[e]];
        if (mass === 0) continue;
        let at = e * n;
        for (let c = 0; c < n; c++) own[c] = weightsY[at + c];
        let target = targets[e];
        const last = at + n;
        for (; at < last; at++) {
          const a = mass * weightsX[at];
          for (let c = 0; c < n; c++) next[target + c] += a * own[c];
          target += columns;
        }
      }
    },
    once(
      [px, py]: Pair,
      shift: readonly [number, number],
      weight: number,
      masses: Float64Array,
      next: Float64Array,
    ) {
      for (let k = 0; k < px.length; k++) {
        const i = locate(x, px[k] + shift[0], wx);
        const j = locate(y, py[k] + shift[1], wy);
        if (i < 0 || j < 0) continue;
        const mass = weight * masses[k];
        for (let r = 0; r < n; r++) {
          const target = (i + r) * columns + j;
          for (let c = 0; c < n; c++) next[target + c] += mass * wx[r] * wy[c];
        }
      }
    },
  };
}
