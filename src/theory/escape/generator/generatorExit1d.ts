/**
 * Exits predicted from the Fokker–Planck generator in one dimension: the region's intervals on a
 * domain as wide as the walkers inside it need. Walkers live on the line of the parameter: a periodic
 * axis does not bring them back into the region.
 */

import { cellCentres } from '../../../math/grid.js';
import { eliminateStates } from '../../../math/sparse/stateElimination.js';
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type Region } from '../../../model/region.js';
import { type Ends, jumpRates1d } from '../../chain/generator/jumpRates.js';
import type { ClosureName } from '../../closure/closures.js';
import {
  type Coefficients1d,
  createClosureCoefficients1d,
} from '../../fokkerPlanck/coefficients1d.js';
import { createGenerator1d } from '../../fokkerPlanck/generator1d.js';
import { initialRange } from '../../law/initialLaw1d.js';
import type { Pace } from '../../pace.js';
import type { ExitSeries } from '../exitPrediction.js';
import { exitOfDiffusion1d } from './exitDiffusion1d.js';
import { createExitGrid1d, startWeights1d } from './exitGrid1d.js';
import { product } from './exitLevel.js';
import { exitSeries, noStart, noWayOut } from './exitSeries.js';
import { type Interval, intervalsBetween, isCut } from './intervals1d.js';
import { findJumps } from './jumps1d.js';

const name = 'fokkerPlanck';
/** Share of the time inside that walkers may spend in the outermost cell of an open side. */
const negligibleAtWall = 1e-9;

/** The exit of ensemble `index` out of `region` by closure `closureName`, one parameter. */
export async function predictGeneratorExit1d(
  experiment: Experiment,
  index: number,
  region: Region,
  closureName: ClosureName,
  pace: Pace,
): Promise<ExitSeries> {
  const { learningRate, initial, steps } = experiment;
  const closure = createClosureCoefficients1d(experiment, index, closureName);
  if ('absent' in closure) return { name, absent: closure.absent };
  const { coefficients, notes } = closure;
  const { intervals, atWall } = chooseIntervals(experiment, region, coefficients);
  const share = intervals.reduce((sum, interval) => sum + startIn(interval, experiment), 0);
  if (!(share > 1e-9)) {
    return { name, absent: noStart(region, share, intervals.map(showInterval).join(' and ')) };
  }
  const visited = intervals.filter((interval) => startIn(interval, experiment) > 1e-12);
  const closed = visited.find((interval) => !interval.endsLow && !interval.endsHigh);
  if (closed) return { name, absent: noWayOut(region, showInterval(closed)) };
  const law = await exitOfDiffusion1d(
    {
      coefficients,
      initial: initial[0],
      intervals: visited,
      spacing: learningRate,
      count: steps + 1,
    },
    pace,
  );
  if (!law) {
    return {
      name,
      absent: 'the diffusion vanishes in the region: the equation is degenerate there',
    };
  }
  return exitSeries(law, { learningRate, share, atWall, notes });
}

const showInterval = ({ low, high }: Interval) => `${low.toPrecision(4)} … ${high.toPrecision(4)}`;

/** Probability that a walker starts in the interval. */
function startIn(interval: Interval, { initial }: Experiment): number {
  const grid = createExitGrid1d(interval, [], 8, 0);
  return startWeights1d(grid, initial[0]).reduce((a, b) => a + b, 0);
}

/**
 * Mean exit time from the centre of each cell of the experiment, in units of time; NaN off the
 * region. Each interval has `cells` cells; of second order in them.
 */
export function meanExitFrom1d(
  experiment: Experiment,
  region: Region,
  coefficients: Coefficients1d,
  cells = fieldCells,
): Float64Array {
  const [axis] = experiment.grid;
  const means = new Float64Array(axis.cells).fill(Number.NaN);
  const { intervals } = chooseIntervals(experiment, region, coefficients);
  for (const interval of intervals) {
    const jumps = findJumps(coefficients, interval.low, interval.high);
    const grid = createExitGrid1d(interval, jumps, cells, 0);
    const generator = createGenerator1d(coefficients, grid.edges);
    if (!generator) continue;
    const rates = jumpRates1d(generator, endsOf(interval));
    const mean = eliminateStates(rates).backward(new Float64Array(rates.states).fill(1));
    cellCentres(axis).forEach((value, k) => {
      if (!(value > interval.low && value < interval.high)) return;
      means[k] = product(startWeights1d(grid, { kind: 'point', value }), mean);
    });
  }
  return means;
}

export const fieldCells = 400;

const endsOf = ({ endsLow, endsHigh }: Interval): Ends => ({
  left: endsLow ? 'absorbing' : 'reflecting',
  right: endsHigh ? 'absorbing' : 'reflecting',
});

/**
 * The region's intervals on a domain that grows until walkers inside hardly see its open ends, with
 * the share of their time that they spend in the cells there.
 */
function chooseIntervals(
  experiment: Experiment,
  region: Region,
  coefficients: Coefficients1d,
): { intervals: Interval[]; atWall: number } {
  const inRegion = createInRegion(region, experiment.landscape.parameters);
  let best = { intervals: intervalsOn(experiment, inRegion, 0.5), atWall: 1 };
  for (const pad of [0.5, 1, 2, 4, 8]) {
    const intervals = intervalsOn(experiment, inRegion, pad);
    const atWall = timeAtWalls(intervals, experiment, coefficients);
    if (atWall !== null && atWall < best.atWall) best = { intervals, atWall };
    if (atWall === null || atWall < negligibleAtWall) break;
  }
  return best;
}

function intervalsOn(
  { grid, initial }: Experiment,
  inRegion: ReturnType<typeof createInRegion>,
  pad: number,
): Interval[] {
  const [axis] = grid;
  const [from, to] = initialRange(initial[0]);
  const beyond = pad * (axis.max - axis.min);
  const [low, high] = [Math.min(axis.min, from) - beyond, Math.max(axis.max, to) + beyond];
  return intervalsBetween(axis, inRegion, low, high);
}

/** Null where the coefficients are not finite somewhere in the intervals. */
function timeAtWalls(
  intervals: readonly Interval[],
  { initial }: Experiment,
  coefficients: Coefficients1d,
): number | null {
  let worst = 0;
  for (const interval of intervals) {
    if (interval.endsLow === interval.endsHigh || !isCut(interval)) continue;
    const cells = createExitGrid1d(interval, [], 256, 0);
    const start = startWeights1d(cells, initial[0]);
    if (start.every((w) => w === 0)) continue;
    const generator = createGenerator1d(coefficients, cells.edges);
    if (!generator) return null;
    const rates = jumpRates1d(generator, endsOf(interval));
    const time = eliminateStates(rates).forward(start.map((w) => Math.max(0, w)));
    const total = time.reduce((a, b) => a + b, 0);
    const wall = interval.endsLow ? time[time.length - 1] : time[0];
    worst = Math.max(worst, wall / total);
  }
  return worst;
}
