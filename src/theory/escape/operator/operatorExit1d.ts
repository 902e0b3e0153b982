/**
 * First passage out of the experiment's region in steps, in one dimension: intervals found from the
 * region, the operator confined to them, resolutions doubled until two agree.
 */
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type InRegion, type Region } from '../../../model/region.js';
import { initialRange } from '../../law/initialLaw1d.js';
import { createMaps1d, type Maps1d } from '../../master/maps1d.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { targetError } from '../../snapshot1d.js';
import type { ExitSeries } from '../exitPrediction.js';
import { type Interval, intervalsBetween, isCut } from '../generator/intervals1d.js';
import { createBlocks, followInside, type Limits } from './exitLevel1d.js';
import { coarseNote, exactExit, exitDifference, noErrors, refineExit } from './exitRefinement.js';
import { type Beginning1d, exitBeginning, firstLaw } from './exitStart1d.js';
import type { ExitLevel } from './exitSurvival.js';

const name = 'masterEquation';
const leastCells = 128;
const mostCells = 8192;
const mostIntervals = 8;
const limits: Limits = { work: 3e8, denseCells: 1024 };

interface Task {
  readonly experiment: Experiment;
  readonly maps: Maps1d;
  readonly intervals: readonly Interval[];
  readonly beginning: Beginning1d;
  readonly pace: Pace;
}

/** The first passage of ensemble `index`, of one parameter, out of `region`. */
export async function predictOperatorExit1d(
  experiment: Experiment,
  index: number,
  region: Region,
  pace: Pace,
): Promise<ExitSeries> {
  try {
    return await passage(experiment, index, region, pace);
  } catch (error) {
    if (error instanceof NotConvergedError) return { name, ...absentBecause(error) };
    throw error;
  }
}

async function passage(
  experiment: Experiment,
  index: number,
  region: Region,
  pace: Pace,
): Promise<ExitSeries> {
  const maps = createMaps1d(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in maps) return { name, absent: maps.absent };
  const inRegion = createInRegion(region, experiment.landscape.parameters);
  const on = (found: readonly Interval[]): Task => ({
    experiment,
    maps,
    pace,
    intervals: found,
    beginning: exitBeginning(experiment, maps, inRegion, found),
  });
  let found = lookWithin(experiment, inRegion, 0.25);
  let task = on(found);
  const reason = reasonForNone(task, region);
  if (reason) return { name, absent: reason };
  if (task.beginning.survival.at(-1) === 0) {
    return exactExit(task.beginning.survival, experiment.steps);
  }
  let cells = leastCells;
  let coarse = await solve(task, cells);
  let truncation = noErrors;
  const target = targetError(experiment.walkers);
  // An open end is cut so far out that cutting it elsewhere changes nothing.
  for (let share = 0.5; share <= 4 && found.some(isCut); share *= 2) {
    const narrow = longest(found);
    found = lookWithin(experiment, inRegion, share);
    task = on(found);
    // Cells of the same width, so that the cut is all that differs.
    cells = Math.ceil((cells * longest(found)) / narrow);
    const wide = await solve(task, cells);
    truncation = exitDifference(coarse, wide);
    coarse = wide;
    if (truncation.distribution < target / 10 && truncation.mean < target / 10) break;
  }
  const refinement = {
    solve: (n: number) => solve(task, n),
    coarse,
    coarseCells: cells,
    truncation,
    target,
    order: 0,
    fits: (finest: ExitLevel, n: number) =>
      finest.work * (maps.noisy ? 4 : 2) <= limits.work &&
      n <= (finest.dense ? limits.denseCells : mostCells),
    notes: (n: number) => coarseNotes(maps, task.intervals, n),
  };
  return refineExit(refinement, pace);
}

const longest = (intervals: readonly Interval[]) =>
  intervals.reduce((m, { low, high }) => Math.max(m, high - low), 0);

/** The region's intervals on the grid and so much of its length on both sides. */
export function lookWithin(
  { grid: [axis], initial: [law] }: Experiment,
  inRegion: InRegion,
  share: number,
): Interval[] {
  const reach = share * (axis.max - axis.min);
  const [low, high] = initialRange(law);
  return intervalsBetween(
    axis,
    inRegion,
    Math.min(axis.min, Math.max(low, axis.min - 8 * reach)) - reach,
    Math.max(axis.max, Math.min(high, axis.max + 8 * reach)) + reach,
  );
}

function reasonForNone({ maps, intervals, beginning }: Task, region: Region): string | null {
  if (intervals.length === 0) {
    return `the region ${region.text} holds no point on or around the grid`;
  }
  if (intervals.some((i) => !i.endsLow && !i.endsHigh)) {
    return `the region ${region.text} holds all of the grid and its surroundings: nothing to leave`;
  }
  if (intervals.length > mostIntervals) {
    return (
      `the region ${region.text} consists of ${intervals.length} intervals; at most ` +
      `${mostIntervals} are followed`
    );
  }
  if (maps.sum && intervals.length > 1) {
    return (
      `too many minibatches to list one by one between the ${intervals.length} intervals of ` +
      `${region.text}: a region of one interval, or fewer samples, would do`
    );
  }
  if (!(beginning.survival[0] > 1e-15)) {
    return `the region ${region.text} contains no start: every walker is outside at step 0`;
  }
  return null;
}

async function solve(task: Task, cells: number): Promise<ExitLevel> {
  const { experiment, maps, intervals, beginning, pace } = task;
  const blocks = await createBlocks(maps, intervals, cells, experiment.grid[0], pace);
  const first = firstLaw(blocks, intervals, beginning, experiment.initial[0], maps.noisy);
  return followInside(blocks, first, beginning.survival, experiment.steps, limits, pace);
}

/** Where the noise of one step is finer than a cell, with the numbers. */
function coarseNotes(maps: Maps1d, intervals: readonly Interval[], cells: number): string[] {
  if (!maps.noisy) return [];
  const mean = new Float64Array(65);
  const spread = new Float64Array(65);
  return intervals.flatMap(({ low, high }) => {
    const points = Float64Array.from({ length: 65 }, (_, i) => low + ((high - low) * i) / 64);
    maps.evaluate(0, points, mean, spread);
    const typical = spread.toSorted()[32];
    const width = (high - low) / cells;
    return typical > 0 && typical < width ? [coarseNote(typical, width)] : [];
  });
}
