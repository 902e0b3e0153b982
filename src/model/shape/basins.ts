/** Basins of attraction of the minima: where gradient flow on the mean loss leads to one of them. */
import { call, type Expression, number, symbol } from '../../math/expression/expression.js';
import { cellCentres, cellCount, type Grid } from '../../math/grid.js';
import type { Landscape } from '../experiment.js';
import type { Region } from '../region.js';
import type { CriticalPoint, CriticalPoints } from './criticalPoint.js';
import { findCriticalPoints } from './criticalPoints.js';
import { followFlow } from './plane/gradientFlow2d.js';
import { createMinimumTargets, flowScale } from './plane/minimumTargets2d.js';
import { tabulateSlopes } from './plane/tabulatedSlopes.js';
import { createSurface, type Surface } from './surface.js';

export type Basin =
  | {
      readonly kind: 'interval';
      readonly minimum: CriticalPoint;
      /** From barrier to barrier; ±∞ where the grid's range holds none. */
      readonly ends: readonly [number, number];
    }
  | {
      readonly kind: 'cells';
      readonly minimum: CriticalPoint;
      readonly grid: Grid;
      /** One entry per cell, row-major: 1 where flow from the cell's centre reaches the minimum. */
      readonly inside: Uint8Array;
    };

/** Beyond so many samples to sum over, flow follows a table of the gradient. */
const tabulateBeyond = 20;
/** Spacings of the table across the range, and beyond each of its ends. */
const [across, beyond] = [128, 32];
const tableNodes = across + 2 * beyond + 1;
/** Evaluations of a sample beyond which the table is refused: about a minute. */
const mostEvaluations = 5e8;

/**
 * The basin of the minimum that gradient flow from `point` reaches, or the reason why there is
 * none. One parameter: exact, from `findCriticalPoints`. Two: a mask over the cells of `grid`,
 * right to about a cell at its border; flow over many samples without a closed mean is followed
 * on a table, to a quarter of the range beyond it.
 */
export function basinOf(
  landscape: Landscape,
  grid: Grid,
  point: readonly number[],
): Basin | { readonly absent: string } {
  const outside = grid.findIndex(({ min, max }, i) => !(point[i] >= min && point[i] <= max));
  if (outside >= 0) {
    const { name, min, max } = grid[outside];
    return {
      absent: `${name} = ${point[outside]} lies off the grid, which spans ${min} to ${max}`,
    };
  }
  const surface = createSurface(landscape);
  const tooSlow = surface.dimension === 2 ? costRefusal(surface) : null;
  if (tooSlow) return { absent: tooSlow };
  const found = findCriticalPoints(landscape, grid);
  if (!found.points.some((p) => p.kind === 'minimum')) {
    return { absent: 'the loss has no minimum within the range of the grid' };
  }
  return surface.dimension === 1
    ? intervalOf(surface, found, point[0])
    : cellsOf(surface, grid, found, point);
}

/**
 * The basin as a region that walkers may leave, or the reason why there is none. One parameter: an
 * expression of the parameter; two: cells of `grid`.
 */
export function basinRegion(
  landscape: Landscape,
  grid: Grid,
  point: readonly number[],
): Region | { readonly absent: string } {
  const basin = basinOf(landscape, grid, point);
  if ('absent' in basin) return basin;
  const { parameters } = landscape;
  const at = parameters.map((p, i) => `${p} = ${format(basin.minimum.point[i], grid, i)}`);
  const text = `basin of the minimum at ${at.join(', ')}`;
  if (basin.kind === 'cells') return { kind: 'cells', text, grid, inside: basin.inside };
  const x = symbol(parameters[0]);
  const [low, high] = basin.ends;
  const above = Number.isFinite(low) ? call('lt', number(low), x) : null;
  const below = Number.isFinite(high) ? call('lt', x, number(high)) : null;
  const inside: Expression =
    above && below ? call('and', above, below) : (above ?? below ?? number(1));
  return { kind: 'expression', text, inside };
}

/** Decimals that a thousandth of the range needs, with a true minus sign. */
function format(value: number, grid: Grid, i: number): string {
  const digits = Math.ceil(-Math.log10((grid[i].max - grid[i].min) / 1000));
  const text = value.toFixed(Math.max(0, Math.min(digits, 20)));
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

function intervalOf(surface: Surface, { points }: CriticalPoints, x: number) {
  const slope = new Float64Array(1);
  surface.slopes([Float64Array.of(x)], [slope], [new Float64Array(1)]);
  const extent = (p: CriticalPoint) => {
    const ends = p.flat.length > 0 ? p.flat.map(([v]) => v) : [p.point[0]];
    return { low: Math.min(...ends), high: Math.max(...ends) };
  };
  const holding = points.findIndex((p) => x >= extent(p).low && x <= extent(p).high);
  if (holding >= 0 && points[holding].kind === 'maximum') {
    return { absent: `gradient flow from ${x} stays: it is a maximum of the loss` };
  }
  const next = points.findIndex((p) => extent(p).low > x);
  const ahead = next < 0 ? points.length : next;
  const goal = holding >= 0 ? holding : slope[0] < 0 ? ahead : ahead - 1;
  const minimum = points[goal];
  if (minimum?.kind !== 'minimum') {
    return { absent: `gradient flow from ${x} leaves the grid before it meets a minimum` };
  }
  const low = points.slice(0, goal).findLast((p) => p.kind === 'maximum');
  const high = points.slice(goal + 1).find((p) => p.kind === 'maximum');
  const ends = [low ? extent(low).high : -Infinity, high ? extent(high).low : Infinity] as const;
  return { kind: 'interval', minimum, ends } as const;
}

/** Why the flow takes too long; null where it does not. */
function costRefusal({ cost }: Surface): string | null {
  const evaluations = tableNodes ** 2 * cost;
  if (evaluations <= mostEvaluations) return null;
  return (
    `the mean gradient of ${cost} samples has no closed form, and a table of it needs ` +
    `${evaluations.toExponential(1)} evaluations, more than ${mostEvaluations.toExponential(0)}: ` +
    'take fewer samples'
  );
}

/** The slopes that flow follows: of the surface itself where they are cheap. */
function flowSlopes(surface: Surface, grid: Grid): Pick<Surface, 'slopes'> {
  if (surface.cost <= tabulateBeyond) return surface;
  const [first, second] = grid.map(({ min, max }) => {
    const spacing = (max - min) / across;
    return { min: min - beyond * spacing, spacing, nodes: tableNodes };
  });
  return tabulateSlopes(surface, [first, second]);
}

function cellsOf(
  surface: Surface,
  grid: Grid,
  { points }: CriticalPoints,
  start: readonly number[],
): Basin | { readonly absent: string } {
  const cells = cellCount(grid);
  const [first, second] = grid.map(cellCentres);
  // The start comes last, behind the centres of the cells.
  const x = Float64Array.from(
    { length: cells + 1 },
    (_, k) => first[Math.floor(k / second.length)],
  );
  const y = Float64Array.from({ length: cells + 1 }, (_, k) => second[k % second.length]);
  [x[cells], y[cells]] = start;
  const scale = flowScale(grid);
  const targets = createMinimumTargets(points, scale);
  const ends = followFlow(flowSlopes(surface, grid), [x, y], targets, scale);
  const goal = ends[cells];
  if (goal < 0) return { absent: `gradient flow from (${start.join(', ')}) reaches no minimum` };
  const inside = Uint8Array.from(ends.subarray(0, cells), (end) => Number(end === goal));
  return { kind: 'cells', minimum: points[goal], grid, inside };
}
