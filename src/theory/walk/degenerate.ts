/**
 * Fokker–Planck equations whose diffusion vanishes, somewhere or in some direction, among the
 * walkers: no chain on cells follows a drift without diffusion to second order, but walks do, which
 * move off the cells. Steps of three lengths are extrapolated to none.
 */
import { cellCentres, cellWidth } from '../../math/grid.js';
import type { Experiment } from '../../model/experiment.js';
import type { ClosureName, Evaluate } from '../closure/closures.js';
import type { Pace } from '../pace.js';
import type { PredictionSeries } from '../prediction.js';
import { createClosureField } from './closureField.js';
import { type Family, solveWalk } from './solveWalk.js';

/** Share of a relaxation time that the shortest of the three steps takes. */
const shortest = 0.02;
/** Most such steps from the start to the last snapshot. */
const mostSteps = 10_000;
/** An error beyond this is no prediction. */
const hopeless = 0.05;

/** Solves closure `name` of ensemble `index`; `where` says where its diffusion vanishes. */
export async function solveDegenerate(
  experiment: Experiment,
  index: number,
  name: ClosureName,
  where: string,
  pace: Pace,
): Promise<PredictionSeries> {
  const field = createClosureField(experiment, index, name);
  if ('absent' in field) return { name, absent: field.absent };
  const rate = steepestDrift(experiment, field.evaluate);
  const duration = experiment.learningRate * Math.max(...experiment.snapshots, 1);
  const dt = Math.max(shortest / rate, duration / mostSteps);
  const family: Family = (m) => ({
    stretch: 1,
    substeps: (from, to) => {
      // A multiple of 6, so that steps of twice and three times the length fit.
      const count = (6 * Math.max(1, Math.ceil((to - from) / (6 * dt)))) / m;
      return { dt: (to - from) / count, count };
    },
  });
  const note = `${where}: followed by a walk off the cells, its time steps extrapolated to 0`;
  const notes = [...field.notes, note];
  const noLimit = 'the steps of the walk are not short beside the law';
  const { evaluate } = field;
  const task = { experiment, evaluate, notes, family, noLimit, collapses: true, pace };
  const solution = await solveWalk(task);
  if ('absent' in solution) return { name, absent: `${where}: ${solution.absent}` };
  const { predictions } = solution;
  const error = Math.max(...[...predictions.values()].map((p) => p.solverError));
  if (error < hopeless) return { name, predictions };
  const width = Math.max(...experiment.grid.map(cellWidth));
  const delta = (2 * rate * width ** 2) / experiment.learningRate;
  const absent =
    `${where}, and the law becomes too sharp to follow: two resolutions differ by ` +
    `${error.toPrecision(2)} in total variation; regularization: ${delta.toPrecision(1)} would ` +
    'spread it over a cell or two';
  return { name, absent };
}

/** Steepest change of the drift on the experiment's grid. */
function steepestDrift({ grid }: Experiment, evaluate: Evaluate): number {
  const axes = grid.map(cellCentres);
  const last = axes[axes.length - 1];
  const rows = axes.length === 2 ? axes[0] : Float64Array.of(0);
  let rate = 1e-9;
  let before: readonly Float64Array[] = [];
  for (const x of rows) {
    const points = axes.length === 2 ? [new Float64Array(last.length).fill(x), last] : [last];
    const { drift } = evaluate(points);
    for (const column of drift) {
      for (let j = 1; j < column.length; j++) {
        const change = Math.abs(column[j] - column[j - 1]) / (last[1] - last[0]);
        if (Number.isFinite(change)) rate = Math.max(rate, change);
      }
    }
    before.forEach((column, i) => {
      for (let j = 0; j < column.length; j++) {
        const change = Math.abs(drift[i][j] - column[j]) / (rows[1] - rows[0]);
        if (Number.isFinite(change)) rate = Math.max(rate, change);
      }
    });
    before = drift;
  }
  return rate;
}
