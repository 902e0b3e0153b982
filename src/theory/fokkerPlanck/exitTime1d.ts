/**
 * Mean exit times of the diffusion in one dimension (docs/theory.md §4): u with Qu = −1 on the cells
 * below an absorbing edge, u = 0 on it, Q the generator; reflecting on the left.
 */
import type { Generator1d } from './generator1d.js';

/**
 * Mean time, in training time t, until a walker that starts at the centre of a cell first reaches
 * edge `exit` (an index into the generator's edges, > 0); one entry for each cell below the edge.
 * Second order in the cell size. Summed from the reflecting end, where nothing cancels:
 * u_i − u_{i+1} = Σ_{j ≤ i} π_j / κ_i.
 */
export function meanExitTimes(generator: Generator1d, exit: number): Float64Array {
  const { up, down, exitRight } = generator;
  const times = new Float64Array(exit);
  // drop[i] = (weight of cells 0 … i)/(conductance above i), by its own recursion.
  const drop = new Float64Array(exit);
  for (let i = 0; i < exit; i++) {
    const rate = i === exit - 1 ? exitRight[i] : up[i];
    drop[i] = (1 + (i > 0 ? down[i] * drop[i - 1] : 0)) / rate;
  }
  for (let i = exit - 1; i >= 0; i--) times[i] = (i === exit - 1 ? 0 : times[i + 1]) + drop[i];
  return times;
}
