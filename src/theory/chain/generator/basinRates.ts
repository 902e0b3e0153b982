/**
 * Rates between the basins of the landscape's minima, by transition paths (Vanden-Eijnden 2006;
 * Schütte et al., J. Chem. Phys. 134, 2011): around each minimum a core, L ≤ L_min + a tenth of its
 * lowest barrier. A walker belongs to the core that it was last in; the rate from i to j is the flux
 * of walkers that leave core i and reach j before any other, over the mass that belongs to i. Two
 * cores: 1/rate is the mean time from one to the other. With g the mass that belongs to i,
 * A g = 0 off the cores, g = p∞ on core i and 0 on the others, and the committor solves Aᵀq = 0.
 */
import { eliminateStates, type JumpRates } from '../../../math/sparse/stateElimination.js';
import type { Landscape } from '../../../model/experiment.js';
import type { CriticalPoint, CriticalPoints } from '../../../model/shape/criticalPoint.js';
import { createSurface } from '../../../model/shape/surface.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';
import { solverCentres } from '../../solverGrid2d.js';
import type { SolvedLevel } from './generatorLevels.js';
import { confine } from './jumpRates.js';

/** Share of the lowest barrier up to which a core reaches. */
const coreShare = 0.1;

export interface LevelRates {
  /** Share of the walkers, in the stationary law, that were last in each core. */
  readonly shares: readonly number[];
  /** rates[i][j]: from core i to core j per unit of time; 0 on the diagonal. */
  readonly rates: readonly (readonly number[])[];
  /** P(core 1 is reached before core 0) from each cell, for two cores; else null. */
  readonly committor: Float64Array | null;
}

/** Cells of the core of each of `minima`, or which of them has no barrier. */
export function findCores(
  landscape: Landscape,
  axes: readonly SolverGrid1d[],
  { points, passes }: CriticalPoints,
): { readonly minima: readonly CriticalPoint[]; readonly cores: readonly Uint8Array[] } {
  const minima = points.filter(({ kind }) => kind === 'minimum');
  const loss = lossOnCells(landscape, axes);
  const cores = minima.map((minimum) => {
    const index = points.indexOf(minimum);
    const heights = passes.flatMap(({ between, heights: own }) =>
      own.filter((_, side) => between[side] === index),
    );
    const height = Math.min(...heights.filter(Number.isFinite));
    const level = minimum.value + (Number.isFinite(height) ? coreShare * height : 0);
    return floodFrom(axes, cellAt(axes, minimum.point), (c) => loss[c] <= level);
  });
  return { minima, cores };
}

/** Shares, rates and committor of one level. Cores must not meet. */
export function ratesBetween(
  { rates, p }: Pick<SolvedLevel, 'rates' | 'p'>,
  cores: readonly Uint8Array[],
): LevelRates {
  const coreOf = new Int32Array(p.length).fill(-1);
  cores.forEach((core, i) => {
    for (let c = 0; c < p.length; c++) if (core[c] === 1) coreOf[c] = i;
  });
  const free = Uint8Array.from(coreOf, (i) => Number(i < 0));
  const { rates: part, states } = confine(rates, free);
  const { forward, backward } = eliminateStates(part);
  const own = new Int32Array(p.length).fill(-1);
  states.forEach((c, k) => {
    own[c] = k;
  });
  const fluxes = cores.map((_, i) => {
    const inflow = new Float64Array(states.length);
    const flux = new Float64Array(cores.length);
    let mass = 0;
    for (let c = 0; c < p.length; c++) {
      if (coreOf[c] !== i) continue;
      mass += p[c];
      eachJump(rates, c, (to, rate) => {
        if (own[to] >= 0) inflow[own[to]] += p[c] * rate;
        else flux[coreOf[to]] += p[c] * rate;
      });
    }
    const last = forward(inflow);
    states.forEach((c, k) => {
      mass += last[k];
      eachJump(rates, c, (to, rate) => {
        if (own[to] < 0) flux[coreOf[to]] += last[k] * rate;
      });
    });
    return { mass, flux };
  });
  return {
    shares: fluxes.map(({ mass }) => mass),
    rates: fluxes.map(({ mass, flux }, i) => Array.from(flux, (f, j) => (i === j ? 0 : f / mass))),
    committor: cores.length === 2 ? committorOf() : null,
  };

  function committorOf(): Float64Array {
    const reward = new Float64Array(states.length);
    states.forEach((c, k) => {
      eachJump(rates, c, (to, rate) => {
        if (coreOf[to] === 1) reward[k] += rate;
      });
    });
    const q = Float64Array.from(coreOf, (i) => Number(i === 1));
    backward(reward).forEach((v, k) => {
      q[states[k]] = v;
    });
    return q;
  }
}

function eachJump(
  { starts, targets, rates }: JumpRates,
  from: number,
  visit: (to: number, rate: number) => void,
): void {
  for (let e = starts[from]; e < starts[from + 1]; e++) visit(targets[e], rates[e]);
}

function lossOnCells(landscape: Landscape, axes: readonly SolverGrid1d[]): Float64Array {
  const size = axes.reduce((n, { cells }) => n * cells, 1);
  let after = size;
  const columns = axes.map((axis) => {
    after /= axis.cells;
    const centres = solverCentres(axis);
    const stride = after;
    return Float64Array.from(
      { length: size },
      (_, c) => centres[Math.floor(c / stride) % axis.cells],
    );
  });
  const loss = new Float64Array(size);
  createSurface(landscape).loss(columns, loss);
  return loss;
}

function cellAt(axes: readonly SolverGrid1d[], point: readonly number[]): number {
  return axes.reduce((cell, { edges, width, cells }, a) => {
    const i = Math.floor((point[a] - edges[0]) / width);
    return cell * cells + Math.min(cells - 1, Math.max(0, i));
  }, 0);
}

/** Cells that are connected with `first` through cells that `belongs` holds for. */
function floodFrom(
  axes: readonly SolverGrid1d[],
  first: number,
  belongs: (cell: number) => boolean,
): Uint8Array {
  const size = axes.reduce((n, { cells }) => n * cells, 1);
  const mask = new Uint8Array(size);
  const open = [first];
  mask[first] = 1;
  for (let c = open.pop(); c !== undefined; c = open.pop()) {
    let stride = size;
    for (const { cells } of axes) {
      stride /= cells;
      const i = Math.floor(c / stride) % cells;
      for (const step of [-1, 1]) {
        const next = c + step * stride;
        if (i + step < 0 || i + step >= cells || mask[next] === 1 || !belongs(next)) continue;
        mask[next] = 1;
        open.push(next);
      }
    }
  }
  return mask;
}
