/**
 * One time step of the two-dimensional chain: its lines are solved implicitly, one direction after
 * the other and back (Strang), each by TR-BDF2. Second order, L-stable line by line, mass to
 * rounding. A state in detailed balance is in balance along every line, so that splitting does not
 * move it.
 */

import { createImplicitStep } from '../fokkerPlanck/implicitStep.js';
import type { Generator2d } from './generator2d.js';
import type { LineChain } from './links2d.js';

/**
 * Advances probabilities by `dt` in place, as often as it is called. Where an end absorbs, four
 * sinks follow the cells: x low, x high, y low, y high.
 */
export function createSplitStep2d(generator: Generator2d, dt: number): (p: Float64Array) => void {
  const { chains } = generator;
  const last = chains.length - 1;
  const [nx, ny] = generator.edges.map((e) => e.length - 1);
  const sweeps = chains.map((chain, k) => createSweep(chain, k === last ? dt : dt / 2, nx * ny));
  return (p) => {
    for (let k = 0; k <= last; k++) sweeps[k](p);
    for (let k = last - 1; k >= 0; k--) sweeps[k](p);
  };
}

/** Sinks, numbered from `count` on, lie at the ends of many lines: each starts empty, and adds. */
function createSweep(chain: LineChain, dt: number, count: number): (p: Float64Array) => void {
  const { cells } = chain;
  const advance = createImplicitStep(chain, dt);
  const lines = new Float64Array(cells.length);
  if (cells.some((c) => c >= count)) {
    return (p) => {
      for (let k = 0; k < cells.length; k++) lines[k] = cells[k] < count ? p[cells[k]] : 0;
      advance(lines);
      for (let k = 0; k < cells.length; k++) {
        if (cells[k] < count) p[cells[k]] = lines[k];
        else p[cells[k]] += lines[k];
      }
    };
  }
  return (p) => {
    for (let k = 0; k < cells.length; k++) lines[k] = p[cells[k]];
    advance(lines);
    for (let k = 0; k < cells.length; k++) p[cells[k]] = lines[k];
  };
}
