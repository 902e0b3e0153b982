/**
 * A law's dynamics as a Markov chain on the cells of a grid, with A the matrix of
 * dp/dt = A p (generator, clock "time": training time t = ηk) or of p_{k+1} − p_k = A p_k
 * (transfer operator minus one, clock "steps"). Stationary states, relaxation and escape are
 * equations in A alone and so are written once for both.
 */
import type { SolverGrid1d } from '../solverGrid1d.js';

export type Clock = 'time' | 'steps';

/** Writes a linear image of `from` to `out`; the two must not be the same array. */
export type LinearMap = (from: Float64Array, out: Float64Array) => void;

export interface Chain {
  readonly clock: Clock;
  /** One or two axes; cells are row-major, first axis slowest. */
  readonly axes: readonly SolverGrid1d[];
  readonly cells: number;
  /** out = A p, p probability per cell. Columns of A sum to 0, or less where mass is lost. */
  readonly apply: LinearMap;
  /** out = Aᵀ u, u a function on the cells: the expected change of u. */
  readonly applyTransposed: LinearMap;
  /**
   * The same chain confined to the cells where `inside` is 1: walkers that leave are gone. Used
   * for exits, committors and rates.
   */
  readonly solver: ChainSolver;
}

/** Solves with A on a part of the cells. */
export interface ChainSolver {
  /**
   * Solves A_II x = right (or A_IIᵀ x = right), I the cells where `inside` is 1, to a relative
   * residual of `tolerance`; x is 0 elsewhere. Throws NotConverged with residual and remedy.
   */
  solve(
    inside: Uint8Array,
    right: Float64Array,
    transposed: boolean,
    tolerance: number,
  ): Promise<Float64Array>;
}
