/**
 * One time step of the two-dimensional chain: its lines are solved implicitly, one direction after
 * the other and back (Strang), each by TR-BDF2. Second order, L-stable line by line, mass to
 * rounding. A state in detailed balance is in balance along every line, so that splitting does not
 * move it.
 */

import { createImplicitStep } from '../fokkerPlanck/implicitStep.js';
import type { Generator2d, LineChain } from './generator2d.js';

/** Advances probabilities by `dt` in place, as often as it is called. */
export function createSplitStep2d(generator: Generator2d, dt: number): (p: Float64Array) => void {
  const { chains } = generator;
  const last = chains.length - 1;
  const sweeps = chains.map((chain, k) => createSweep(chain, k === last ? dt : dt / 2));
  return (p) => {
    for (let k = 0; k <= last; k++) sweeps[k](p);
    for (let k = last - 1; k >= 0; k--) sweeps[k](p);
  };
}

function createSweep(chain: LineChain, dt: number): (p: Float64Array) => void {
  const { cells } = chain;
  const advance = createImplicitStep(chain, dt);
  const lines = new Float64Array(cells.length);
  return (p) => {
    for (let k = 0; k < cells.length; k++) lines[k] = p[cells[k]];
    advance(lines);
    for (let k = 0; k < cells.length; k++) p[cells[k]] = lines[k];
  };
}
