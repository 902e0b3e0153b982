/**
 * The cores of the landscape's minima, between which basin rates are counted: around each minimum
 * the connected part of L ≤ L_min + a tenth of its lowest barrier.
 */
import type { Landscape } from '../../model/experiment.js';
import type { CriticalPoint, CriticalPoints } from '../../model/shape/criticalPoint.js';
import { createSurface } from '../../model/shape/surface.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import { solverCentres } from '../solverGrid2d.js';

/** Share of the lowest barrier up to which a core reaches. */
const coreShare = 0.1;

export interface Cores {
  readonly minima: readonly CriticalPoint[];
  /** The loss up to which the core of each minimum reaches. */
  readonly levels: readonly number[];
  /** Per minimum, 1 for the cells whose centre is in its core. */
  readonly cores: readonly Uint8Array[];
}

/** Cells of the core of each minimum; where it has no barrier, the cell that it is in. */
export function findCores(
  landscape: Landscape,
  axes: readonly SolverGrid1d[],
  { points, passes }: CriticalPoints,
): Cores {
  const minima = points.filter(({ kind }) => kind === 'minimum');
  const loss = lossAt(landscape, centresOf(axes));
  const levels = minima.map((minimum) => {
    const index = points.indexOf(minimum);
    const heights = passes.flatMap(({ between, heights: own }) =>
      own.filter((_, side) => between[side] === index),
    );
    const height = Math.min(...heights.filter(Number.isFinite));
    return minimum.value + (Number.isFinite(height) ? coreShare * height : 0);
  });
  const cores = minima.map(({ point }, i) =>
    floodFrom(axes, cellAt(axes, point), (c) => loss[c] <= levels[i]),
  );
  return { minima, levels, cores };
}

/** Whether two cores have a cell in common, so that cells are too coarse for them. */
export const coresMeet = ({ cores }: Cores): boolean =>
  cores.some((a, i) => cores.some((b, j) => j < i && a.some((v, c) => v * b[c] === 1)));

/** Points of a Fibonacci lattice: evenly spread along both sides at once, and between them. */
const [latticePoints, latticeStep] = [610, 377];

/** The share of every cell that lies in each core: exact edges make rates of second order. */
export function coreShares(
  landscape: Landscape,
  axes: readonly SolverGrid1d[],
  { cores, levels }: Cores,
): Float64Array[] {
  const centres = centresOf(axes);
  return cores.map((core, i) => {
    const shares = Float64Array.from(core);
    const atEdge = Int32Array.from(core.keys()).filter((c) =>
      neighboursOf(axes, c).some((n) => core[n] !== core[c]),
    );
    for (const c of atEdge) shares[c] = 0;
    const points = centres.map(() => new Float64Array(atEdge.length));
    for (let k = 0; k < latticePoints; k++) {
      const offsets = [k, (k * latticeStep) % latticePoints].map((v) => (v + 0.5) / latticePoints);
      axes.forEach(({ width }, a) => {
        atEdge.forEach((c, e) => {
          points[a][e] = centres[a][c] + (offsets[a] - 0.5) * width;
        });
      });
      const loss = lossAt(landscape, points);
      atEdge.forEach((c, e) => {
        if (loss[e] <= levels[i]) shares[c] += 1 / latticePoints;
      });
    }
    return shares;
  });
}

function lossAt(landscape: Landscape, points: readonly Float64Array[]): Float64Array {
  const loss = new Float64Array(points[0].length);
  createSurface(landscape).loss(points, loss);
  return loss;
}

/** Coordinates of the centres of all cells, one column for each axis. */
function centresOf(axes: readonly SolverGrid1d[]): Float64Array[] {
  const size = axes.reduce((n, { cells }) => n * cells, 1);
  let after = size;
  return axes.map((axis) => {
    after /= axis.cells;
    const centres = solverCentres(axis);
    const stride = after;
    return Float64Array.from(
      { length: size },
      (_, c) => centres[Math.floor(c / stride) % axis.cells],
    );
  });
}

function cellAt(axes: readonly SolverGrid1d[], point: readonly number[]): number {
  return axes.reduce((cell, { edges, width, cells }, a) => {
    const i = Math.floor((point[a] - edges[0]) / width);
    return cell * cells + Math.min(cells - 1, Math.max(0, i));
  }, 0);
}

/** Cells that share a side with `cell`. */
function neighboursOf(axes: readonly SolverGrid1d[], cell: number): number[] {
  let stride = axes.reduce((n, { cells }) => n * cells, 1);
  return axes.flatMap(({ cells }) => {
    stride /= cells;
    const i = Math.floor(cell / stride) % cells;
    return [...(i > 0 ? [cell - stride] : []), ...(i + 1 < cells ? [cell + stride] : [])];
  });
}

/** Cells that are connected with `first` through cells that `belongs` holds for. */
function floodFrom(
  axes: readonly SolverGrid1d[],
  first: number,
  belongs: (cell: number) => boolean,
): Uint8Array {
  const mask = new Uint8Array(axes.reduce((n, { cells }) => n * cells, 1));
  const open = [first];
  mask[first] = 1;
  for (let c = open.pop(); c !== undefined; c = open.pop()) {
    for (const next of neighboursOf(axes, c)) {
      if (mask[next] === 1 || !belongs(next)) continue;
      mask[next] = 1;
      open.push(next);
    }
  }
  return mask;
}
