/**
 * `grid: auto`: finds the range that holds the law of every ensemble at every snapshot and the
 * number of cells that shows it, by solving. The budget is counted in solves, not in seconds, so
 * that the same experiment gets the same grid on every machine.
 */

import { cellEdges, type Grid } from '../math/grid.js';
import { SpecError } from '../model/errors.js';
import type { Experiment, PredictionName } from '../model/experiment.js';
import { resolveExperiment } from '../model/file/resolve.js';
import { withDensities } from '../model/predictions.js';
import type { PredictOptions } from '../theory/pace.js';
import { predict } from '../theory/predict.js';
import type { Prediction } from '../theory/prediction.js';
import { formatNumber } from './format.js';

/** Total variation that predictions on the chosen grid stay below, their own estimate and what lies off the grid. */
export const gridTarget = 1e-4;
/** Times that the range may grow, and then that cells may double. */
const mostGrowths = 10;
const mostDoublings = 2;
/** Operations that one solution may take, of the dozen or more that a fit asks for. */
const workPerSolve = 1e10;
const scoutCells = { 1: 160, 2: 64 } as const;
const leastCells = { 1: 100, 2: 64 } as const;
const mostCells = { 1: 800, 2: 256 } as const;
/** Cells that the narrowest law's standard deviation should span. */
export const cellsPerDeviation = 8;

export interface FittedGrid {
  /** The experiment with an explicit grid. */
  readonly experiment: Experiment;
  /** Largest total variation that the predictions own up to, with what lies off the grid. */
  readonly error: number;
  /** What was chosen, and whether the target is met, in a sentence. */
  readonly words: string;
}

type Bounds = readonly (readonly [number, number])[];

/**
 * The experiment on a grid that fits its laws. Throws SpecError where no range holds them (walkers
 * that flee) or where no ensemble can be predicted. How many rounds of solving it takes shows on
 * the way: `onProgress` grows from 0 to 1, and may leap where fewer were needed.
 */
export async function fitGrid(
  experiment: Experiment,
  options: PredictOptions = {},
): Promise<FittedGrid> {
  const dimension = experiment.grid.length as 1 | 2;
  const rounds = createRounds(options);
  const scouted = await findRange(experiment, dimension, rounds);
  let cells = scouted.bounds.map(([min, max], i) => {
    const wanted = (cellsPerDeviation * (max - min)) / scouted.deviations[i];
    const rounded = Math.ceil(wanted / 20) * 20;
    const most = Math.min(mostCells[dimension], toldApart(min, max));
    return Math.min(most, Math.max(leastCells[dimension], rounded));
  });
  for (let doubling = 0; ; doubling++) {
    const grid = gridOf(experiment.grid, scouted.bounds, cells);
    const finest = cells.every((n) => n >= mostCells[dimension]);
    const isLast = finest || doubling === mostDoublings;
    const error = errorOf(await solveAll({ ...experiment, grid }, rounds(1, isLast ? 1 : 1 / 2)));
    if (error < gridTarget || isLast) {
      options.onProgress?.(1);
      return { experiment: withGrid(experiment, grid), error, words: wordsOf(grid, error) };
    }
    cells = cells.map((n) => Math.min(mostCells[dimension], 2 * n));
  }
}

/** Cells that float32 can tell apart, with a margin. */
const toldApart = (min: number, max: number) =>
  Math.floor((max - min) / (2 ** -18 * Math.max(Math.abs(min), Math.abs(max))));

function wordsOf(grid: Grid, error: number): string {
  const axes = grid.map(({ name, min, max, cells }) => `${name} from ${min} to ${max} in ${cells}`);
  const met = error < gridTarget ? 'below' : 'above';
  return (
    `grid: auto took ${axes.join(' cells, ')} cells; predictions on it are right to ` +
    `${formatNumber(error)} in total variation, ${met} the target of ${gridTarget}`
  );
}

/** The experiment with an explicit grid. */
export const withGrid = (experiment: Experiment, grid: Grid): Experiment =>
  resolveExperiment({
    ...(experiment.source as Record<string, unknown>),
    grid: Object.fromEntries(grid.map(({ name, ...axis }) => [name, axis])),
  });

const gridOf = (grid: Grid, bounds: Bounds, cells: readonly number[]): Grid =>
  grid.map((axis, i) => ({ ...axis, min: bounds[i][0], max: bounds[i][1], cells: cells[i] }));

/** Gives options for a round of solves that leads on by `part` of what is left before `end`. */
type Rounds = (end: number, part: number) => PredictOptions;

function createRounds(options: PredictOptions): Rounds {
  let reached = 0;
  return (end, part) => {
    const from = reached;
    const onProgress = (fraction: number) => {
      const share = from + part * (end - from) * fraction;
      if (share <= reached) return;
      reached = share;
      options.onProgress?.(share);
    };
    return { ...options, onProgress };
  };
}

/** Share of the whole that finding the range may take. */
const scoutShare = 0.4;

/** Grows and shrinks the range until it holds all laws and little else. */
async function findRange(
  experiment: Experiment,
  dimension: 1 | 2,
  rounds: Rounds,
): Promise<{ bounds: Bounds; deviations: number[] }> {
  const cells = experiment.grid.map(() => scoutCells[dimension]);
  let bounds: Bounds = experiment.grid.map(({ min, max }) => [min, max]);
  for (let growth = 0; ; growth++) {
    const grid = gridOf(experiment.grid, bounds, cells);
    const laws = await solveAll({ ...experiment, grid }, rounds(scoutShare, 1 / 3));
    const outside = Math.max(...laws.map((law) => law.outside));
    const held = grid.map((_, i) => heldBy(grid, laws, i));
    const fits = held.every(([low, high], i) => {
      const width = grid[i].max - grid[i].min;
      return high - low > width / 4;
    });
    const enough = outside < gridTarget / 10;
    if (enough && (fits || growth >= mostGrowths)) {
      return { bounds: held.map(roundOut), deviations: grid.map((_, i) => narrowest(laws, i)) };
    }
    if (growth >= mostGrowths) throw noRange(grid, outside);
    bounds = enough
      ? held.map(([low, high]) => [low - (high - low) / 8, high + (high - low) / 8] as const)
      : grid.map(({ min, max }) => [min - (max - min) / 2, max + (max - min) / 2] as const);
  }
}

function noRange(grid: Grid, outside: number): SpecError {
  const axes = grid.map(({ name, min, max }) => `${name} from ${min} to ${max}`).join(', ');
  return new SpecError(
    'grid',
    `auto found no range that holds the walkers: ${formatNumber(100 * outside)} % of them are ` +
      `still beyond ${axes}; lower the learning rate, or give min and max`,
  );
}

/** All but a share of a thousandth of the target of every law lies between these, along axis `i`. */
function heldBy(grid: Grid, laws: readonly Prediction[], i: number): readonly [number, number] {
  const edges = cellEdges(grid[i]);
  const share = gridTarget / 1000;
  let low = grid[i].cells;
  let high = 0;
  for (const { probabilities } of laws) {
    if (!probabilities) continue;
    const marginal = marginalOf(probabilities, grid, i);
    let first = 0;
    for (let below = 0; first < low && below + marginal[first] < share; first++) {
      below += marginal[first];
    }
    let last = grid[i].cells;
    for (let above = 0; last > high && above + marginal[last - 1] < share; last--) {
      above += marginal[last - 1];
    }
    low = Math.min(low, first);
    high = Math.max(high, last);
  }
  return [edges[Math.max(0, low - 1)], edges[Math.min(grid[i].cells, high + 1)]];
}

function marginalOf(probabilities: Float64Array, grid: Grid, i: number): Float64Array {
  const marginal = new Float64Array(grid[i].cells);
  const after = grid.slice(i + 1).reduce((n, axis) => n * axis.cells, 1);
  probabilities.forEach((p, cell) => {
    marginal[Math.floor(cell / after) % grid[i].cells] += p;
  });
  return marginal;
}

/** Least standard deviation along axis `i` of the last laws, of those that are no point. */
function narrowest(laws: readonly Prediction[], i: number): number {
  const last = Math.max(...laws.map((law) => law.step));
  let least = Number.POSITIVE_INFINITY;
  for (const { step, covariance, mean } of laws) {
    const variance = covariance[i * mean.length + i];
    if (step === last && variance > 0) least = Math.min(least, Math.sqrt(variance));
  }
  return least;
}

/** Rounded outwards to a hundredth of the length, to decimals that people write. */
export function roundOut([low, high]: readonly [number, number]): [number, number] {
  const unit = 10 ** Math.floor(Math.log10((high - low) / 10));
  const decimals = Math.max(0, -Math.log10(unit));
  return [
    Number((Math.floor(low / unit) * unit).toFixed(decimals)),
    Number((Math.ceil(high / unit) * unit).toFixed(decimals)),
  ];
}

const errorOf = (laws: readonly Prediction[]): number =>
  Math.max(...laws.map((law) => law.solverError + law.outside));

/** The laws of every ensemble at every snapshot by the first prediction that can be had. */
async function solveAll(experiment: Experiment, options: PredictOptions): Promise<Prediction[]> {
  const laws: Prediction[] = [];
  const asked = withDensities(experiment.predictions);
  const names = new Set<PredictionName>([...asked, 'masterEquation', 'fokkerPlanck']);
  const reasons = new Set<string>();
  const { length } = experiment.ensembles;
  for (const index of experiment.ensembles.keys()) {
    const onProgress = (fraction: number) => options.onProgress?.((index + fraction) / length);
    for (const name of names) {
      const series = await predict(experiment, index, name, {
        work: workPerSolve,
        ...options,
        onProgress,
      });
      if ('absent' in series) {
        reasons.add(series.absent);
        continue;
      }
      laws.push(...series.predictions.values());
      break;
    }
  }
  if (laws.length > 0) return laws;
  throw new SpecError('grid', `auto needs a prediction: ${[...reasons].join('; ')}`);
}
