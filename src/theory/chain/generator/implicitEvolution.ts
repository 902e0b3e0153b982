/**
 * Laws and expectations of a chain in continuous time after a time step: TR-BDF2 (Bank et al. 1985,
 * γ = 2 − √2) whose two stages are the chain with walkers lost at the rate c = 2/(γΔt), eliminated
 * once. Unsplit, second order, L-stable. With R = c (c − A)⁻¹ the stages are m = 2Rp − p and
 * R (ofMiddle m + ofStart p).
 */
import {
  type EliminationPlan,
  eliminateStates,
  type JumpRates,
} from '../../../math/sparse/stateElimination.js';

const gamma = 2 - Math.SQRT2;
const ofMiddle = 1 / (gamma * (2 - gamma));
const ofStart = 1 - ofMiddle;

/**
 * Advances by `dt` as often as it is called: a law under dp/dt = A p, or, `transposed`, a function
 * under du/dt = Aᵀu. Returns a new array.
 */
export function createImplicitEvolution(
  rates: JumpRates,
  plan: EliminationPlan,
  dt: number,
  transposed: boolean,
): (p: Float64Array) => Float64Array {
  const c = 2 / (gamma * dt);
  const { forward, backward } = eliminateStates(
    { ...rates, losses: rates.losses.map((v) => v + c) },
    plan,
  );
  const solve = transposed ? backward : forward;
  return (p) => {
    const first = solve(p.map((v) => c * v));
    return solve(p.map((v, k) => c * (ofMiddle * (2 * first[k] - v) + ofStart * v)));
  };
}

export interface Pacing {
  /** Length of the first steps. */
  readonly first: number;
  readonly longest: number;
  /** Steps grow with this share of the time since the start, by factors of two. */
  readonly growth: number;
  /** Steps that each of them is cut into. */
  readonly parts: number;
}

/** The next step's length at `time`, and how many of it may be made before it is asked again. */
export function stepAt(time: number, { first, longest, growth, parts }: Pacing): number {
  const wanted = Math.min(longest, growth * time);
  const doublings = wanted > first ? Math.floor(Math.log2(wanted / first)) : 0;
  return (first * 2 ** doublings) / parts;
}
