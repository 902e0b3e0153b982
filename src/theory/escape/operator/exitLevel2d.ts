/**
 * First passage out of a region of the plane at one resolution: masses at the nodes of a grid
 * around the region, and after every step of the operator only the share of each cell that lies in
 * the region is kept. Second order in the cell size where the law inside is smooth.
 */
import type { InRegion } from '../../../model/region.js';
import { createPair, type Pair } from '../../law/gradient2d.js';
import type { TransferOperator2d } from '../../master2d/transferOperator2d.js';
import type { Pace } from '../../pace.js';
import { type SolverGrid2d, solverCentres } from '../../solverGrid2d.js';
import { closedMean, type ExitLevel, followSurvival, notSettled } from './exitSurvival.js';

/** Points of a Fibonacci lattice: evenly spread along both sides at once, and between them. */
const [latticePoints, latticeStep] = [987, 610];

/** The share of the box of so wide sides around each point that lies in the region. */
export function sharesInside(
  inRegion: InRegion,
  points: Pair,
  widths: readonly [number, number],
): Float64Array {
  const n = points[0].length;
  const shares = new Float64Array(n);
  const [x, y] = createPair(n);
  const inside = new Uint8Array(n);
  for (let a = 0; a < latticePoints; a++) {
    const u = (a + 0.5) / latticePoints - 0.5;
    const v = (((a * latticeStep) % latticePoints) + 0.5) / latticePoints - 0.5;
    for (let k = 0; k < n; k++) {
      x[k] = points[0][k] + widths[0] * u;
      y[k] = points[1][k] + widths[1] * v;
    }
    inRegion([x, y], inside);
    for (let k = 0; k < n; k++) shares[k] += inside[k];
  }
  return shares.map((s) => s / latticePoints);
}

/** The share of every cell of `grid` that lies in the region, row-major. */
export function cellShares(inRegion: InRegion, grid: SolverGrid2d): Float64Array {
  const { x, y, cells } = grid;
  const [cx, cy] = [solverCentres(x), solverCentres(y)];
  const centres: Pair = [
    Float64Array.from({ length: cells }, (_, k) => cx[Math.floor(k / y.cells)]),
    Float64Array.from({ length: cells }, (_, k) => cy[k % y.cells]),
  ];
  const inside = new Uint8Array(cells);
  inRegion(centres, inside);
  // Only where a neighbour is on the other side is there an edge to look for.
  const cut = Int32Array.from(inside.keys()).filter((k) => {
    const [i, j] = [Math.floor(k / y.cells), k % y.cells];
    for (let a = Math.max(0, i - 1); a <= Math.min(x.cells - 1, i + 1); a++) {
      for (let b = Math.max(0, j - 1); b <= Math.min(y.cells - 1, j + 1); b++) {
        if (inside[a * y.cells + b] !== inside[k]) return true;
      }
    }
    return false;
  });
  const own: Pair = [
    Float64Array.from(cut, (k) => centres[0][k]),
    Float64Array.from(cut, (k) => centres[1][k]),
  ];
  const shares = Float64Array.from(inside);
  sharesInside(inRegion, own, [x.width, y.width]).forEach((share, e) => {
    shares[cut[e]] = share;
  });
  return shares;
}

/** The operator, and what the ends of the axes make of what lands beyond them. */
export interface Update2d {
  readonly operator: TransferOperator2d;
  fold(masses: Float64Array): void;
}

/**
 * Follows the masses `first`, of step known.length, under the update, of which `shares` is kept,
 * until `steps` and on until they have settled. Throws NotConvergedError where they do not within
 * `work.most` multiplications, of which a step takes `work.step`.
 */
export async function followInside2d(
  { operator, fold }: Update2d,
  shares: Float64Array,
  first: Float64Array,
  known: readonly number[],
  steps: number,
  work: { readonly step: number; readonly most: number },
  pace: Pace,
): Promise<ExitLevel> {
  let masses = keep(first, shares);
  let next: Float64Array = new Float64Array(masses.length);
  const law = {
    mass: () => masses.reduce((a, b) => a + b, 0),
    advance() {
      operator.apply(masses, next);
      fold(next);
      [masses, next] = [keep(next, shares), masses];
    },
  };
  const survival = [...known];
  const most = Math.max(steps, Math.floor(work.most / work.step));
  const rate = await followSurvival(law, survival, { steps, most, work: work.step }, pace);
  if (rate === null) throw notSettled(survival);
  return {
    survival: Float64Array.from(survival.slice(0, steps + 1)),
    mean: closedMean(survival, rate),
    rate,
    work: work.step * survival.length,
    dense: false,
  };
}

function keep(masses: Float64Array, shares: Float64Array): Float64Array {
  for (let k = 0; k < masses.length; k++) masses[k] *= shares[k];
  return masses;
}
