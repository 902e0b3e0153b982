/**
 * The first passage out of the experiment's region by the transfer operator, in steps: what sampled
 * exits obey exactly, as walkers are looked at once a step.
 */
import { cellCount } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import type { Absent } from '../absent.js';
import type { Pace } from '../pace.js';
import type { ExitField } from '../solution.js';
import { type ExitSeries, withError, withoutName } from './exitPrediction.js';
import { meanExitSteps1d, mostCells } from './operator/exitField1d.js';
import { cellsWanted, meanExitSteps2d } from './operator/exitField2d.js';
import { predictOperatorExit1d } from './operator/operatorExit1d.js';
import { predictOperatorExit2d } from './operator/operatorExit2d.js';

/**
 * Predicts the first-passage steps of ensemble `index` out of `experiment.exitRegion`, or says why
 * not.
 */
export async function predictOperatorExit(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<ExitSeries> {
  const name = 'masterEquation';
  const region = experiment.exitRegion;
  if (!region) return { name, absent: 'the experiment names no exit region' };
  const predict = experiment.grid.length === 1 ? predictOperatorExit1d : predictOperatorExit2d;
  return predict(experiment, index, region, pace);
}

/** The same with the mean first-passage step from every cell of the experiment's grid. */
export async function solveOperatorExit(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<ExitField | Absent | null> {
  const { exitRegion, grid } = experiment;
  if (!exitRegion) return null;
  const series = await predictOperatorExit(experiment, index, pace);
  if ('absent' in series) return withoutName(series);
  const [meanExitSteps, cells] =
    grid.length === 1 ? [meanExitSteps1d, mostCells] : [meanExitSteps2d, cellsWanted];
  const fine = await meanExitSteps(experiment, index, exitRegion, pace, cells);
  if (!('absent' in fine)) {
    const coarse = await meanExitSteps(experiment, index, exitRegion, pace, cells / 2);
    if (!('absent' in coarse)) return { ...series, ...withError(fine, coarse) };
  }
  const why = 'absent' in fine ? fine.absent : 'half as many cells have none';
  const notes = [...series.notes, `no mean from every cell: ${why}`];
  const none = new Float64Array(cellCount(grid)).fill(Number.NaN);
  return { ...series, notes, meanFrom: none, meanFromError: 0 };
}
