/**
 * Linear equations of a Markov chain by elimination of states (Grassmann, Taksar, Heyman, Oper.
 * Res. 33, 1985; O'Cinneide, Numer. Math. 65, 1993). A state k is taken out by joining its ways in
 * with its ways out, rate(i → j) += rate(i → k) rate(k → j)/total(k): nothing is ever subtracted, so
 * that solutions for right-hand sides of one sign have small relative errors in every entry, however
 * rare the escapes are that the chain holds. Done front by front along a nested dissection.
 */
import { type Adjacency, dissect, type Part } from './dissection.js';

/** A chain in continuous time, or minus one step of a chain in discrete time. */
export interface JumpRates {
  readonly states: number;
  /** Jumps out of state i are entries starts[i] … starts[i + 1] − 1; none leads to i itself. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** ≥ 0. */
  readonly rates: Float64Array;
  /** Rate at which walkers in each state are lost, ≥ 0. */
  readonly losses: Float64Array;
  /** Coordinates of each state, `dimensions` after one another: they decide on the order alone. */
  readonly place: Float64Array;
  readonly dimensions: number;
}

export interface Elimination {
  /** p ≥ 0 with what flows in, `inflow` included, equal to what flows out: −A p = inflow. */
  forward(inflow: Float64Array): Float64Array;
  /** u with −Aᵀ u = reward: what a walker collects until it is lost, `reward` per unit of time. */
  backward(reward: Float64Array): Float64Array;
  /** Entries that are kept: memory is 8 bytes each, a solution two operations. */
  readonly entries: number;
}

/** One dense block: the points eliminated in it, then those that remain. */
interface Front {
  readonly own: number;
  /** States of rows and columns. */
  readonly states: Int32Array;
  /** Row i: rates from own state i to all; zeros before its diagonal. */
  readonly out: Float64Array;
  /** Column k: rates from all to own state k, divided by the total of k; `own` rows of length size. */
  readonly into: Float64Array;
  readonly totals: Float64Array;
}

/** Jumps by where they lead to: entry e starts from sources[e] and has the rate jumps[e]. */
interface Incoming {
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  readonly jumps: Int32Array;
}

/** What elimination has to know of a chain's structure: good for other rates and losses as well. */
export interface EliminationPlan {
  readonly parts: readonly Part[];
  readonly incoming: Incoming;
}

/** The order of elimination for chains with the jumps of `chain`, whatever their rates. */
export function planElimination(chain: JumpRates): EliminationPlan {
  const incoming = incomingOf(chain);
  return { parts: dissect(adjacencyOf(chain, incoming), chain.place, chain.dimensions), incoming };
}

function incomingOf({ states, starts, targets }: JumpRates): Incoming {
  const ends = new Int32Array(states + 1);
  for (const to of targets) ends[to + 1]++;
  for (let c = 0; c < states; c++) ends[c + 1] += ends[c];
  const next = ends.slice();
  const sources = new Int32Array(targets.length);
  const jumps = new Int32Array(targets.length);
  for (let from = 0; from < states; from++) {
    for (let e = starts[from]; e < starts[from + 1]; e++) {
      const slot = next[targets[e]]++;
      sources[slot] = from;
      jumps[slot] = e;
    }
  }
  return { starts: ends, sources, jumps };
}

/** Who jumps to or from whom; a pair that does both is listed twice, which harms nobody. */
function adjacencyOf({ states, starts, targets }: JumpRates, incoming: Incoming): Adjacency {
  const both = new Int32Array(states + 1);
  const neighbours = new Int32Array(2 * targets.length);
  let size = 0;
  for (let c = 0; c < states; c++) {
    for (let e = starts[c]; e < starts[c + 1]; e++) neighbours[size++] = targets[e];
    for (let e = incoming.starts[c]; e < incoming.starts[c + 1]; e++) {
      neighbours[size++] = incoming.sources[e];
    }
    both[c + 1] = size;
  }
  return { starts: both, neighbours };
}

/**
 * Eliminates all states. Where walkers of a state can never be lost the last total is 0: solutions
 * are then not finite, which the caller checks.
 */
export function eliminateStates(
  chain: JumpRates,
  { parts, incoming }: EliminationPlan = planElimination(chain),
): Elimination {
  const losses = Float64Array.from(chain.losses);
  const fronts: Front[] = [];
  const pending = new Map<number, { states: Int32Array; rates: Float64Array }>();
  const position = new Int32Array(chain.states);
  for (const [index, part] of parts.entries()) {
    const states = joined(part);
    const size = states.length;
    for (let k = 0; k < size; k++) position[states[k]] = k + 1;
    const rates = new Float64Array(size * size);
    assemble(chain, incoming, part, position, rates, size);
    for (const child of part.children) {
      const below = pending.get(child)!;
      addBelow(below.states, below.rates, position, rates, size);
      pending.delete(child);
    }
    const front = eliminateFront(part.points.length, states, rates, losses);
    fronts.push(front);
    pending.set(index, { states: part.boundary, rates: remaining(rates, size, front.own) });
    for (const c of states) position[c] = 0;
  }
  return createElimination(fronts);
}

function joined({ points, boundary }: Part): Int32Array {
  const states = new Int32Array(points.length + boundary.length);
  states.set(points);
  states.set(boundary, points.length);
  return states;
}

/** Rates between a part's own points and all of its front. */
function assemble(
  { starts, targets, rates }: JumpRates,
  incoming: Incoming,
  { points }: Part,
  position: Int32Array,
  front: Float64Array,
  size: number,
): void {
  for (let k = 0; k < points.length; k++) {
    const c = points[k];
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      const to = position[targets[e]] - 1;
      if (to >= 0) front[k * size + to] += rates[e];
    }
    for (let e = incoming.starts[c]; e < incoming.starts[c + 1]; e++) {
      // From own points it has been added as a way out.
      const from = position[incoming.sources[e]] - 1;
      if (from >= points.length) front[from * size + k] += rates[incoming.jumps[e]];
    }
  }
}

function addBelow(
  states: Int32Array,
  below: Float64Array,
  position: Int32Array,
  front: Float64Array,
  size: number,
): void {
  const n = states.length;
  for (let i = 0; i < n; i++) {
    const row = (position[states[i]] - 1) * size;
    for (let j = 0; j < n; j++) front[row + position[states[j]] - 1] += below[i * n + j];
  }
}

/** Takes out the first `own` states of a front; `rates` becomes what is left between the others. */
function eliminateFront(
  own: number,
  states: Int32Array,
  rates: Float64Array,
  losses: Float64Array,
): Front {
  const size = states.length;
  const out = new Float64Array(own * size);
  const into = new Float64Array(own * size);
  const totals = new Float64Array(own);
  for (let k = 0; k < own; k++) {
    const row = k * size;
    let total = losses[states[k]];
    for (let j = k + 1; j < size; j++) {
      out[row + j] = rates[row + j];
      total += rates[row + j];
    }
    totals[k] = total;
    if (!(total > 0)) continue;
    const lost = losses[states[k]];
    for (let i = k + 1; i < size; i++) {
      const factor = rates[i * size + k] / total;
      if (factor === 0) continue;
      into[row + i] = factor;
      losses[states[i]] += factor * lost;
      const at = i * size;
      for (let j = k + 1; j < size; j++) rates[at + j] += factor * rates[row + j];
    }
  }
  return { own, states, out, into, totals };
}

function remaining(rates: Float64Array, size: number, own: number): Float64Array {
  const n = size - own;
  const rest = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = (own + i) * size + own;
    rest.set(rates.subarray(row, row + n), i * n);
    rest[i * n + i] = 0;
  }
  return rest;
}

function createElimination(fronts: readonly Front[]): Elimination {
  const entries = fronts.reduce((sum, f) => sum + f.out.length + f.into.length, 0);
  return {
    entries,
    forward(inflow) {
      const p = Float64Array.from(inflow);
      for (const { own, states, out, totals } of fronts) {
        for (let k = 0; k < own; k++) {
          // Where nothing flows in nothing is, even if nothing could flow out.
          if (p[states[k]] === 0) continue;
          const value = p[states[k]] / totals[k];
          p[states[k]] = value;
          const row = k * states.length;
          for (let j = k + 1; j < states.length; j++) p[states[j]] += value * out[row + j];
        }
      }
      return flowBack(p, fronts);
    },
    backward(reward) {
      const u = Float64Array.from(reward);
      for (const { own, states, into } of fronts) {
        for (let k = 0; k < own; k++) {
          const value = u[states[k]];
          if (value === 0) continue;
          const row = k * states.length;
          for (let i = k + 1; i < states.length; i++) u[states[i]] += into[row + i] * value;
        }
      }
      for (let f = fronts.length - 1; f >= 0; f--) {
        const { own, states, out, totals } = fronts[f];
        for (let k = own - 1; k >= 0; k--) {
          const row = k * states.length;
          let sum = u[states[k]];
          for (let j = k + 1; j < states.length; j++) sum += out[row + j] * u[states[j]];
          u[states[k]] = sum / totals[k];
        }
      }
      return u;
    },
  };
}

/** Adds to every state, last eliminated first, what flows into it from those that were left. */
function flowBack(p: Float64Array, fronts: readonly Front[]): Float64Array {
  for (let f = fronts.length - 1; f >= 0; f--) {
    const { own, states, into } = fronts[f];
    for (let k = own - 1; k >= 0; k--) {
      const row = k * states.length;
      let sum = p[states[k]];
      for (let i = k + 1; i < states.length; i++) sum += into[row + i] * p[states[i]];
      p[states[k]] = sum;
    }
  }
  return p;
}
