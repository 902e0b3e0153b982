/**
 * A law made of atoms: what a point start becomes under maps without noise, exactly, until there
 * are too many atoms to list.
 */

import { float32CellOf } from '../../math/float32Cells.js';
import { type Axis, cellWidth, endsOf } from '../../math/grid.js';
import { createHold, float32Fold, foldBetween } from '../../model/boundary.js';
import type { Law1d } from '../snapshot1d.js';
import type { Maps1d } from './maps1d.js';

/** Atoms in ascending order of position. */
export interface Atoms1d {
  readonly positions: Float64Array;
  readonly weights: Float64Array;
  /** Probability of atoms that have diverged. */
  readonly lost: number;
  /** Probability of atoms that the low end and the high end of the axis have absorbed. */
  readonly absorbed: readonly [low: number, high: number];
}

/** One atom of weight 1. */
export const oneAtom = (position: number): Atoms1d => ({
  positions: Float64Array.of(position),
  weights: Float64Array.of(1),
  lost: 0,
  absorbed: [0, 0],
});

/** More atoms than this are followed on a grid. */
export const maximumAtoms = 200_000;

/** Operations that listing them may take from step to step; then a grid takes over, too. */
export const affordableAtoms = 3e9;

/** Operations of one update that leads to these atoms: images, and their order. */
export const workOfAtoms = ({ weights }: { readonly weights: Float64Array }) =>
  100 * weights.length;

/**
 * The atoms after one update, equal ones merged, those beyond `bound` dropped as diverged, those
 * beyond the ends of `axis` folded back or absorbed; null where there would be too many.
 */
export function stepAtoms(atoms: Atoms1d, maps: Maps1d, bound: number, axis: Axis): Atoms1d | null {
  const n = atoms.positions.length;
  const maximum = maps.weights.length * n;
  if (maximum > maximumAtoms) return null;
  const positions = new Float64Array(maximum);
  const weights = new Float64Array(maximum);
  const spread = new Float64Array(n);
  for (let q = 0; q < maps.weights.length; q++) {
    maps.evaluate(q, atoms.positions, positions.subarray(q * n, (q + 1) * n), spread);
    for (let i = 0; i < n; i++) weights[q * n + i] = maps.weights[q] * atoms.weights[i];
  }
  const absorbed = holdAtoms(positions, weights, bound, axis);
  const [low, high] = absorbed.map((v, k) => v + atoms.absorbed[k]);
  const merged = mergeAtoms(positions, weights, atoms.lost, bound);
  return { ...merged, absorbed: [low, high] };
}

/** Folds atoms within the bound; those absorbed lose their weight, which is given by end. */
function holdAtoms(positions: Float64Array, weights: Float64Array, bound: number, axis: Axis) {
  const { min, max } = axis;
  const ends = endsOf(axis);
  const fold = foldBetween(ends, min, max);
  const absorbed = [0, 0];
  for (let i = 0; i < positions.length; i++) {
    if (!(Math.abs(positions[i]) < bound)) continue;
    const x = fold(positions[i]);
    positions[i] = x;
    const end = x < min ? 0 : 1;
    if ((x >= min && x < max) || ends[end] !== 'absorbing') continue;
    absorbed[end] += weights[i];
    weights[i] = 0;
  }
  return absorbed;
}

function mergeAtoms(
  positions: Float64Array,
  weights: Float64Array,
  lost: number,
  bound: number,
): Omit<Atoms1d, 'absorbed'> {
  const order = Int32Array.from(positions.keys()).filter(
    (i) => Math.abs(positions[i]) < bound && weights[i] > 0,
  );
  order.sort((a, b) => positions[a] - positions[b]);
  const x: number[] = [];
  const w: number[] = [];
  let kept = 0;
  for (const i of order) {
    const last = x.length - 1;
    kept += weights[i];
    if (last >= 0 && positions[i] - x[last] <= 1e-14 * Math.max(1e-3, Math.abs(x[last]))) {
      w[last] += weights[i];
    } else {
      x.push(positions[i]);
      w.push(weights[i]);
    }
  }
  const all = weights.reduce((a, b) => a + b, 0);
  return {
    positions: Float64Array.from(x),
    weights: Float64Array.from(w),
    lost: lost + Math.max(0, all - kept),
  };
}

/** P(X < x) of the atoms that have not diverged. */
export function atomDistribution(atoms: Atoms1d): (x: number) => number {
  const { positions, weights } = atoms;
  const below = new Float64Array(positions.length + 1);
  for (let i = 0; i < weights.length; i++) below[i + 1] = below[i] + weights[i];
  return (x) => {
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (positions[middle] < x) low = middle + 1;
      else high = middle;
    }
    return below[low];
  };
}

/**
 * The atoms as cells, binned as float32 walkers are. `ambiguous` is the weight of the atoms that
 * lie so close to an edge that `step` float32 updates may have rounded them across.
 */
export function lawFromAtoms(
  atoms: Atoms1d,
  axis: Axis,
  step: number,
): Law1d & { ambiguous: number } {
  const { positions, weights, lost, absorbed } = atoms;
  const cellOf = float32CellOf(axis);
  const fold = float32Fold(axis);
  const hold = fold ? createHold(fold) : (x: number) => x;
  const cells = new Float64Array(axis.cells);
  // At step 0 walkers are the rounded atoms themselves.
  const reach = step === 0 ? 0 : 2 ** -24 * (2 + Math.sqrt(step)) * 2;
  const gone = lost + absorbed[0] + absorbed[1];
  let outside = gone;
  let ambiguous = 0;
  let mean = 0;
  for (let i = 0; i < positions.length; i++) {
    const x = hold(Math.fround(positions[i]));
    const cell = cellOf(x);
    if (cell >= 0) cells[cell] += weights[i];
    else outside += weights[i];
    const near = reach * Math.max(Math.abs(positions[i]), Math.abs(axis.min), Math.abs(axis.max));
    const position = (positions[i] - axis.min) / cellWidth(axis);
    const edge = Math.min(axis.cells, Math.max(0, Math.round(position)));
    if (Math.abs(position - edge) * cellWidth(axis) < near) ambiguous += weights[i];
    mean += weights[i] * positions[i];
  }
  mean /= 1 - gone;
  let variance = 0;
  for (let i = 0; i < positions.length; i++) variance += weights[i] * (positions[i] - mean) ** 2;
  return { cells, outside, mean, variance: variance / (1 - gone), lost, absorbed, ambiguous };
}
