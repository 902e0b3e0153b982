/**
 * The transfer operator in two dimensions, acting on masses at the centres of the solver's cells:
 * every node's mass is deposited at its image under every map, with a tensor B-spline whose banded
 * system is solved after all deposits, so that mass, mean, covariance and every further moment up
 * to the degree are exact for each map that is affine (docs/theory.md §1). Built once: deposits that
 * land near each other merged into stencils, the others one by one. Mass whose image is off the
 * grid is lost.
 */
import { createSplineSolver } from '../../math/bSpline.js';
import type { Pair } from '../law/gradient2d.js';
import type { Pace } from '../pace.js';
import { type SolverGrid2d, solverCentres } from '../solverGrid2d.js';
import { createDepositList, createLanding2d, type DepositList, depositOnce } from './deposits2d.js';
import {
  blockNodes,
  branchesOf,
  type ImageSettings,
  images,
  mergedCost,
  planMerging,
  type Resolution,
} from './images2d.js';
import type { Maps2d } from './maps2d.js';
import { denseRule, evenRule, hermiteRule, noiseWidths } from './noiseBranches2d.js';
import { createAdditiveNoise, createSmoothing } from './smoothing2d.js';
import {
  blockSize,
  createReach,
  createStencilBand,
  type MergeLimit,
  mergeLimits,
  type StencilBand,
} from './stencilBlocks2d.js';

export interface TransferOperator2d {
  readonly grid: SolverGrid2d;
  /** Degree of the B-splines; 1 never turns negative but adds numerical diffusion. */
  readonly degree: number;
  /** Deposits of one update. */
  readonly entries: number;
  /** Multiplications that these take, merged where that pays. */
  readonly multiplications: number;
  /** Memory that they are kept in. */
  readonly bytes: number;
  /** One update of the masses at the nodes. */
  apply(masses: Float64Array, next: Float64Array): void;
  /** The mean of `values`, a function at the nodes, one update after each node: Pᵀ. */
  applyTransposed(values: Float64Array, next: Float64Array): void;
  /** The first update, from weighted points. */
  start(points: Pair, weights: Float64Array): Float64Array;
}

/** What an operator will take, known before it is built. */
export interface OperatorPlan2d extends ImageSettings {
  /** Deposits of one update. */
  readonly entries: number;
  /** How far deposits are merged; null where each is kept by itself. */
  readonly merge: MergeLimit | null;
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
  const found = noiseOn(maps, grid, nodesOf(grid));
  if (!found) return null;
  const { noise, widths } = found;
  const count = widths.reduce((n, w) => n * hermiteRule(w, resolution.order).nodes.length, 1);
  const entries = maps.weights.length * count * cells;
  const taps = noise ? 8.3 * (noise.own[0] / x.width + noise.own[1] / y.width) : 0;
  const settling = cells * (2 * taps + 4 * resolution.degree);
  const settings = { maps, grid, resolution, noise, widths };
  const { merge, bytes, work } = planMerging(settings, entries);
  return { ...settings, entries, merge, bytes, work: work + settling };
}

/**
 * The noise of `maps`, seen from `points`, and its widths in cells of `grid`; null where additive
 * noise has no finite image.
 */
export function noiseOn(
  maps: Maps2d,
  grid: SolverGrid2d,
  points: Pair,
): Pick<ImageSettings, 'noise' | 'widths'> | null {
  if (maps.normals === 0) return { noise: null, widths: [] };
  const probe = maps.at(0, points);
  if (!maps.additive)
    return { noise: null, widths: noiseWidths(probe, maps.normals, grid, points) };
  const noise = createAdditiveNoise(probe, maps.normals, points[0].length);
  if (!noise) return null;
  const { shared } = noise;
  return { noise, widths: [Math.hypot(shared[0] / grid.x.width, shared[1] / grid.y.width)] };
}

/**
 * One update of weighted points, deposited on the grid at once. Points that are few and far between
 * (`sharp`) may be sharper than the noise: as many nodes of the noise as can be paid for.
 */
export function updateOnce(
  settings: ImageSettings,
  points: Pair,
  weights: Float64Array,
  sharp: boolean,
): Float64Array {
  const { grid } = settings;
  const next = new Float64Array(grid.cells);
  const landing = createLanding2d(grid, settings.resolution.degree);
  const maps = settings.maps.weights.length;
  const fine = startRules.find(
    ({ rule, most }) =>
      sharp && branchesOf(settings, rule).length * maps * points[0].length <= most,
  );
  for (const { x, y, weight } of images(settings, points, fine?.rule)) {
    depositOnce(landing, grid.y.cells, [x, y], weight, weights, next);
  }
  createSettling(settings)(next);
  return next;
}

/** What follows the deposits of an update: the splines' banded systems and additive noise. */
function createSettling({ grid, noise, resolution: { degree } }: ImageSettings) {
  const smooth = createSmoothing(grid, noise?.own ?? [0, 0], degree);
  const solvers = ([0, 1] as const).map((axis) =>
    createSplineSolver(degree, grid.x.cells, grid.y.cells, axis),
  );
  return (next: Float64Array) => {
    flush(next);
    for (const solve of solvers) solve(next);
    smooth(next);
    flush(next);
  };
}

/** Builds the planned operator. */
export async function createTransferOperator2d(
  plan: OperatorPlan2d,
  pace: Pace,
): Promise<TransferOperator2d> {
  const { grid } = plan;
  const settle = createSettling(plan);
  const { bands, entries, bytes, work } = await createBands(plan, pace);
  const unsettle = createTransposedSettling(plan);
  return {
    grid,
    degree: plan.resolution.degree,
    entries,
    multiplications: work,
    bytes,
    apply(masses, next) {
      next.fill(0);
      for (const { stencils, list } of bands) {
        stencils.apply(masses, next);
        list.apply(masses, next);
      }
      settle(next);
    },
    applyTransposed(values, next) {
      const settled = unsettle(values);
      next.fill(0);
      for (const { stencils, list } of bands) {
        stencils.gather(settled, next);
        list.gather(settled, next);
      }
    },
    start: (points, weights) => updateOnce(plan, points, weights, true),
  };
}

/** The transposed of what follows the deposits; set up when it is first asked for. */
function createTransposedSettling({ grid, noise, resolution: { degree } }: OperatorPlan2d) {
  let steps: readonly ((values: Float64Array) => void)[] | null = null;
  const values = new Float64Array(grid.cells);
  return (given: Float64Array): Float64Array => {
    steps ??= [
      createSmoothing(grid, noise?.own ?? [0, 0], degree, true),
      createSplineSolver(degree, grid.x.cells, grid.y.cells, 1, true),
      createSplineSolver(degree, grid.x.cells, grid.y.cells, 0, true),
    ];
    values.set(given);
    for (const step of steps) step(values);
    return values;
  };
}

/** Two rows of the grid: their stencils, and the deposits that these leave. */
interface Band {
  readonly stencils: StencilBand;
  readonly list: DepositList;
}

/** Builds band after band: where everything lands, then the weights. */
async function createBands(plan: OperatorPlan2d, pace: Pace) {
  const { grid, resolution } = plan;
  const columns = grid.y.cells;
  const taps = resolution.degree + 1;
  const landing = createLanding2d(grid, resolution.degree);
  const bands: Band[] = [];
  const total = { entries: 0, bytes: 0, work: 0 };
  for (let row = 0; row < grid.x.cells; row += 2) {
    const { points, nodes } = blockNodes(grid, bandCorners(grid, row));
    const landed = [...images(plan, points)];
    const reach = createReach(nodes.length / blockSize, taps, columns);
    for (const { x, y } of landed) {
      for (let s = 0; s < nodes.length; s++) if (landing.locate(x[s], y[s])) reach.note(s, landing);
    }
    // The plan was made from a sample: where it was far off, memory decides.
    const isAsPlanned = total.bytes + mergedCost(reach, taps, plan.merge).bytes <= 1.5 * plan.bytes;
    const merge = isAsPlanned ? plan.merge : mergeLimits(taps).small;
    const cost = mergedCost(reach, taps, merge);
    const stencils = createStencilBand(reach, merge, row, grid.x.cells, columns);
    const list = createDepositList(cost.deposits, taps, columns);
    for (const { x, y, weight } of landed) {
      for (let s = 0; s < nodes.length; s++) {
        if (!landing.locate(x[s], y[s])) continue;
        landing.weigh();
        if (stencils.has(s)) stencils.add(s, landing, weight);
        else list.add(nodes[s], landing, weight);
        total.entries++;
      }
    }
    bands.push({ stencils, list });
    total.bytes += cost.bytes;
    total.work += cost.work;
    await pace.tick(taps * landed.length * nodes.length);
  }
  return { bands, ...total };
}

const bandCorners = ({ y }: SolverGrid2d, row: number) =>
  Array.from({ length: (y.cells + 1) >> 1 }, (_, b) => [row, 2 * b] as const);

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
