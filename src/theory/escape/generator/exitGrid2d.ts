/**
 * A region of two parameters on cells: the box that holds it, and its chain. Jumps that cross the
 * region's edge after a share s of their length lead out at the rate (λ/s) B(−sψ), as if the edge
 * stood at the next cell's centre of a finer line (Gibou et al., J. Comput. Phys. 176, 2002): exit
 * times are of second order although no edge of a cell follows the region's.
 */

import type { JumpRates } from '../../../math/sparse/stateElimination.js';
import type { InRegion } from '../../../model/region.js';
import { createJumpBuilder } from '../../chain/generator/jumpRates.js';
import type { Coefficients2d } from '../../fokkerPlanck2d/coefficients2d.js';
import { createGenerator2d } from '../../fokkerPlanck2d/generator2d.js';

/** Ranges of both parameters. */
export type Box = readonly [readonly [number, number], readonly [number, number]];

/** Points along each axis that are looked at: what is finer may be missed. */
const points = 256;

/** Share of the region's extent by which the box is wider: jumps of some cells end within it. */
const margin = 0.1;

/**
 * The box that holds the region within `domain`, and wider where the region ends within it; null
 * where no point is inside.
 */
export function boxOf(inRegion: InRegion, domain: Box): Box | null {
  const at = ([low, high]: readonly [number, number], k: number) =>
    low + ((high - low) * (k + 0.5)) / points;
  const y = Float64Array.from({ length: points }, (_, k) => at(domain[1], k));
  const inside = new Uint8Array(points);
  const found = [
    [points, -1],
    [points, -1],
  ];
  for (let i = 0; i < points; i++) {
    inRegion([new Float64Array(points).fill(at(domain[0], i)), y], inside);
    for (let j = 0; j < points; j++) {
      if (inside[j] === 0) continue;
      for (const [a, k] of [i, j].entries()) {
        found[a][0] = Math.min(found[a][0], k);
        found[a][1] = Math.max(found[a][1], k);
      }
    }
  }
  if (found[0][1] < 0) return null;
  const [x, second] = found.map(([first, last], a): [number, number] => {
    const [low, high] = domain[a];
    const edge = (k: number) => low + ((high - low) * k) / points;
    const [from, to] = [edge(first), edge(last + 1)];
    const wider = Math.max(margin * (to - from), (high - low) / points);
    return [first === 0 ? from : from - wider, last === points - 1 ? to : to + wider];
  });
  return [x, second];
}

export interface RegionCells {
  readonly rates: JumpRates;
  /** Cell of the box for each state of the chain. */
  readonly states: Int32Array;
  /** Cells inside whose diffusion is degenerate or not finite. */
  readonly degenerate: number;
}

/** The chain on the cells whose centres are inside; its losses are exits. Walls at the box. */
export function createRegionCells(
  coefficients: Coefficients2d,
  inRegion: InRegion,
  edges: readonly [Float64Array, Float64Array],
): RegionCells {
  const [nx, ny] = edges.map((e) => e.length - 1);
  const centres = edges.map((e) =>
    Float64Array.from({ length: e.length - 1 }, (_, k) => (e[k] + e[k + 1]) / 2),
  );
  const inside = new Uint8Array(nx * ny);
  for (let i = 0; i < nx; i++) {
    inRegion(
      [new Float64Array(ny).fill(centres[0][i]), centres[1]],
      inside.subarray(i * ny, (i + 1) * ny),
    );
  }
  const { chains, degenerate } = createGenerator2d(coefficients, edges);
  const own = new Int32Array(nx * ny).fill(-1);
  const states = Int32Array.from([...inside.keys()].filter((c) => inside[c] === 1));
  states.forEach((c, k) => {
    own[c] = k;
  });
  const builder = createJumpBuilder(states.length);
  const cuts: Cut[] = [];
  const add = (from: number, to: number, rate: number, back: number) => {
    if (own[from] < 0) return;
    if (own[to] >= 0) builder.add(own[from], own[to], rate);
    else cuts.push({ state: own[from], from, to, rate, back });
  };
  for (const { cells, up, down } of chains) {
    for (let k = 0; k + 1 < cells.length; k++) {
      if (up[k] === 0 && down[k + 1] === 0) continue;
      add(cells[k], cells[k + 1], up[k], down[k + 1]);
      add(cells[k + 1], cells[k], down[k + 1], up[k]);
    }
  }
  const place = new Float64Array(2 * states.length);
  states.forEach((c, k) => {
    place.set([Math.floor(c / ny), c % ny], 2 * k);
  });
  const losses = exitRates(cuts, states.length, inRegion, (c) => [
    centres[0][Math.floor(c / ny)],
    centres[1][c % ny],
  ]);
  return {
    rates: { ...builder.finish(), losses, place, dimensions: 2 },
    states,
    degenerate: states.reduce((sum, c) => sum + degenerate[c], 0),
  };
}

/** A jump that leads out of the region, with the rate of the jump back. */
interface Cut {
  readonly state: number;
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  readonly back: number;
}

/** z/(eᶻ − 1). */
const bernoulli = (z: number) => (Math.abs(z) < 1e-8 ? 1 - z / 2 : z / Math.expm1(z));

/** Nearer edges than this share of a jump would only make rates large. */
const nearest = 1e-3;

function exitRates(
  cuts: readonly Cut[],
  states: number,
  inRegion: InRegion,
  centreOf: (cell: number) => readonly [number, number],
): Float64Array {
  const shares = sharesInside(cuts, inRegion, centreOf);
  const losses = new Float64Array(states);
  cuts.forEach(({ state, rate, back }, k) => {
    const s = Math.max(nearest, shares[k]);
    // rate = λB(−ψ) and back = λB(ψ) differ by λψ, and their ratio is e^ψ.
    const psi = back > 0 && rate > 0 ? Math.log(rate / back) : 0;
    const strength = Math.abs(psi) < 1e-6 ? (rate + back) / 2 : (rate - back) / psi;
    losses[state] += back > 0 ? (strength / s) * bernoulli(-s * psi) : rate;
  });
  return losses;
}

/** How far along each cut the region's edge is, by bisection of all at once. */
function sharesInside(
  cuts: readonly Cut[],
  inRegion: InRegion,
  centreOf: (cell: number) => readonly [number, number],
): Float64Array {
  const low = new Float64Array(cuts.length);
  const high = new Float64Array(cuts.length).fill(1);
  const x = new Float64Array(cuts.length);
  const y = new Float64Array(cuts.length);
  const inside = new Uint8Array(cuts.length);
  const ends = cuts.map(({ from, to }) => [...centreOf(from), ...centreOf(to)]);
  for (let round = 0; round < 40; round++) {
    ends.forEach(([ax, ay, bx, by], k) => {
      const s = (low[k] + high[k]) / 2;
      x[k] = ax + s * (bx - ax);
      y[k] = ay + s * (by - ay);
    });
    inRegion([x, y], inside);
    for (let k = 0; k < cuts.length; k++) {
      const s = (low[k] + high[k]) / 2;
      if (inside[k] === 1) low[k] = s;
      else high[k] = s;
    }
  }
  return low.map((v, k) => (v + high[k]) / 2);
}
