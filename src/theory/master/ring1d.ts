/**
 * The master equation on a periodic axis: the law on the ring is laid out over three turns, advanced
 * by the operator of the line, and read off the middle one. Exact where the update repeats from turn
 * to turn, which the experiment file's door has checked, and no step is longer than a turn.
 */
import type { Axis, Grid } from '../../math/grid.js';
import { hasWall } from '../../model/boundary.js';
import type { InitialLaw } from '../../model/experiment.js';
import { initialMoments } from '../law/initialLaw1d.js';
import { cellsOnRing, imagesOnLine } from '../law/ringLaw1d.js';
import type { Pace } from '../pace.js';
import { type Law1d, lawFromDistribution } from '../snapshot1d.js';
import { createSolverGrid1d, type SolverGrid1d } from '../solverGrid1d.js';
import type { Maps1d } from './maps1d.js';
import { createTransferOperator1d, type TransferOperator1d } from './transferOperator1d.js';

export interface Ring1d {
  /** Three turns, the axis in the middle. */
  readonly turns: SolverGrid1d;
  readonly axis: SolverGrid1d;
  /** The ring's law on each of the three turns; mass 3. */
  layOut(ring: Float64Array): Float64Array;
  /** The middle of what three turns have become, from 0. */
  middle(line: Float64Array): Float64Array;
}

/** The ring of `axis` at a refinement with a whole number of cells. */
export function createRing1d(axis: Axis, refinement: number): Ring1d {
  const turns = createSolverGrid1d(axis, refinement, [axis.cells, axis.cells]);
  const one = createSolverGrid1d(axis, refinement, [0, 0]);
  const n = one.cells;
  return {
    turns,
    axis: one,
    layOut: (ring) =>
      Float64Array.from({ length: 3 * n + 1 }, (_, i) => {
        const turn = Math.min(2, Math.floor(i / n));
        return turn * ring[n] + ring[i - turn * n];
      }),
    middle: (line) => line.slice(n, 2 * n + 1).map((v) => v - line[n]),
  };
}

/** Steps longer than this share of a turn would miss the middle of three turns. */
const mostLost = 1e-9;

/** The laws on the ring at `steps`, from the exact first update on; or why there are none. */
export async function solveOnRing(
  ring: Ring1d,
  maps: Maps1d,
  initial: InitialLaw,
  steps: readonly number[],
  pace: Pace,
): Promise<Map<number, Law1d> | { absent: string }> {
  const operator = await createTransferOperator1d(maps, ring.turns, pace);
  let law = ring.middle(startOnTurns(operator, ring, initial));
  const laws = new Map<number, Law1d>();
  const next = new Float64Array(ring.turns.cells + 1);
  const slopes = new Float64Array(next.length);
  const last = steps[steps.length - 1];
  const n = ring.axis.cells;
  for (let step = 1; ; step++) {
    const lost = Math.abs(1 - law[n]);
    if (lost > mostLost) {
      const share = lost.toExponential(1);
      return { absent: `in one step ${share} of the walkers goes more than once around the ring` };
    }
    const total = law[n];
    law = law.map((v) => v / total);
    const laid = ring.layOut(law);
    if (steps.includes(step)) {
      operator.slopes(laid, slopes);
      laws.set(step, lawFromDistribution(ring.axis, law, slopes.slice(n, 2 * n + 1)));
    }
    if (step >= last) return laws;
    operator.apply(laid, next);
    law = ring.middle(next);
    await pace.tick();
  }
}

/** The first update of the law at step 0 on each of the three turns. */
function startOnTurns(operator: TransferOperator1d, ring: Ring1d, initial: InitialLaw) {
  const { edges, cells, axis } = ring.turns;
  const start = new Float64Array(cells + 1);
  for (const { weight, law } of imagesOnLine(initial, axis, edges[0], edges[cells])) {
    operator.start(law).forEach((v, i) => {
      start[i] += weight * v;
    });
  }
  return start;
}

/** The law at step 0, wound around the ring. */
export function startOnRing({ axis }: Ring1d, initial: InitialLaw): Law1d {
  return {
    cells: cellsOnRing(initial, axis.edges),
    outside: 0,
    lost: 0,
    ...initialMoments(initial),
  };
}

/** Why the operator does not follow `grid`; null where no end moves or removes walkers. */
export function noWalls(grid: Grid): string | null {
  const walled = grid.find(hasWall);
  return walled ? `the operator does not follow the ends of ${walled.name} yet` : null;
}

/** Why the operator in the plane does not follow `grid`; null where no axis is a ring. */
export function noRingInPlane(grid: Grid): string | null {
  const walls = noWalls(grid);
  if (walls) return walls;
  const ring = grid.find(({ boundary }) => boundary === 'periodic');
  return ring
    ? `the axis ${ring.name} is periodic, which the operator in the plane does not follow; ` +
        'fokkerPlanck does, and so does this for coordinates that are independent of each other'
    : null;
}
