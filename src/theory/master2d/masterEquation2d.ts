/**
 * The master equation in two dimensions: the law of the walkers at the experiment's snapshots,
 * exact at any learning rate. On one grid over the experiment's range, and where that does not
 * resolve the law in frames that follow it, or as atoms; of these the law that claims the least error.
 */

import type { Experiment } from '../../model/experiment.js';
import { solveMasterEquation1d } from '../master/masterEquation1d.js';
import { type Predictions, solveWithSample } from '../master/minibatches/sampleError.js';
import { type Budget, usualBudget } from '../master/operatorPlan1d.js';
import type { Pace } from '../pace.js';
import type { PredictionSeries } from '../prediction.js';
import { predictionFrom2d, targetError2d } from '../snapshot2d.js';
import { isOpen } from '../solverGrid1d.js';
import { lawsOfAtoms, leavesGaps } from './atomLaws2d.js';
import { exactBeginning2d } from './beginning2d.js';
import { lawsInFrames } from './frameLaws2d.js';
import { lawsOnGrid } from './gridLaws2d.js';
import { createMaps2d, type Maps2d } from './maps2d.js';
import { independentCoordinates, productPrediction } from './product2d.js';
import { claimOf, type SolvedLaws, type Task2d } from './task2d.js';
import { lawsBetweenEnds } from './walledLaws2d.js';

/** Beyond this error of the grid frames are tried as well, beyond the second atoms. */
const unresolved = 1e-4;
const tooSharp = 1e-3;
/** Below this atoms are enough where maps leave gaps, which no density follows. */
const resolvedAtoms = 1e-2;

/** Solves for ensemble `index` of an experiment with two parameters. */
export async function solveMasterEquation2d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'masterEquation';
  const coordinates = independentCoordinates(experiment, index);
  if (!coordinates) return solveInPlane(experiment, index, pace);
  const [x, y] = [
    await solveMasterEquation1d(coordinates[0], 0, pace),
    await solveMasterEquation1d(coordinates[1], 0, pace),
  ];
  if ('absent' in x) return x;
  if ('absent' in y) return y;
  const predictions = experiment.snapshots.map(
    (step) =>
      [step, productPrediction(x.predictions.get(step)!, y.predictions.get(step)!)] as const,
  );
  return { name, predictions: new Map(predictions) };
}

/** The same by the transfer operator in the plane, whether or not the coordinates are independent. */
export async function solveInPlane(
  experiment: Experiment,
  index: number,
  pace: Pace,
  budget: Budget = usualBudget,
): Promise<PredictionSeries> {
  const { landscape, ensembles, seed } = experiment;
  const maps = createMaps2d(landscape, ensembles[index].law, seed);
  if ('absent' in maps) return { name: 'masterEquation', absent: maps.absent };
  return solveMaps2d(experiment, maps, pace, budget);
}

/** The same for any maps of the ensemble; a random sample's error is added. */
export async function solveMaps2d(
  experiment: Experiment,
  maps: Maps2d,
  pace: Pace,
  budget: Budget = usualBudget,
): Promise<PredictionSeries> {
  const solved = await solveWithSample(maps, targetError2d(experiment.walkers), pace, (...own) =>
    solveAll(experiment, budget, ...own),
  );
  const name = 'masterEquation';
  return 'absent' in solved ? { name, absent: solved.absent } : { name, predictions: solved };
}

async function solveAll(
  experiment: Experiment,
  budget: Budget,
  maps: Maps2d,
  target: number,
  pace: Pace,
): Promise<Predictions | { absent: string }> {
  const exact = await exactBeginning2d(experiment, maps, pace);
  const steps = experiment.snapshots.filter((s) => !exact.predictions.has(s));
  const predictions = new Map(exact.predictions);
  if (steps.length === 0) return predictions;
  const solved = await solveSteps({ experiment, maps, exact, steps, pace, budget, target });
  if ('absent' in solved) return solved;
  for (const [step, { law, errors, notes }] of solved) {
    predictions.set(step, predictionFrom2d(step, experiment.grid, law, errors, notes));
  }
  return predictions;
}

/** The laws on the grid; where that does not resolve them in frames, and where no density does as atoms. */
async function solveSteps(task: Task2d): Promise<SolvedLaws | { absent: string }> {
  if (!task.experiment.grid.every(isOpen)) return lawsBetweenEnds(task);
  const atoms = leavesGaps(task) ? await lawsOfAtoms(task) : null;
  if (atoms && worstOf(atoms) < resolvedAtoms) return atoms;
  let best = await lawsOnGrid(task, false);
  if (best && 'absent' in best) return atoms ?? best;
  if (!best || worstOf(best) > Math.max(unresolved, task.target)) {
    best = better(best, await lawsInFrames(task));
  }
  if (!best || worstOf(best) > tooSharp) best = better(best, atoms ?? (await lawsOfAtoms(task)));
  return best ?? (await lawsOnGrid(task, true))!;
}

const worstOf = (solved: SolvedLaws) => Math.max(...[...solved.values()].map(claimOf));

/** Of two solutions at each step the one that claims the smaller error. */
function better(a: SolvedLaws | null, b: SolvedLaws | null): SolvedLaws | null {
  if (!a || !b) return a ?? b;
  return new Map(
    [...a].map(([step, one]) => {
      const other = b.get(step)!;
      return [step, claimOf(one) <= claimOf(other) ? one : other];
    }),
  );
}
