/** Small experiments in one dimension for the tests of the solvers. */
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { createCoefficients1d } from '../../src/theory/fokkerPlanck/coefficients1d.js';
import { createGenerator1d } from '../../src/theory/fokkerPlanck/generator1d.js';
import { predict } from '../../src/theory/predict.js';
import type { Prediction } from '../../src/theory/prediction.js';
import { createSolverGrid1d } from '../../src/theory/solverGrid1d.js';

export interface Case {
  readonly loss: string;
  readonly data?: Readonly<Record<string, readonly number[]>>;
  readonly learningRate: number;
  readonly initial: number | Readonly<Record<string, readonly [number, number]>>;
  readonly rule: Readonly<Record<string, string | number | boolean>>;
  readonly steps: number;
  readonly snapshots?: readonly number[];
  readonly grid: readonly [min: number, max: number, cells: number];
  readonly walkers?: number;
}

export function experimentOf(c: Case): Experiment {
  const [min, max, cells] = c.grid;
  return resolveExperiment({
    name: 'case',
    landscape: { parameters: ['x'], loss: c.loss, ...(c.data && { data: c.data }) },
    learningRate: c.learningRate,
    steps: c.steps,
    initial: { x: c.initial },
    ensembles: [{ name: 'walkers', ...c.rule }],
    walkers: c.walkers ?? 1e8,
    grid: { x: { min, max, cells } },
    snapshots: c.snapshots ?? [c.steps],
  });
}

/** The predictions of a case; fails the test where they are absent. */
export async function predictionsOf(
  c: Case,
  name: 'masterEquation' | 'fokkerPlanck' | 'closedForm',
): Promise<ReadonlyMap<number, Prediction>> {
  const series = await predict(experimentOf(c), 0, name);
  if ('absent' in series) throw new Error(series.absent);
  return series.predictions;
}

/** The prediction at a case's last step. */
export async function lastPrediction(c: Case, name: Parameters<typeof predictionsOf>[1]) {
  return (await predictionsOf(c, name)).get(c.steps)!;
}

/** The Fokker–Planck generator of a case on its own cells. */
export function generatorOf(c: Case) {
  const { learningRate, landscape, ensembles, grid } = experimentOf(c);
  const coefficients = createCoefficients1d(landscape, ensembles[0].law, learningRate);
  if ('absent' in coefficients) throw new Error(coefficients.absent);
  return createGenerator1d(coefficients, createSolverGrid1d(grid[0], 1, [0, 0]).edges)!;
}

/** Unit curvature with gradient noise ±s: the minibatch gradient of one sample is x ± s. */
export const noisyQuadratic = { loss: '(x - a)^2 / 2', data: { a: [-1, 1] } } as const;

export const mass = (p: Prediction) => p.probabilities!.reduce((a, b) => a + b, p.outside);

export const totalVariation = (a: Prediction, b: Prediction) =>
  a.probabilities!.reduce(
    (sum, v, i) => sum + Math.abs(v - b.probabilities![i]) / 2,
    Math.abs(a.outside - b.outside) / 2,
  );
