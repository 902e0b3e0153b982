/**
 * The ends of the axes of a plane, on a solver's grid that reaches beyond them as far as one update
 * leads: what lands there is folded to where it belongs after every update, or absorbed.
 */
import { type Boundary, endsOf, type Grid } from '../../math/grid.js';
import { foldCell } from '../../model/boundary.js';
import { createPair, type Pair } from '../law/gradient2d.js';
import type { Law2d } from '../snapshot2d.js';
import { isOpen, type SolverGrid1d } from '../solverGrid1d.js';
import { createSolverGrid2d, type Padding2d, type SolverGrid2d } from '../solverGrid2d.js';
import type { Maps2d } from './maps2d.js';
import { createLawFromMasses } from './nodalMasses2d.js';
import type { TransferOperator2d } from './transferOperator2d.js';

/** Points along each axis from which the reach of an update is seen. */
const lookouts = 33;
const deviations = 8.4;
/** Nodes after which the prefilter of the quintic B-spline has died out to 1e-9. */
const filterReach = 24;
/** Lengths of the axis that an update is followed beyond its ends. */
const mostTurns = 2;

/** How far one update leads beyond the low and the high end of each axis, noise included. */
export function reachBeyond(maps: Maps2d, grid: Grid): [number, number][] {
  const n = lookouts;
  const along = grid.map(({ min, max }) =>
    Float64Array.from({ length: n }, (_, i) => min + ((max - min) * (i + 0.5)) / n),
  );
  const points: Pair = [
    Float64Array.from({ length: n * n }, (_, k) => along[0][Math.floor(k / n)]),
    Float64Array.from({ length: n * n }, (_, k) => along[1][k % n]),
  ];
  const reach = grid.map((): [number, number] => [0, 0]);
  const still = createPair(n * n);
  const moved = createPair(n * n);
  const unit = (k: number) =>
    Array.from({ length: maps.normals }, (_, i) => Float64Array.of(Number(i === k)));
  for (let q = 0; q < maps.weights.length; q++) {
    const at = maps.at(q, points);
    at(unit(-1), still);
    const spread = createPair(n * n);
    for (let k = 0; k < maps.normals; k++) {
      at(unit(k), moved);
      for (const a of [0, 1]) {
        for (let i = 0; i < n * n; i++)
          spread[a][i] = Math.hypot(spread[a][i], moved[a][i] - still[a][i]);
      }
    }
    for (const [a, { min, max }] of grid.entries()) {
      for (let i = 0; i < n * n; i++) {
        const far = deviations * spread[a][i];
        if (!Number.isFinite(still[a][i] + far)) continue;
        reach[a][0] = Math.max(reach[a][0], min - still[a][i] + far);
        reach[a][1] = Math.max(reach[a][1], still[a][i] + far - max);
      }
    }
  }
  return reach;
}

/** Padding at ends that are not open, in cells of the experiment, for cells that are `refinement` finer. */
export function marginsFor(
  grid: Grid,
  reach: readonly (readonly [number, number])[],
  refinement: number,
): [number, number][] {
  return grid.map((axis, a) => {
    const length = axis.max - axis.min;
    const [low, high] = endsOf(axis).map((end, k) => {
      if (end === 'open') return 0;
      const cells = (Math.min(mostTurns * length, reach[a][k]) * axis.cells) / length;
      return Math.ceil(cells) + Math.ceil(filterReach / refinement);
    });
    return [low, high];
  });
}

/** The solver's grid, padded at open ends by `pad`, and elsewhere as far as one update of `maps` leads. */
export function gridBeyondEnds(
  grid: Grid,
  refinement: number,
  pad: Padding2d,
  maps: Maps2d,
): SolverGrid2d {
  if (grid.every(isOpen)) return createSolverGrid2d(grid, refinement, pad);
  const held = marginsFor(grid, reachBeyond(maps, grid), refinement);
  const pads = pad.map(([low, high], a) => [low + held[a][0], high + held[a][1]] as const);
  return createSolverGrid2d(grid, refinement, [pads[0], pads[1]]);
}

/** The operator followed by what the ends of the axes make of what lands beyond them. */
export function withEnds(operator: TransferOperator2d, ends: Ends2d): TransferOperator2d {
  const values = new Float64Array(operator.grid.cells);
  return {
    ...operator,
    apply(masses, next) {
      operator.apply(masses, next);
      ends.fold(next);
    },
    applyTransposed(given, next) {
      values.set(given);
      ends.foldTransposed(values);
      operator.applyTransposed(values, next);
    },
  };
}

export interface Ends2d {
  /** Moves what lies beyond ends back to where it belongs; gives what they absorb, axis by axis. */
  fold(masses: Float64Array): number[][];
  /** The transposed: what a function of the place after the fold is of the place before. */
  foldTransposed(values: Float64Array): void;
  /** Continues masses beyond ends that are not open, for a density without edges there. */
  unfold(masses: Float64Array): void;
}

export function createEnds2d({ x, y }: SolverGrid2d): Ends2d {
  const lines = [
    { axis: x, stride: y.cells, count: y.cells, apart: 1 },
    { axis: y, stride: 1, count: x.cells, apart: y.cells },
  ];
  const moves = lines.map((line) => ({ ...line, beyond: beyondEnds(line.axis) }));
  return {
    fold: (masses) =>
      moves.map(({ beyond, stride, count, apart }) => {
        const absorbed = [0, 0];
        for (const { from, to, end } of beyond) {
          for (let k = 0; k < count; k++) {
            const at = k * apart + from * stride;
            if (to >= 0) masses[k * apart + to * stride] += masses[at];
            else absorbed[end] += masses[at];
            masses[at] = 0;
          }
        }
        return absorbed;
      }),
    foldTransposed(values) {
      for (const { beyond, stride, count, apart } of moves.toReversed()) {
        for (const { from, to } of beyond) {
          for (let k = 0; k < count; k++) {
            const value = to >= 0 ? values[k * apart + to * stride] : 0;
            values[k * apart + from * stride] = value;
          }
        }
      }
    },
    unfold(masses) {
      for (const { beyond, stride, count, apart } of moves) {
        for (const { from, like } of beyond) {
          for (let k = 0; k < count; k++)
            masses[k * apart + from * stride] = masses[k * apart + like * stride];
        }
      }
    },
  };
}

/**
 * Gives the law of masses after a fold, `gone` of them absorbed. Where no end is open, all that is not
 * absorbed is in the cells.
 */
export function createLawBetweenEnds(grid: SolverGrid2d, ends: Ends2d, degree: number) {
  const lawFrom = createLawFromMasses(grid, degree);
  const isClosed = [grid.x, grid.y].every(({ axis }) => !endsOf(axis).includes('open'));
  return (folded: Float64Array, gone: number): Law2d => {
    const whole = folded.slice();
    ends.unfold(whole);
    const { cells, negative } = lawFrom(whole);
    const { mean, covariance, lost } = lawFrom(folded);
    const inside = cells.reduce((a, b) => a + b, 0);
    const scale = isClosed ? (1 - gone) / inside : 1;
    return {
      cells: cells.map((v) => v * scale),
      outside: Math.max(0, isClosed ? gone : 1 - inside),
      mean,
      covariance,
      lost: isClosed ? 0 : Math.max(0, lost - gone),
      negative,
    };
  };
}

/** Nodes beyond ends that are not open: where they are folded to, −1 for nowhere, and past which end. */
function beyondEnds(solver: SolverGrid1d) {
  const ends = endsOf(solver.axis);
  const n = Math.round(solver.axis.cells * solver.refinement);
  const { first, cells } = solver;
  const fold = foldCell(ends, n);
  // Beside an absorbing end a density goes on as its mirror image: it has an edge, not a zero.
  const mirrored = ends.map((end): Boundary => (end === 'absorbing' ? 'reflecting' : end));
  const mirror = foldCell([mirrored[0], mirrored[1]], n);
  const within = (i: number, open: boolean) => (i >= 0 && i < n) || open;
  return Array.from({ length: cells }, (_, from) => ({ from, c: from - first })).flatMap(
    ({ from, c }) => {
      const end = c < 0 ? 0 : 1;
      if ((c >= 0 && c < n) || ends[end] === 'open') return [];
      const t = fold(c);
      const stays = within(t, t < 0 ? ends[0] === 'open' : ends[1] === 'open');
      const to = stays && t + first >= 0 && t + first < cells ? t + first : -1;
      // What is folded beyond the other end is absorbed there.
      const gone = t < 0 ? 0 : 1;
      const like = Math.min(cells - 1, Math.max(0, mirror(c) + first));
      return [{ from, to, end: gone, like }];
    },
  );
}
