/**
 * Rates between the basins of the landscape's minima, by transition paths (Vanden-Eijnden 2006;
 * Schütte et al., J. Chem. Phys. 134, 2011): around each minimum a core (`cores.ts`). A walker belongs to the core that it was last in; the rate from i to j is the flux
 * of walkers that leave core i and reach j before any other, over the mass that belongs to i. Two
 * cores: 1/rate is the mean time from one to the other. With g the mass that belongs to i,
 * A g = 0 off the cores, g = p∞ on core i and 0 on the others, and the committor solves Aᵀq = 0.
 */
import { eliminateStates, type JumpRates } from '../../../math/sparse/stateElimination.js';
import type { SolvedLevel } from './generatorLevels.js';
import { confine } from './jumpRates.js';

export interface LevelRates {
  /** Share of the walkers, in the stationary law, that were last in each core. */
  readonly shares: readonly number[];
  /** rates[i][j]: from core i to core j per unit of time; 0 on the diagonal. */
  readonly rates: readonly (readonly number[])[];
  /** P(core 1 is reached before core 0) from each cell, for two cores; else null. */
  readonly committor: Float64Array | null;
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
