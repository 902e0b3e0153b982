/**
 * First passage out of a region by a chain in continuous time at one resolution (docs/theory.md §4):
 * mean −Aᵀu = 1, second moment −Aᵀv = 2u, the rate λ₁ at which a law that has settled leaves, and
 * the survival function s with ds/dt = Aᵀs, s = 1 at the start.
 */
import {
  eliminateStates,
  type JumpRates,
  planElimination,
} from '../../../math/sparse/stateElimination.js';
import { createImplicitEvolution, stepAt } from '../../chain/generator/implicitEvolution.js';
import { expectedChange } from '../../chain/generator/jumpRates.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';

export interface ExitTimes {
  /** Mean exit time from each state. */
  readonly mean: Float64Array;
  /** Second moment of the exit time from each state. */
  readonly second: Float64Array;
  /** Exits per walker inside and unit of time, once the law inside has settled. */
  readonly rate: number;
}

/**
 * Moments of the exit time of a chain whose losses are its exits, and its slowest rate by inverse
 * iteration from both sides. Throws NotConvergedError where some state has no way out.
 */
export function exitTimes(rates: JumpRates, start: Float64Array): ExitTimes {
  const { forward, backward } = eliminateStates(rates);
  const mean = backward(new Float64Array(rates.states).fill(1));
  if (!mean.every((v) => Number.isFinite(v) && v > 0)) {
    throw new NotConvergedError(
      'the mean exit time',
      Number.POSITIVE_INFINITY,
      'walkers in part of the region can never leave it, or not in a time that is a number: a ' +
        'smaller region or more noise has an exit time',
    );
  }
  const second = backward(mean.map((v) => 2 * v));
  return { mean, second, rate: slowestRate(start, mean, forward, backward) };
}

const rateTolerance = 1e-11;
const mostIterations = 400;

/** λ₁ as the Rayleigh quotient of the two Perron vectors, each from repeated solutions. */
function slowestRate(
  start: Float64Array,
  mean: Float64Array,
  forward: (p: Float64Array) => Float64Array,
  backward: (u: Float64Array) => Float64Array,
): number {
  const scaled = (v: Float64Array) => {
    const largest = v.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    return v.map((x) => x / largest);
  };
  let law = scaled(forward(start.map(Math.abs)));
  let future = scaled(mean);
  let rate = 0;
  for (let k = 0; k < mostIterations; k++) {
    law = scaled(forward(law));
    const next = backward(future);
    const quotient = product(law, future) / product(law, next);
    future = scaled(next);
    if (Math.abs(quotient - rate) <= rateTolerance * quotient) return quotient;
    rate = quotient;
  }
  return rate;
}

export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** P(not yet out) at any time up to the end, and beyond it at the settled rate. */
export interface Survival {
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Derivatives by time. */
  readonly slopes: readonly number[];
  /** Rate of decay after the last time. */
  readonly rate: number;
}

/** Share of the time since the start that a step may take, before it is cut into parts. */
const growth = 0.5;
/** Steps in the standard deviation of the exit time, before they are cut. */
const perDeviation = 8;
/** Relative distance from the settled rate below which the rest is an exponential. */
const settled = 1e-7;

/**
 * The survival function of walkers that start with weights `start` (those inside, of all), up to
 * `horizon` or until its rate has settled. `first` is the time below which nothing is asked; each
 * time step is cut into `parts`.
 */
export async function survivalFunction(
  rates: JumpRates,
  start: Float64Array,
  { mean, second, rate }: ExitTimes,
  { first, horizon, parts }: { first: number; horizon: number; parts: number },
  pace: Pace,
): Promise<Survival> {
  const plan = planElimination(rates);
  const share = start.reduce((a, b) => a + b, 0);
  const average = product(start, mean) / share;
  const deviation = Math.sqrt(Math.max(0, product(start, second) / share - average ** 2));
  const longest = deviation / perDeviation;
  const pacing = { first: Math.min(first, longest), longest, growth, parts };
  const change = new Float64Array(rates.states);
  let inside = new Float64Array(rates.states).fill(1);
  const slope = () => {
    expectedChange(rates, inside, change);
    return product(start, change);
  };
  const [times, values, slopes] = [[0], [share], [Math.min(0, slope())]];
  let time = 0;
  let dt = 0;
  let advance = (u: Float64Array) => u;
  let calm = 0;
  for (let made = 0; time < horizon && calm < 3; made++) {
    if (made % parts === 0) {
      const next = stepAt(time, pacing);
      if (next !== dt) {
        dt = next;
        advance = createImplicitEvolution(rates, plan, dt, true);
      }
    }
    inside = Float64Array.from(advance(inside));
    time += dt;
    await pace.tick(500 * rates.states);
    const value = product(start, inside);
    const fall = slope();
    if (!(value > 1e-14 * share)) break;
    times.push(time);
    values.push(value);
    slopes.push(Math.min(0, fall));
    calm = Math.abs(-fall / value / rate - 1) < settled ? calm + 1 : 0;
  }
  return { times, values, slopes, rate };
}

/** Survival at the times k·spacing, k = 0 … count − 1: cubic between the nodes, then exponential. */
export function sampleSurvival(survival: Survival, spacing: number, count: number): Float64Array {
  const { times, values, slopes, rate } = survival;
  const last = times.length - 1;
  let node = 0;
  return Float64Array.from({ length: count }, (_, k) => {
    const time = k * spacing;
    if (time >= times[last]) return values[last] * Math.exp(-rate * (time - times[last]));
    while (times[node + 1] <= time) node++;
    const h = times[node + 1] - times[node];
    const u = (time - times[node]) / h;
    const v = 1 - u;
    const cubic =
      v * v * (1 + 2 * u) * values[node] +
      u * u * (3 - 2 * u) * values[node + 1] +
      h * u * v * (v * slopes[node] - u * slopes[node + 1]);
    return Math.min(values[node], Math.max(values[node + 1], cubic));
  });
}
