/**
 * Where first passages in the plane are followed: a box around the region, cut where the region goes
 * on beyond the experiment's surroundings, in so many cells along each side.
 */
import type { Grid } from '../../../math/grid.js';
import type { Experiment } from '../../../model/experiment.js';
import type { InRegion } from '../../../model/region.js';
import type { Maps2d } from '../../master2d/maps2d.js';
import { type OperatorPlan2d, planOperator2d } from '../../master2d/transferOperator2d.js';
import type { Pace } from '../../pace.js';
import { createSolverGrid2d } from '../../solverGrid2d.js';

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

/** How much longer the axes of one box are than those of another, at most. */
export const longest = (a: Grid, b: Grid) =>
  Math.max(...a.map((axis, i) => (axis.max - axis.min) / (b[i].max - b[i].min)));

/** The box of the region's points within the grid and `share` of its sides around it. */
export function boxAround(
  inRegion: InRegion,
  grid: Grid,
  share: number,
): { box: Grid; isCut: boolean } | null {
  const domain = grid.map(({ name: axis, min, max }) => {
    const reach = share * (max - min);
    return { name: axis, min: min - reach, max: max + reach, cells: 1 };
  });
  const extents = domain.map((_, axis) => extentAlong(inRegion, domain, axis));
  const [x, y] = extents;
  if (!x || !y) return null;
  const box = [x, y].map(([min, max], i) => ({ ...domain[i], min, max }));
  const isCut = box.some(({ min, max }, i) => min === domain[i].min || max === domain[i].max);
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

/** The box in n cells along each side, with a margin around it. */
export const gridOf = ({ box }: Pick<Task, 'box'>, n: number) =>
  createSolverGrid2d(
    box.map((axis) => ({ ...axis, cells: n })),
    1,
    [
      [margin, margin],
      [margin, margin],
    ],
  );

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
