/**
 * A law made of atoms: what a point start becomes under maps without noise, exactly, until there
 * are too many atoms to list.
 */

import { float32CellOf } from '../../math/float32Cells.js';
import { type Axis, cellWidth } from '../../math/grid.js';
import type { Law1d } from '../snapshot1d.js';
import type { Maps1d } from './maps1d.js';

/** Atoms in ascending order of position. */
export interface Atoms1d {
  readonly positions: Float64Array;
  readonly weights: Float64Array;
  /** Probability of atoms that have diverged. */
  readonly lost: number;
}

/** More atoms than this are followed on a grid. */
export const maximumAtoms = 200_000;

/**
 * The atoms after one update, equal ones merged, those beyond `bound` dropped as diverged; null
 * where there would be too many.
 */
export function stepAtoms(atoms: Atoms1d, maps: Maps1d, bound: number): Atoms1d | null {
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
  return mergeAtoms(positions, weights, atoms.lost, bound);
}

function mergeAtoms(
  positions: Float64Array,
  weights: Float64Array,
  lost: number,
  bound: number,
): Atoms1d {
  const order = Int32Array.from(positions.keys()).filter((i) => Math.abs(positions[i]) < bound);
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
  const { positions, weights, lost } = atoms;
  const cellOf = float32CellOf(axis);
  const cells = new Float64Array(axis.cells);
  // At step 0 walkers are the rounded atoms themselves.
  const reach = step === 0 ? 0 : 2 ** -24 * (2 + Math.sqrt(step)) * 2;
  let outside = lost;
  let ambiguous = 0;
  let mean = 0;
  for (let i = 0; i < positions.length; i++) {
    const x = Math.fround(positions[i]);
    const cell = cellOf(x);
    if (cell >= 0) cells[cell] += weights[i];
    else outside += weights[i];
    const near = reach * Math.max(Math.abs(x), Math.abs(axis.min), Math.abs(axis.max));
    const position = (positions[i] - axis.min) / cellWidth(axis);
    const edge = Math.min(axis.cells, Math.max(0, Math.round(position)));
    if (Math.abs(position - edge) * cellWidth(axis) < near) ambiguous += weights[i];
    mean += weights[i] * positions[i];
  }
  mean /= 1 - lost;
  let variance = 0;
  for (let i = 0; i < positions.length; i++) variance += weights[i] * (positions[i] - mean) ** 2;
  return { cells, outside, mean, variance: variance / (1 - lost), lost, ambiguous };
}
