/**
 * First passage out of the experiment's region in steps, in one dimension: intervals found from the
 * region, the operator confined to them, resolutions doubled until two agree.
 */
import type { Experiment } from '../../../model/experiment.js';
import { createInRegion, type InRegion, type Region } from '../../../model/region.js';
import { initialRange } from '../../law/initialLaw1d.js';
import { createMaps1d, type Maps1d } from '../../master/maps1d.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { remainingError } from '../../resolutions.js';
import { targetError } from '../../snapshot1d.js';
import type { ExitPrediction, ExitSeries } from '../exitPrediction.js';
import { findIntervals, type Interval } from '../generator/intervals1d.js';
import { createBlocks, type ExitLevel1d, followInside, type Limits } from './exitLevel1d.js';
import { type Beginning1d, exitBeginning, firstLaw } from './exitStart1d.js';

const name = 'masterEquation';
const leastCells = 128;
const mostCells = 8192;
const mostIntervals = 8;
const limits: Limits = { work: 3e8, denseCells: 1024 };
/** Distributions further apart than this are not shown. */
const useless = 0.05;
const poor = 1e-3;

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
    if (error instanceof NotConvergedError) return { name, absent: error.message };
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
  if (task.beginning.survival.at(-1) === 0) return exactly(task);
  let cells = leastCells;
  let coarse = await solve(task, cells);
  let truncation = { distribution: 0, mean: 0 };
  const target = targetError(experiment.walkers);
  // An open end is cut so far out that cutting it elsewhere changes nothing.
  for (let share = 0.5; share <= 4 && found.some(isCut); share *= 2) {
    const narrow = longest(found);
    found = lookWithin(experiment, inRegion, share);
    task = on(found);
    // Cells of the same width, so that the cut is all that differs.
    cells = Math.ceil((cells * longest(found)) / narrow);
    const wide = await solve(task, cells);
    truncation = differences(coarse, wide);
    coarse = wide;
    if (truncation.distribution < target / 10 && truncation.mean < target / 10) break;
  }
  return refine(task, coarse, cells, truncation, target);
}

const isCut = ({ endsLow, endsHigh }: Interval) => !endsLow || !endsHigh;

const longest = (intervals: readonly Interval[]) =>
  intervals.reduce((m, { low, high }) => Math.max(m, high - low), 0);

/** The region's intervals on the grid and so much of its length on both sides. */
function lookWithin(
  { grid: [axis], initial: [law] }: Experiment,
  inRegion: InRegion,
  share: number,
): Interval[] {
  const reach = share * (axis.max - axis.min);
  const [low, high] = initialRange(law);
  return findIntervals(
    inRegion,
    Math.min(axis.min, Math.max(low, axis.min - 8 * reach)) - reach,
    Math.max(axis.max, Math.min(high, axis.max + 8 * reach)) + reach,
  );
}

function reasonForNone({ intervals, beginning }: Task, region: Region): string | null {
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
  if (!(beginning.survival[0] > 1e-15)) {
    return `the region ${region.text} contains no start: every walker is outside at step 0`;
  }
  return null;
}

/** All walkers have left while their law still was a list of atoms. */
function exactly({ experiment, beginning }: Task): ExitPrediction {
  const { survival } = beginning;
  const distribution = Float64Array.from(
    { length: experiment.steps + 1 },
    (_, k) => 1 - (survival[k] ?? 0),
  );
  const mean = survival.reduce((a, b) => a + b, 0);
  const last = survival.findLastIndex((s) => s > 0);
  const rate = last > 0 ? 1 - survival[last] / survival[last - 1] : 1;
  return {
    name,
    distribution,
    distributionError: 1e-15,
    mean,
    meanError: 1e-15 * mean,
    rate,
    notes: [],
  };
}

async function solve(task: Task, cells: number): Promise<ExitLevel1d> {
  const { experiment, maps, intervals, beginning, pace } = task;
  const blocks = await createBlocks(maps, intervals, cells, pace);
  const first = firstLaw(blocks, intervals, beginning, experiment.initial[0], maps.noisy);
  return followInside(blocks, first, beginning.survival, experiment.steps, limits, pace);
}

/** Largest difference of two survivals, and the relative one of their means. */
function differences(a: ExitLevel1d, b: ExitLevel1d) {
  let largest = 0;
  for (let k = 0; k < a.survival.length; k++) {
    largest = Math.max(largest, Math.abs(a.survival[k] - b.survival[k]));
  }
  return { distribution: largest, mean: Math.abs(a.mean - b.mean) / Math.max(1, b.mean) };
}

async function refine(
  task: Task,
  coarse: ExitLevel1d,
  coarseCells: number,
  truncation: ReturnType<typeof differences>,
  target: number,
): Promise<ExitSeries> {
  let previous = coarse;
  let before = { distribution: Number.NaN, mean: Number.NaN };
  for (let cells = 2 * coarseCells; ; cells *= 2) {
    task.pace.progress(1 - coarseCells / cells);
    const finer = await solve(task, cells);
    const last = differences(previous, finer);
    const errors = {
      distribution:
        remainingError(before.distribution, last.distribution) + truncation.distribution,
      mean: remainingError(before.mean, last.mean) + truncation.mean,
    };
    before = last;
    previous = finer;
    const done = errors.distribution < target && errors.mean < target;
    const work = finer.work * (task.maps.noisy ? 4 : 2);
    const fits = work <= limits.work && 2 * cells <= (finer.dense ? limits.denseCells : mostCells);
    if (done || !fits) return report(task, finer, errors, cells);
  }
}

function report(
  { experiment, maps, intervals }: Task,
  finest: ExitLevel1d,
  errors: { distribution: number; mean: number },
  cells: number,
): ExitSeries {
  const notes = [...coarseNotes(maps, intervals, cells)];
  if (errors.distribution > useless) {
    return {
      name,
      absent:
        `two resolutions differ by ${errors.distribution.toPrecision(2)} in the distribution of ` +
        `exits, at ${cells} cells an interval. ${notes.join(' ')}`,
    };
  }
  if (errors.distribution > poor || errors.mean > poor) {
    notes.push(
      `two resolutions still differ by ${errors.distribution.toExponential(1)} in the ` +
        `distribution of exits and by ${errors.mean.toExponential(1)} of the mean`,
    );
  }
  const { survival, mean, rate } = finest;
  return {
    name,
    distribution: survival.map((s) => 1 - s).subarray(0, experiment.steps + 1),
    distributionError: Math.max(1e-15, errors.distribution),
    mean,
    meanError: Math.max(1e-15, errors.mean) * Math.max(1, mean),
    rate,
    notes,
  };
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
    return typical > 0 && typical < width
      ? [
          `the noise of one step, ${typical.toPrecision(2)}, is finer than the solver's cells of ` +
            `${width.toPrecision(2)}: the layer at the region's edge is not resolved; a larger ` +
            'learning rate or a smaller region is, and the generator is the limit of small steps',
        ]
      : [];
  });
}
