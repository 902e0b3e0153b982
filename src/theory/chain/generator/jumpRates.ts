/** The jumps of a Fokker–Planck generator on its cells, in the form that elimination takes. */
import type { JumpRates } from '../../../math/sparse/stateElimination.js';
import type { Generator1d } from '../../fokkerPlanck/generator1d.js';
import type { Generator2d } from '../../fokkerPlanck2d/generator2d.js';

/** What walkers at the ends of a line of cells do: stay, or are lost through the outer edge. */
export interface Ends {
  readonly left: 'reflecting' | 'absorbing';
  readonly right: 'reflecting' | 'absorbing';
}

/** Jumps between the cells of `generator`, which loses walkers at absorbing ends. */
export function jumpRates1d(generator: Generator1d, ends: Ends): JumpRates {
  const { up, down, exitLeft, exitRight } = generator;
  const states = up.length;
  const builder = createJumpBuilder(states);
  for (let i = 0; i < states; i++) {
    if (i > 0) builder.add(i, i - 1, down[i]);
    if (i + 1 < states) builder.add(i, i + 1, up[i]);
  }
  const losses = new Float64Array(states);
  if (ends.left === 'absorbing') losses[0] += exitLeft[0];
  if (ends.right === 'absorbing') losses[states - 1] += exitRight[states - 1];
  const place = Float64Array.from({ length: states }, (_, i) => i);
  return { ...builder.finish(), losses, place, dimensions: 1 };
}

/** Jumps along all lines of `generator`; it loses no walkers. */
export function jumpRates2d({ chains, edges }: Generator2d): JumpRates {
  const [nx, ny] = edges.map((e) => e.length - 1);
  const builder = createJumpBuilder(nx * ny);
  for (const { cells, up, down } of chains) {
    for (let k = 0; k + 1 < cells.length; k++) {
      builder.add(cells[k], cells[k + 1], up[k]);
      builder.add(cells[k + 1], cells[k], down[k + 1]);
    }
  }
  const place = Float64Array.from({ length: 2 * nx * ny }, (_, k) => {
    const c = k >> 1;
    return k % 2 === 0 ? Math.floor(c / ny) : c % ny;
  });
  return { ...builder.finish(), losses: new Float64Array(nx * ny), place, dimensions: 2 };
}

/** Collects jumps in any order; jumps of rate 0 are left out. */
export function createJumpBuilder(states: number) {
  const sources: number[] = [];
  const ends: number[] = [];
  const sizes: number[] = [];
  return {
    add(from: number, to: number, rate: number) {
      if (!(rate > 0)) return;
      sources.push(from);
      ends.push(to);
      sizes.push(rate);
    },
    finish(): Pick<JumpRates, 'states' | 'starts' | 'targets' | 'rates'> {
      const starts = new Int32Array(states + 1);
      for (const from of sources) starts[from + 1]++;
      for (let c = 0; c < states; c++) starts[c + 1] += starts[c];
      const next = starts.slice();
      const targets = new Int32Array(sources.length);
      const rates = new Float64Array(sources.length);
      for (let k = 0; k < sources.length; k++) {
        const slot = next[sources[k]]++;
        targets[slot] = ends[k];
        rates[slot] = sizes[k];
      }
      return { states, starts, targets, rates };
    },
  };
}

export interface Confined {
  readonly rates: JumpRates;
  /** State of the whole chain for each state of the part. */
  readonly states: Int32Array;
}

/** The chain on the states where `inside` is 1; jumps to others are losses. */
export function confine(chain: JumpRates, inside: Uint8Array): Confined {
  const { starts, targets, dimensions } = chain;
  const states = Int32Array.from([...inside.keys()].filter((c) => inside[c] === 1));
  const own = new Int32Array(chain.states).fill(-1);
  states.forEach((c, k) => {
    own[c] = k;
  });
  const builder = createJumpBuilder(states.length);
  const losses = Float64Array.from(states, (c) => chain.losses[c]);
  states.forEach((c, k) => {
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      const to = own[targets[e]];
      if (to >= 0) builder.add(k, to, chain.rates[e]);
      else losses[k] += chain.rates[e];
    }
  });
  const place = new Float64Array(states.length * dimensions);
  states.forEach((c, k) => {
    const from = c * dimensions;
    place.set(chain.place.subarray(from, from + dimensions), k * dimensions);
  });
  return { rates: { ...builder.finish(), losses, place, dimensions }, states };
}

/** States that walkers reach from those where `from` is not 0. */
export function reachedFrom({ states, starts, targets }: JumpRates, from: ArrayLike<number>) {
  const reached = new Uint8Array(states);
  const open: number[] = [];
  const visit = (c: number) => {
    if (reached[c] === 1) return;
    reached[c] = 1;
    open.push(c);
  };
  for (let c = 0; c < states; c++) if (from[c] !== 0) visit(c);
  for (let c = open.pop(); c !== undefined; c = open.pop()) {
    for (let e = starts[c]; e < starts[c + 1]; e++) visit(targets[e]);
  }
  return reached;
}

/** out = A p: what flows into each state less what flows out of it. */
export function flow(chain: JumpRates, p: Float64Array, out: Float64Array): void {
  const { states, starts, targets, rates, losses } = chain;
  for (let c = 0; c < states; c++) out[c] = -losses[c] * p[c];
  for (let c = 0; c < states; c++) {
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      const jumps = rates[e] * p[c];
      out[targets[e]] += jumps;
      out[c] -= jumps;
    }
  }
}

/** out = Aᵀ u: the expected change of u per unit of time. */
export function expectedChange(chain: JumpRates, u: Float64Array, out: Float64Array): void {
  const { states, starts, targets, rates, losses } = chain;
  for (let c = 0; c < states; c++) {
    let sum = -losses[c] * u[c];
    for (let e = starts[c]; e < starts[c + 1]; e++) sum += rates[e] * (u[targets[e]] - u[c]);
    out[c] = sum;
  }
}
