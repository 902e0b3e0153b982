/**
 * Rates between the basins of the landscape's minima in steps, defined as those of the generator
 * (`../generator/basinRates.ts`): a walker belongs to the core that it was last seen in, once a step.
 * With P the transfer operator, c_i the share of each cell in core i and f = 1 − Σ c_i, the mass
 * that belongs to i is g = c_i p + h, h = f·P(c_i p + h); Σ c_j·P g of it reaches core j in a step.
 * A walker may jump over a core within a step and is not seen there, nor where it turns back within
 * one: this, and noise that is no diffusion, is what sets these rates apart from the generator's.
 */
import type { Pace } from '../../pace.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';
import type { LinearMap } from '../chain.js';
import { solvePaced } from './solvePaced.js';

/** The transfer operator on the cells, or nodes, of one resolution, with its stationary law. */
export interface StepChain {
  readonly axes: readonly SolverGrid1d[];
  /** Stationary masses. */
  readonly p: Float64Array;
  readonly apply: LinearMap;
  /** Functions of the start: the mean of a function one step later. */
  readonly applyTransposed: LinearMap;
}

export interface StepRates {
  /** Share of the walkers, in the stationary law, that were last seen in each core. */
  readonly shares: readonly number[];
  /** rates[i][j]: from core i to core j per step; 0 on the diagonal. */
  readonly rates: readonly (readonly number[])[];
  /**
   * For two cores: P(core 1 is seen before core 0) from each cell off the cores, one step from now
   * at the earliest; else null.
   */
  readonly committor: Float64Array | null;
}

const equation = {
  what: 'the equation of walkers between the basins',
  remedy:
    'walkers stay too long where they belong to no basin; a larger learning rate, or a grid ' +
    'around the minima alone, has an answer',
};

/** Shares, rates and committor of one resolution, from the shares of its cells in each core. */
export async function ratesInSteps(
  { p, apply, applyTransposed }: StepChain,
  cores: readonly Float64Array[],
  pace: Pace,
): Promise<StepRates> {
  const free = p.map((_, k) => cores.reduce((left, core) => left - core[k], 1));
  const image = new Float64Array(p.length);
  const off: LinearMap = (h, out) => {
    apply(h, image);
    for (let k = 0; k < out.length; k++) out[k] = h[k] - free[k] * image[k];
  };
  const masses: number[] = [];
  const fluxes: number[][] = [];
  for (const core of cores) {
    const own = p.map((v, k) => v * core[k]);
    apply(own, image);
    const h = await solvePaced(
      off,
      image.map((v, k) => v * free[k]),
      equation,
      pace,
    );
    const last = own.map((v, k) => v + h[k]);
    apply(last, image);
    masses.push(last.reduce((a, b) => a + b, 0));
    fluxes.push(cores.map((to) => image.reduce((sum, v, k) => sum + v * to[k], 0)));
  }
  const total = masses.reduce((a, b) => a + b, 0);
  return {
    shares: masses.map((m) => m / total),
    rates: fluxes.map((row, i) => row.map((v, j) => (i === j ? 0 : v / masses[i]))),
    committor: cores.length === 2 ? await committorTo(cores[1]) : null,
  };

  async function committorTo(core: Float64Array): Promise<Float64Array> {
    const later: LinearMap = (q, out) => {
      applyTransposed(
        q.map((v, k) => v * free[k]),
        out,
      );
      for (let k = 0; k < out.length; k++) out[k] = q[k] - out[k];
    };
    const reached = new Float64Array(p.length);
    applyTransposed(core, reached);
    return solvePaced(later, reached, equation, pace);
  }
}
