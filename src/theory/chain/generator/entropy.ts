/** KL(p_t ‖ p_∞) of a generator's law, by unsplit implicit time steps. */
import { type JumpRates, planElimination } from '../../../math/sparse/stateElimination.js';
import type { Pace } from '../../pace.js';
import { createImplicitEvolution, stepAt } from './implicitEvolution.js';
import { flow } from './jumpRates.js';

/** Share of the time since the walkers were at a point, and of 1/gap, that one step may take. */
const growth = 0.2;
const perRelaxation = 10;
/** Below this relative entropy nothing but rounding is left. */
const negligible = 1e-24;

/** Probabilities below this are what rounding leaves where nobody is. */
const nobody = 1e-30;
/** Operations of a time step for each state, measured in the plane. */
const workPerState = 500;

/**
 * Σ p ln(p/q) of two laws with the same sum, from terms ≥ 0 that do not cancel; NaN where q is less than
 * the smallest number and p is not.
 */
export function relativeEntropy(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) {
    const v = p[c] > nobody ? p[c] : 0;
    if (q[c] === 0) {
      if (v > 0) return Number.NaN;
      continue;
    }
    const d = (v - q[c]) / q[c];
    // q((1 + d) ln(1 + d) − d), by its series where the difference would cancel.
    if (Math.abs(d) < 1e-3) sum += q[c] * d * d * (0.5 - d * (1 / 6 - d * (1 / 12 - d / 20)));
    else sum += (v > 0 ? v * (Math.log(v) - Math.log(q[c])) : 0) - v + q[c];
  }
  return sum;
}

/** A law to start from: probabilities per cell, and whether it is a point, which has no entropy. */
export interface Start {
  readonly cells: Float64Array;
  readonly isPoint: boolean;
  /** Time in which jumps would have spread a point as far. */
  readonly age: number;
}

/**
 * The entropy at each of `times`, ascending; infinite at 0 where walkers start at a point. Time steps
 * are cut into `parts`.
 */
export async function entropyAt(
  rates: JumpRates,
  start: Start,
  stationary: Float64Array,
  gap: number,
  times: readonly number[],
  parts: number,
  pace: Pace,
): Promise<Float64Array> {
  const plan = planElimination(rates);
  let time = 0;
  let { cells } = start;
  const pacing = { first: growth * start.age, longest: 1 / (perRelaxation * gap), growth, parts };
  const entropies = new Float64Array(times.length);
  const slope = new Float64Array(cells.length);
  let before: Node = { time, cells, slope };
  let length = 0;
  let advance = (p: Float64Array) => p;
  for (const [k, end] of times.entries()) {
    if (end === 0) {
      entropies[k] = start.isPoint ? Number.POSITIVE_INFINITY : relativeEntropy(cells, stationary);
      continue;
    }
    if (k > 0 && entropies[k - 1] < negligible) continue;
    while (time < end) {
      const dt = stepAt(start.age + time, pacing);
      if (dt !== length) {
        length = dt;
        advance = createImplicitEvolution(rates, plan, dt, false);
      }
      const last = { time, cells, slope: new Float64Array(cells.length) };
      flow(rates, cells, last.slope);
      before = last;
      cells = Float64Array.from(advance(cells));
      time += dt;
      await pace.tick(workPerState * cells.length);
    }
    flow(rates, cells, slope);
    const value = relativeEntropy(lawBetween(before, { time, cells, slope }, end), stationary);
    entropies[k] = value < negligible ? 0 : value;
  }
  return entropies;
}

interface Node {
  readonly time: number;
  readonly cells: Float64Array;
  /** d(cells)/dt. */
  readonly slope: Float64Array;
}

/** The law at a time between two nodes, by cubics, with sum 1. */
function lawBetween(a: Node, b: Node, time: number): Float64Array {
  const h = b.time - a.time;
  const u = (time - a.time) / h;
  const v = 1 - u;
  const law = a.cells.map(
    (left, c) =>
      v * v * (1 + 2 * u) * left +
      u * u * (3 - 2 * u) * b.cells[c] +
      h * u * v * (v * a.slope[c] - u * b.slope[c]),
  );
  const total = law.reduce((sum, x) => sum + x, 0);
  return law.map((x) => x / total);
}
