/**
 * What an experiment would cost, before anything of it is started: links and files come from
 * anywhere. Estimates are cautious and known to a factor of a few; they decide whether to ask, and
 * never change what is computed.
 */

import type { AdapterDescription } from '../../engine/ensemble.js';
import { cellCount } from '../../math/grid.js';
import type { EnsembleSpec, Experiment, PredictionName } from '../../model/experiment.js';
import { lawInputs } from '../../model/law.js';
import { withDensities } from '../../model/predictions.js';
import { bytesPerWalker, planRun, speedOf } from '../live/plan.js';
import { countOperations } from './countOperations.js';

export interface Cost {
  /** Of the walkers on the device: all, or one wave of them. */
  readonly memoryBytes: number;
  /** Arithmetic operations of all walkers over all steps. */
  readonly operations: number;
  /** Cells × steps × predictions × ensembles. */
  readonly solverCells: number;
  readonly walkerSeconds: number;
  /** Of the solver, which works beside the page. */
  readonly solverSeconds: number;
}

/** What opens without a question. */
export const limits = { memoryBytes: 5e8, walkerSeconds: 30, solverSeconds: 120 } as const;

/** Operations a second: two cores of a software adapter (measured), and an integrated GPU. */
const rates = { software: 5e9, hardware: 1e12 } as const;
/**
 * Seconds of one core for a cell and a step, with finer grids and several resolutions (measured). In
 * the plane solvers refine until their work is what they may spend, however few the cells are.
 */
const secondsPerSolverCell = { masterEquation: 1e-6, others: 1.5e-5, plane: 1e-6 } as const;
const leastPlaneSeconds = 15;
/** A grid that is fitted is solved on several times before. */
const solutionsOfFit = 3;

/** A random word's share of the generator, and one normal made of words. */
const operationsPerDraw = 35;
const operationsPerNormal = 15;
/** Of a walker's state, its key and the test for divergence. */
const operationsPerWalker = 30;

/** Updates of one walker by one rule, in operations; data that cannot be summed up are looped over. */
function operationsPerStep(experiment: Experiment, { law }: EnsembleSpec): number {
  const { sampleGradient, moments, data } = experiment.landscape;
  const uses = lawInputs(law);
  const sample = countOperations(sampleGradient);
  let operations = operationsPerWalker + countOperations(law.increment);
  operations += uses.normals * (operationsPerDraw + operationsPerNormal);
  if (uses.minibatchGradient) {
    operations += (law.minibatch?.batchSize ?? 1) * (sample + operationsPerDraw);
  }
  if (uses.gradient) operations += moments ? countOperations(moments.gradient) : data.rows * sample;
  if (uses.covarianceFactor) {
    operations += moments ? countOperations(moments.covariance.flat()) : 2 * data.rows * sample;
  }
  return operations;
}

/** Seconds of one core for one prediction of one ensemble. */
function secondsOf(name: PredictionName, { grid, steps }: Experiment): number {
  if (name === 'closedForm') return 0;
  const cells = cellCount(grid) * steps;
  if (grid.length > 1) return Math.max(leastPlaneSeconds, secondsPerSolverCell.plane * cells);
  return secondsPerSolverCell[name === 'masterEquation' ? name : 'others'] * cells;
}

/** What a device is, as far as the cost goes. */
export interface Device {
  readonly adapter: AdapterDescription;
  /** Most walkers per ensemble that it holds at a time. */
  readonly capacity: (experiment: Experiment) => number;
}

/** The cost of an experiment on a device. */
export function estimateCost(experiment: Experiment, { adapter, capacity }: Device): Cost {
  const { walkers, steps, ensembles, grid, gridIsAuto, predictions } = experiment;
  const operations =
    walkers * steps * ensembles.reduce((sum, e) => sum + operationsPerStep(experiment, e), 0);
  const solved = withDensities(predictions).length;
  const once = predictions.reduce((sum, name) => sum + secondsOf(name, experiment), 0);
  const solverCells = cellCount(grid) * steps * solved * ensembles.length;
  const plan = planRun(experiment, adapter, capacity(experiment));
  const memoryBytes =
    plan.kind === 'waves' ? plan.bytes : bytesPerWalker(experiment) * walkers * ensembles.length;
  return {
    memoryBytes,
    operations,
    solverCells,
    walkerSeconds: operations / rates[speedOf(adapter)],
    solverSeconds: ensembles.length * once * (gridIsAuto ? solutionsOfFit : 1),
  };
}

/** Whether the walkers of an experiment of this cost take long, or much memory. */
export const isHeavyToWalk = (cost: Cost): boolean =>
  cost.memoryBytes > limits.memoryBytes || cost.walkerSeconds > limits.walkerSeconds;

/** Whether an experiment of this cost waits for a click. */
export const isHeavy = (cost: Cost): boolean =>
  isHeavyToWalk(cost) || cost.solverSeconds > limits.solverSeconds;
