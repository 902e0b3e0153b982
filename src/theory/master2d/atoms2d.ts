/**
 * A law in the plane made of atoms: what a point start becomes under maps without noise, exactly,
 * until there are too many atoms to list.
 */
import { float32CellOf } from '../../math/float32Cells.js';
import { type Axis, cellCount, cellWidth, endsOf, type Grid } from '../../math/grid.js';
import { createHold, float32Fold, foldBetween } from '../../model/boundary.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import { maximumAtoms } from '../master/atoms1d.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import type { Maps2d } from './maps2d.js';

export interface Atoms2d {
  readonly positions: Pair;
  readonly weights: Float64Array;
  /** Probability of atoms that have diverged. */
  readonly lost: number;
  /** Probability of atoms that the ends of each axis have absorbed, the low one first. */
  readonly absorbed?: readonly (readonly number[])[];
}

export const oneAtom = (x: number, y: number): Atoms2d => ({
  positions: [Float64Array.of(x), Float64Array.of(y)],
  weights: Float64Array.of(1),
  lost: 0,
});

/**
 * The atoms after one update, equal ones merged, those beyond `bounds` dropped as diverged, those
 * beyond the ends of `grid` folded back or absorbed; null where there would be too many.
 */
export function stepAtoms2d(
  atoms: Atoms2d,
  maps: Maps2d,
  bounds: readonly number[],
  grid: Grid,
): Atoms2d | null {
  const folds = grid.map((axis) => foldBetween(endsOf(axis), axis.min, axis.max));
  const absorbed = (atoms.absorbed ?? grid.map(() => [0, 0])).map((own) => [...own]);
  const n = atoms.weights.length;
  if (maps.weights.length * n > maximumAtoms) return null;
  const image = createPair(n);
  const merged = new Map<string, number>();
  const [x, y, w]: [number[], number[], number[]] = [[], [], []];
  let lost = atoms.lost;
  for (let q = 0; q < maps.weights.length; q++) {
    maps.at(q, atoms.positions)([], image);
    for (let i = 0; i < n; i++) {
      const weight = maps.weights[q] * atoms.weights[i];
      let [u, v] = [image[0][i], image[1][i]];
      if (!(Math.abs(u) < bounds[0] && Math.abs(v) < bounds[1])) {
        lost += weight;
        continue;
      }
      [u, v] = [folds[0](u), folds[1](v)];
      const axis = grid.findIndex((own, a) => absorbingEnd(own, [u, v][a]) >= 0);
      if (axis >= 0) {
        absorbed[axis][absorbingEnd(grid[axis], [u, v][axis])] += weight;
        continue;
      }
      // Equal to 1e-13 of a coordinate of size 1; bounds are 1000 times the grid's.
      const key = `${Math.round((u / bounds[0]) * 1e16)},${Math.round((v / bounds[1]) * 1e16)}`;
      const known = merged.get(key);
      if (known === undefined) {
        merged.set(key, w.length);
        x.push(u);
        y.push(v);
        w.push(weight);
      } else w[known] += weight;
    }
  }
  return {
    positions: [Float64Array.from(x), Float64Array.from(y)],
    weights: Float64Array.from(w),
    lost,
    absorbed,
  };
}

/** Which end of an axis absorbs a walker at x along it: 0 the low one, 1 the high one, −1 none. */
export function absorbingEnd(axis: Axis, x: number): number {
  const [low, high] = endsOf(axis);
  if (low === 'absorbing' && x < axis.min) return 0;
  return high === 'absorbing' && x >= axis.max ? 1 : -1;
}

/**
 * The atoms as cells, binned as float32 walkers are. `ambiguous` is the weight of the atoms that
 * lie so close to an edge that `step` float32 updates may have rounded them across.
 */
export function lawFromAtoms2d(
  { positions, weights, lost, absorbed = [] }: Atoms2d,
  grid: Grid,
  step: number,
): Law2d & { ambiguous: number } {
  const cellsOf = grid.map(float32CellOf);
  const holds = grid.map((axis) => {
    const fold = float32Fold(axis);
    return fold ? createHold(fold) : (x: number) => x;
  });
  const left = 1 - lost - absorbed.flat().reduce((a, b) => a + b, 0);
  const cells = new Float64Array(cellCount(grid));
  // At step 0 walkers are the rounded atoms themselves.
  const reach = step === 0 ? 0 : 2 ** -24 * (2 + Math.sqrt(step)) * 2;
  const mean = new Float64Array(2);
  const covariance = new Float64Array(4);
  let ambiguous = 0;
  const isNear = (k: number, i: number) => {
    const axis = grid[i];
    const x = positions[i][k];
    const position = (x - axis.min) / cellWidth(axis);
    const edge = Math.min(axis.cells, Math.max(0, Math.round(position)));
    const near = reach * Math.max(Math.abs(x), Math.abs(axis.min), Math.abs(axis.max));
    return Math.abs(position - edge) * cellWidth(axis) < near;
  };
  for (let k = 0; k < weights.length; k++) {
    const [i, j] = cellsOf.map((cellOf, a) => cellOf(holds[a](Math.fround(positions[a][k]))));
    if (i >= 0 && j >= 0) cells[i * grid[1].cells + j] += weights[k];
    if (isNear(k, 0) || isNear(k, 1)) ambiguous += weights[k];
    for (let a = 0; a < 2; a++) mean[a] += (weights[k] * positions[a][k]) / left;
  }
  for (let k = 0; k < weights.length; k++) {
    for (let e = 0; e < 4; e++) {
      const [a, b] = [e >> 1, e & 1];
      const product = (positions[a][k] - mean[a]) * (positions[b][k] - mean[b]);
      covariance[e] += (weights[k] * product) / left;
    }
  }
  return { ...lawFromExperimentCells(cells, mean, covariance, lost), ambiguous };
}
