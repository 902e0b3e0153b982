/** The stationary law of a generator, with or without currents: A p = 0, by state elimination. */
import { eliminateStates, type JumpRates } from '../../../math/sparse/stateElimination.js';
import { NotConvergedError } from '../../notConverged.js';
import { confine, flow, reachedFrom } from './jumpRates.js';

export interface StationaryCells {
  /** Probability per cell, sum 1; 0 in cells that walkers from `start` never reach. */
  readonly p: Float64Array;
  /** ‖A p‖₁/2: what one unit of time would still move, relative to what jumps in it. */
  readonly residual: number;
}

const tolerance = 1e-9;

/**
 * The stationary law of walkers that start where `start` is not 0. Throws NotConvergedError where
 * walkers are lost, where they can end up in parts that do not meet, or where what is left of the
 * equation is not rounding.
 */
export function stationaryCellsOf(rates: JumpRates, start: Float64Array): StationaryCells {
  const reached = reachedFrom(rates, start);
  if (rates.losses.some((v, c) => v > 0 && reached[c] === 1)) {
    throw new NotConvergedError(
      'the stationary law',
      Number.POSITIVE_INFINITY,
      'walkers are lost for good at an absorbing boundary; reflecting or open ones have a stationary law',
    );
  }
  let p = relativeTo(rates, reached, settledCell(rates, start));
  const fullest = p.reduce((best, v, c) => (v > p[best] ? c : best), 0);
  if (!Number.isFinite(p[fullest])) p = relativeTo(rates, reached, fullest);
  const total = p.reduce((a, b) => a + b, 0);
  if (!Number.isFinite(total)) {
    throw new NotConvergedError(
      'the stationary law',
      Number.POSITIVE_INFINITY,
      'some cells are not reached from all others, so that the start decides where walkers stay: ' +
        'more noise, or a grid of the part where they start, has one law',
    );
  }
  p = p.map((v) => v / total);
  const residual = relativeResidual(rates, p);
  if (!(residual <= tolerance)) {
    throw new NotConvergedError(
      'the stationary law',
      residual,
      'a grid without the steepest parts of the loss, or more cells, make it better conditioned',
    );
  }
  return { p, residual };
}

/** A cell that walkers from `start` are in after a time long for every jump. */
function settledCell(rates: JumpRates, start: Float64Array): number {
  const fastest = rates.rates.reduce((m, v) => Math.max(m, v), 0);
  const loss = 1e-7 * fastest;
  const { forward } = eliminateStates({ ...rates, losses: rates.losses.map((v) => v + loss) });
  const later = forward(start.map((v) => Math.max(0, v)));
  return later.reduce((best, v, c) => (v > later[best] ? c : best), 0);
}

/** Probabilities over that of cell `one`: what flows out of it, until it is back. */
function relativeTo(rates: JumpRates, reached: Uint8Array, one: number): Float64Array {
  const others = reached.slice();
  others[one] = 0;
  const { rates: part, states } = confine(rates, others);
  const own = new Int32Array(rates.states).fill(-1);
  states.forEach((c, k) => {
    own[c] = k;
  });
  const inflow = new Float64Array(states.length);
  for (let e = rates.starts[one]; e < rates.starts[one + 1]; e++) {
    inflow[own[rates.targets[e]]] += rates.rates[e];
  }
  const found = eliminateStates(part).forward(inflow);
  const p = new Float64Array(rates.states);
  p[one] = 1;
  states.forEach((c, k) => {
    p[c] = found[k];
  });
  return p;
}

function relativeResidual(rates: JumpRates, p: Float64Array): number {
  const change = new Float64Array(rates.states);
  flow(rates, p, change);
  let moved = 0;
  for (let c = 0; c < rates.states; c++) {
    for (let e = rates.starts[c]; e < rates.starts[c + 1]; e++) moved += rates.rates[e] * p[c];
  }
  const left = change.reduce((sum, v) => sum + Math.abs(v), 0) / 2;
  return moved > 0 ? left / moved : 0;
}
