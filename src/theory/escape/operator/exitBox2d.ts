/**
 * Where first passages in the plane are followed: a box around the region, cut where the region goes
 * on beyond the experiment's surroundings, in so many cells along each side.
 */
import { type Axis, endsOf, type Grid } from '../../../math/grid.js';
import { hasWall } from '../../../model/boundary.js';
import type { Experiment } from '../../../model/experiment.js';
import type { InRegion } from '../../../model/region.js';
import { marginsFor, reachBeyond } from '../../master2d/ends2d.js';
import type { Maps2d } from '../../master2d/maps2d.js';
import { type OperatorPlan2d, planOperator2d } from '../../master2d/transferOperator2d.js';
import type { Pace } from '../../pace.js';
import { isOpen } from '../../solverGrid1d.js';
import { createSolverGrid2d } from '../../solverGrid2d.js';
import { onLine } from '../generator/intervals1d.js';

/** Cells along each side of the coarsest grid. */
export const leastCells = 32;
const degree = 5;
/** Cells beyond the region, over which B-splines reach. */
const margin = 8;
const mostBytes = 4e8;
const looks = 512;

export interface Task {
  readonly experiment: Experiment;
  readonly maps: Maps2d;
  readonly inRegion: InRegion;
  /** The axes of a box around the region; cells do not count yet. */
  readonly box: Grid;
  readonly pace: Pace;
}

/** The part of a region that lies between the walls of `grid`: beyond them there are no walkers. */
export function betweenWalls(inRegion: InRegion, grid: Grid): InRegion {
  if (!grid.some(hasWall)) return inRegion;
  const walls = grid.map((axis) => {
    const [low, high] = endsOf(onLine(axis)).map((end) => end === 'open');
    return [low ? Number.NEGATIVE_INFINITY : axis.min, high ? Number.POSITIVE_INFINITY : axis.max];
  });
  return (columns, inside) => {
    inRegion(columns, inside);
    for (const [a, [low, high]] of walls.entries()) {
      for (let k = 0; k < inside.length; k++)
        if (!(columns[a][k] >= low && columns[a][k] < high)) inside[k] = 0;
    }
  };
}

/** How much longer the axes of one box are than those of another, at most. */
export const longest = (a: Grid, b: Grid) =>
  Math.max(...a.map((axis, i) => (axis.max - axis.min) / (b[i].max - b[i].min)));

/** The box of the region's points within the grid and `share` of its sides around it. */
export function boxAround(
  inRegion: InRegion,
  grid: Grid,
  share: number,
): { box: Grid; isCut: boolean } | null {
  const domain = grid.map((axis) => {
    const reach = share * (axis.max - axis.min);
    const [low, high] = endsOf(onLine(axis)).map((end) => end === 'open');
    const min = low ? axis.min - reach : axis.min;
    const max = high ? axis.max + reach : axis.max;
    return { name: axis.name, min, max, cells: 1 };
  });
  const extents = domain.map((_, axis) => extentAlong(inRegion, domain, axis));
  const [x, y] = extents;
  if (!x || !y) return null;
  // What a reflecting end folds back may land in the region from anywhere beside it.
  const box = [x, y].map(([min, max], i): Axis => {
    const [low, high] = endsOf(grid[i]).map((end) => end === 'reflecting');
    const ends = [low ? 'reflecting' : 'open', high ? 'reflecting' : 'open'] as const;
    const range = { min: low ? grid[i].min : min, max: high ? grid[i].max : max };
    return { ...domain[i], ...range, boundary: ends };
  });
  const isCut = box.some(({ min, max }, i) => {
    const [low, high] = endsOf(onLine(grid[i])).map((end) => end === 'open');
    return (low && min === domain[i].min) || (high && max === domain[i].max);
  });
  return { box, isCut };
}

/** Least and largest coordinate of the region along one axis, to 1e-12 of the domain. */
function extentAlong(inRegion: InRegion, domain: Grid, axis: number): [number, number] | null {
  const { min, max } = domain[axis];
  const other = domain[1 - axis];
  const across = Float64Array.from(
    { length: looks },
    (_, k) => other.min + ((other.max - other.min) * (k + 0.5)) / looks,
  );
  const inside = new Uint8Array(looks);
  /** Whether the line at a coordinate meets the region. */
  const meets = (at: number) => {
    const along = new Float64Array(looks).fill(at);
    inRegion(axis === 0 ? [along, across] : [across, along], inside);
    return inside.includes(1);
  };
  const line = (k: number) => min + ((max - min) * (k + 0.5)) / looks;
  const met = Array.from({ length: looks }, (_, k) => meets(line(k)));
  const [first, last] = [met.indexOf(true), met.lastIndexOf(true)];
  if (first < 0) return null;
  const edge = (without: number, within: number) => {
    let [a, b] = [without, within];
    for (let k = 0; k < 40; k++) {
      const middle = (a + b) / 2;
      if (meets(middle)) b = middle;
      else a = middle;
    }
    return b;
  };
  return [
    first === 0 ? min : edge(line(first - 1), line(first)),
    last === looks - 1 ? max : edge(line(last + 1), line(last)),
  ];
}

/**
 * The box in n cells along each side, with a margin around it: for B-splines, and at reflecting ends for
 * all that one update leads beyond them.
 */
export function gridOf({ box, maps }: Pick<Task, 'box' | 'maps'>, n: number) {
  const axes = box.map((axis) => ({ ...axis, cells: n }));
  const isHeld = axes.some((axis) => !isOpen(axis));
  const held = isHeld ? marginsFor(axes, reachBeyond(maps, axes), 1) : [];
  const pads = axes.map((_, a) => [held[a]?.[0] || margin, held[a]?.[1] || margin] as const);
  return createSolverGrid2d(axes, 1, [pads[0], pads[1]]);
}

export const planFor = (task: Task, n: number) =>
  planOperator2d(task.maps, gridOf(task, n), { degree, order: 9 + 2 * Math.log2(n / leastCells) });

/** Why a plan cannot be carried out, with both numbers; null where it can. */
export function refusal(plan: OperatorPlan2d | null): string | null {
  if (!plan) return 'the update is not finite anywhere on the region';
  if (plan.bytes <= mostBytes) return null;
  return (
    `the operator on ${plan.grid.cells} cells around the region takes ` +
    `${Math.ceil(plan.bytes / 1e6)} MB of memory (at most ${mostBytes / 1e6} MB); fewer ` +
    'samples, a smaller batch or a smaller region would do'
  );
}
