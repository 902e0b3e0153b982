/** Small experiments in the plane for the tests of the solvers. */
import type { Experiment } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { solveInPlane } from '../../../src/theory/master2d/masterEquation2d.js';
import { createPace } from '../../../src/theory/pace.js';
import type { Prediction } from '../../../src/theory/prediction.js';

/** An experiment with x and y, one noise model, and a grid [min, max, cells] of both axes. */
export function planeExperiment(
  rule: Readonly<Record<string, string | number | boolean>>,
  [min, max, cells]: readonly [number, number, number],
  rest: Readonly<Record<string, unknown>>,
): Experiment {
  const axis = { min, max, cells };
  return resolveExperiment({
    name: 'plane',
    learningRate: 0.1,
    ensembles: [{ name: 'walkers', ...rule }],
    walkers: 1e6,
    grid: { x: axis, y: axis },
    ...rest,
  });
}

/** Two quadratics along u and two along v, u and v turned by `angle`: minima ±1 and ±½ away. */
export function turnedQuadratics(angle: number) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const u = [-1, -1, 1, 1];
  const v = [-0.5, 0.5, -0.5, 0.5];
  return {
    parameters: ['x', 'y'],
    loss: '(x - a)^2 / 2 + (y - b)^2 / 2',
    data: { a: u.map((p, i) => c * p - s * v[i]), b: u.map((p, i) => s * p + c * v[i]) },
  };
}

/** Predictions of the transfer operator in the plane; fails the test where they are absent. */
export async function inPlane(e: Experiment): Promise<ReadonlyMap<number, Prediction>> {
  const series = await solveInPlane(e, 0, createPace());
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions;
}

export const distance = (p: Prediction, cells: Float64Array) =>
  p.probabilities!.reduce((sum, v, k) => sum + Math.abs(v - cells[k]) / 2, 0);
