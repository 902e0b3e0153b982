/**
 * A point start that moves by one map: an atom, known to rounding. How far walkers' own float32 rounding
 * may have carried them from it follows from the map's slope along the way: in a chaotic one, anywhere.
 */
import type { Grid } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import type { Pace } from '../pace.js';
import { type Law2d, lawFromExperimentCells } from '../snapshot2d.js';
import { createCellSink, float32Spacing } from './cells.js';
import { createKeep } from './map.js';
import type { Motion, Points } from './motion.js';

export interface Atom {
  /** One coordinate per parameter; NaN where it has diverged. */
  readonly at: readonly number[];
  /** What a walker may be off by along each axis; 0 where nothing has moved it. */
  readonly reach: readonly number[];
}

/** The atom at each snapshot. */
export async function followAtom(
  motion: Motion,
  start: readonly number[],
  { grid, snapshots }: Pick<Experiment, 'grid' | 'snapshots'>,
  pace: Pace,
): Promise<ReadonlyMap<number, Atom>> {
  const atoms = new Map<number, Atom>();
  const held = start.map((v) => Float64Array.of(v));
  createKeep(grid)(held);
  let at = held.map(([v]) => v);
  let reach = start.map(() => 0);
  let step = 0;
  const last = snapshots[snapshots.length - 1];
  for (const next of snapshots) {
    while (step < next) {
      const to = motion.isMap ? step + 1 : next;
      const points = motion.isMap ? withNeighbours(at) : at.map((v) => Float64Array.of(v));
      await motion.advance(points, step, to, pace);
      const moved = points.map((column) => column[0]);
      const rests = moved.every((v, a) => v === at[a]);
      if (!motion.isMap) reach = rests ? reach : reachOf(motion, grid);
      else if (!rests || reach.some((r) => r > 0)) reach = reachAfter(points, at, reach);
      at = moved;
      step = to;
      // What rests where it is, to the last bit, rests for good; what is lost is lost.
      if ((rests && reach.every((r) => r === 0)) || at.some(Number.isNaN)) step = next;
    }
    atoms.set(next, { at, reach });
    pace.progress(next / last);
  }
  return atoms;
}

/** No walker takes a flow's steps: what it may be off by is its own error. */
const reachOf = ({ error }: Motion, grid: Grid) => grid.map(({ min, max }) => error * (max - min));

/** Distance, relative to a coordinate, from which slopes of the map are taken. */
const nearby = 1e-7;

/** A point and one neighbour along each axis. */
const withNeighbours = (at: readonly number[]): Points =>
  at.map((v, a) =>
    Float64Array.from({ length: at.length + 1 }, (_, k) =>
      k === a + 1 ? v + nearby * Math.max(1, Math.abs(v)) : v,
    ),
  );

/** How far off one step leaves what was off by `reach`, and rounds in addition. */
function reachAfter(points: Points, before: readonly number[], reach: readonly number[]): number[] {
  return points.map((column, a) => {
    const carried = reach.reduce((sum, r, b) => {
      const slope = (column[b + 1] - column[0]) / (nearby * Math.max(1, Math.abs(before[b])));
      return sum + (r > 0 ? Math.abs(slope) * r : 0);
    }, 0);
    // The gradient's own rounding, and that of the sum.
    const size = Math.abs(column[0]) + 4 * Math.abs(column[0] - before[a]);
    const own = carried + float32Spacing * size;
    return Number.isFinite(own) ? own : Number.MAX_VALUE;
  });
}

/** The atom on the cells of `grid`, with the probability that rounding may have left elsewhere. */
export function lawOfAtom({ at, reach }: Atom, grid: Grid): { law: Law2d; ambiguous: number } {
  const d = at.length;
  const sink = createCellSink(grid);
  const isLost = at.some(Number.isNaN);
  if (!isLost) sink.addPoint(at, 1, reach);
  const law = lawFromExperimentCells(
    sink.cells,
    Float64Array.from(at),
    new Float64Array(d * d),
    isLost ? 1 : 0,
  );
  return { law, ambiguous: sink.ambiguous };
}
