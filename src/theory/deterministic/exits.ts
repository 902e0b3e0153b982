/**
 * First passages of walkers that move without chance: each leaves the region at a step, or at a time of
 * a flow, that is known; those that come to rest inside never do.
 */
import { cellCentres, cellCount } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import { createInRegion, type Region } from '../../model/region.js';
import type { Absent } from '../absent.js';
import type { ClosureName } from '../closure/closures.js';
import { type ExitPrediction, type ExitSeries, withoutName } from '../escape/exitPrediction.js';
import { initialMoments } from '../law/initialLaw1d.js';
import type { Pace } from '../pace.js';
import type { ExitField } from '../solution.js';
import { StiffFlowError } from './flow.js';
import { createKeep } from './map.js';
import type { Motion, Points } from './motion.js';
import { createMotion } from './motions.js';
import { createNodedStart, type NodedStart } from './start.js';

/** Pieces along each spread coordinate, where there are none, one or two. */
const pieces = [1, 8192, 128] as const;
/** Gradients that are taken to see the last walkers leave, or come to rest, after the last step. */
const patience = 2e7;

/**
 * The exit of ensemble `index` by the `equation`; null where its law has noise or the equation is no
 * motion, and for a map from a spread start, whose operator does better than nodes. Absent where walkers neither leave nor come to rest.
 */
export async function predictDeterministicExit(
  experiment: Experiment,
  index: number,
  equation: 'masterEquation' | ClosureName,
  pace: Pace,
): Promise<ExitSeries | null> {
  const name = equation === 'masterEquation' ? equation : 'fokkerPlanck';
  const { exitRegion, initial, steps } = experiment;
  const named = exitRegion && createMotion(experiment, index, equation);
  if (!named) return null;
  if ('absent' in named) return { name, absent: named.absent };
  const spread = initial.filter((law) => initialMoments(law).variance > 0).length;
  if (spread > 0 && named.motion.isMap) return null;
  const start = createNodedStart(initial, pieces[spread]);
  const weights = weightsOf(start);
  createKeep(experiment.grid)(start.points);
  return orStiff(name, async () => {
    const { left, last, areAtRest } = await followOut(
      experiment,
      exitRegion,
      named.motion,
      start.points,
      pace,
    );
    if (last > steps && !areAtRest && left.some((step) => step === Number.POSITIVE_INFINITY)) {
      return { name, absent: undecided(last) };
    }
    const share = spread > 0 ? 2 * largestOf(weights) * weights.length ** ((spread - 1) / 4) : 0;
    return { name, ...describe(left, weights, steps, share), notes: named.notes };
  });
}

/** The same with the step, or time, at which a walker from every cell's centre leaves. */
export async function solveDeterministicExit(
  experiment: Experiment,
  index: number,
  equation: 'masterEquation' | ClosureName,
  pace: Pace,
): Promise<ExitField | Absent | null> {
  const series = await predictDeterministicExit(experiment, index, equation, pace);
  if (!series) return null;
  if ('absent' in series) return withoutName(series);
  const { grid, exitRegion, learningRate } = experiment;
  const named = createMotion(experiment, index, equation);
  const meanFrom = new Float64Array(cellCount(grid)).fill(Number.NaN);
  if (!exitRegion || !named || 'absent' in named) return { ...series, meanFrom, meanFromError: 0 };
  const lines = grid.map(cellCentres);
  const across = lines.length === 2 ? lines[1].length : 1;
  const points =
    lines.length === 2
      ? [
          meanFrom.map((_, k) => lines[0][Math.floor(k / across)]),
          meanFrom.map((_, k) => lines[1][k % across]),
        ]
      : [lines[0].slice()];
  try {
    const { left } = await followOut(experiment, exitRegion, named.motion, points, pace);
    const unit = equation === 'masterEquation' ? 1 : learningRate;
    for (const [k, step] of left.entries()) {
      if (step > 0 && Number.isFinite(step)) meanFrom[k] = step * unit;
    }
  } catch (error) {
    if (!(error instanceof StiffFlowError)) throw error;
  }
  return { ...series, meanFrom, meanFromError: named.motion.isMap ? 0 : learningRate / 2 };
}

const undecided = (step: number) =>
  `after ${step} steps some walkers have neither left nor come to rest, and there is no noise: their ` +
  'mean exit is not known';

async function orStiff(
  name: ExitPrediction['name'],
  follow: () => Promise<ExitSeries>,
): Promise<ExitSeries> {
  try {
    return await follow();
  } catch (error) {
    if (error instanceof StiffFlowError) return { name, absent: error.message };
    throw error;
  }
}

/** Probability of each node: half of the pieces that meet in it, along each spread coordinate. */
function weightsOf({ points, pieces: count, below }: NodedStart): Float64Array {
  const lines = below.map((own) =>
    Float64Array.from({ length: count + 1 }, (_, i) => {
      return (own(Math.min(count, i + 1)) - own(Math.max(0, i - 1))) / 2;
    }),
  );
  const [x, y] = lines;
  if (!x) return Float64Array.of(1);
  if (!y) return x;
  return points[0].map((_, k) => x[Math.floor(k / y.length)] * y[k % y.length]);
}

/**
 * The step at which each point is first outside, ∞ where that is not seen; the last step that was
 * looked at, and whether nothing moves any more.
 */
async function followOut(
  { landscape, steps, grid }: Experiment,
  region: Region,
  motion: Motion,
  points: Points,
  pace: Pace,
): Promise<{ left: Float64Array; last: number; areAtRest: boolean }> {
  const n = points[0].length;
  const left = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const inside = new Uint8Array(n);
  const inRegion = createInRegion(region, landscape.parameters);
  const isOut = (k: number) => left[k] < Number.POSITIVE_INFINITY;
  const mark = (step: number) => {
    inRegion(points, inside);
    for (let k = 0; k < n; k++) {
      if (isOut(k) || (inside[k] === 1 && !Number.isNaN(points[0][k]))) continue;
      left[k] = step;
      // Who is out needs no more care.
      for (const column of points) column[k] = Number.NaN;
    }
  };
  mark(0);
  const beyond = Math.max(1000, patience / (motion.effort(1) * n));
  let before = points.map((column) => column.slice());
  for (let step = 0; ; step++) {
    const moving = left.some((v) => v === Number.POSITIVE_INFINITY);
    if (!moving || step >= steps + beyond) return { left, last: step, areAtRest: !moving };
    await motion.advance(points, step, step + 1, pace);
    const rests = points.every((column, a) =>
      column.every((v, k) => v === before[a][k] || Number.isNaN(v)),
    );
    before = points.map((column) => column.slice());
    mark(step + 1);
    pace.progress(Math.min(1, step / (steps + grid.length)));
    if (rests) return { left, last: step + 1, areAtRest: true };
  }
}

const largestOf = (weights: Float64Array) => weights.reduce((m, w) => Math.max(m, w), 0);

/**
 * Distribution, mean and rate of the exits; `share` of the probability is in nodes at the edge of
 * those that leave together, on one side or the other.
 */
function describe(left: Float64Array, weights: Float64Array, steps: number, share: number) {
  const distribution = new Float64Array(steps + 1);
  let mean = 0;
  for (const [k, step] of left.entries()) {
    if (weights[k] > 0) mean += weights[k] * step;
    if (step <= steps) distribution[step] += weights[k];
  }
  for (let k = 1; k <= steps; k++) distribution[k] += distribution[k - 1];
  const capped = distribution.map((v) => Math.min(1, v));
  const last = capped.findLastIndex((v, k) => k > 0 && v > capped[k - 1]);
  const remains = last > 0 ? 1 - capped[last - 1] : 0;
  return {
    distribution: capped,
    distributionError: 1e-15 + share,
    mean,
    meanError: Number.isFinite(mean) ? 1e-15 + mean * share : 0,
    rate: remains > 0 && capped[steps] === 1 ? (capped[last] - capped[last - 1]) / remains : 0,
  };
}
