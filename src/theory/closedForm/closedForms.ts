/**
 * Closed forms of the linear model: moments at every step, the stationary moments, the rate at
 * which second moments grow, and the warning where they diverge while almost every walker
 * contracts (docs/theory.md §3).
 */
import { solveDense } from '../../math/linearAlgebra.js';
import type { Experiment } from '../../model/experiment.js';
import { initialMoments } from '../law/initialLaw1d.js';
import { createMaps1d } from '../master/maps1d.js';
import type { Pace } from '../pace.js';
import type { Prediction, PredictionSeries } from '../prediction.js';
import { createLinearModel, type LinearModel, type Moments, stepMoments } from './linearModel.js';

/** Mean and covariance at every snapshot, exact up to rounding; no probabilities. */
export async function solveClosedForm(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<PredictionSeries> {
  const name = 'closedForm';
  const model = createLinearModel(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in model) return { name, absent: model.absent };
  const predictions = new Map<number, Prediction>();
  const notes = divergenceNotes(experiment, index, model);
  let moments = momentsAtStart(experiment);
  const last = experiment.snapshots[experiment.snapshots.length - 1] ?? 0;
  for (let step = 0; step <= last; step++) {
    if (!moments.covariance.every(Number.isFinite)) break;
    if (experiment.snapshots.includes(step)) {
      predictions.set(step, {
        step,
        probabilities: null,
        outside: 0,
        ...moments,
        solverError: 0,
        momentError: 1e-15 * (step + 1),
        notes,
      });
    }
    moments = stepMoments(model, moments);
    await pace.tick();
  }
  return { name, predictions };
}

function momentsAtStart(experiment: Experiment): Moments {
  const d = experiment.initial.length;
  const each = experiment.initial.map(initialMoments);
  const covariance = new Float64Array(d * d);
  each.forEach(({ variance }, i) => {
    covariance[i * d + i] = variance;
  });
  return { mean: Float64Array.from(each, (m) => m.mean), covariance };
}

/**
 * Stationary mean and covariance by solving the recursion's fixed point; null where there is none
 * (a flat direction, or second moments that grow).
 */
export function stationaryMoments(model: LinearModel): Moments | null {
  const { dimension: d } = model;
  if (!(secondMomentGrowth(model) < 1 - 1e-12)) return null;
  const width = d + 1;
  const matrix = new Float64Array(d * d);
  const right = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    right[i] = model.mean[i * width + d];
    for (let j = 0; j < d; j++) matrix[i * d + j] = Number(i === j) - model.mean[i * width + j];
  }
  const mean = solveDense(matrix, right);
  if (!mean) return null;
  const none = new Float64Array(d * d);
  const source = stepMoments(model, { mean, covariance: none }).covariance;
  const operator = covarianceOperator(model).map((v, k) => Number(k % (d * d + 1) === 0) - v);
  const covariance = solveDense(operator, source);
  return covariance && { mean, covariance };
}

/**
 * The factor q by which deviations of the covariance from its stationary value grow each step: the
 * spectral radius of the covariance recursion. Stable where q < 1. Any dimension.
 */
export function secondMomentGrowth(model: LinearModel): number {
  const n = model.dimension ** 2;
  const operator = covarianceOperator(model);
  if (n === 1) return Math.abs(operator[0]);
  // The recursion keeps covariances positive, so its largest eigenvalue is real and is reached
  // from the unit matrix; the mean over many steps also holds where a second is near.
  let vector = new Float64Array(n);
  for (let i = 0; i < n; i += model.dimension + 1) vector[i] = 1;
  let logGrowth = 0;
  const rounds = 4000;
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) next[i] += operator[i * n + j] * vector[j];
    const size = Math.max(...next.map(Math.abs));
    if (size === 0) return 0;
    vector = next.map((v) => v / size);
    if (round >= rounds / 2) logGrowth += Math.log(size) / (rounds / 2);
  }
  return Math.exp(logGrowth);
}

/** Linear part of the covariance recursion as a d² × d² matrix. */
function covarianceOperator(model: LinearModel): Float64Array {
  const d = model.dimension;
  const n = d * d;
  const matrix = new Float64Array(n * n);
  const origin = new Float64Array(d);
  const base = stepMoments(model, { mean: origin, covariance: new Float64Array(n) }).covariance;
  for (let k = 0; k < n; k++) {
    const unit = new Float64Array(n);
    unit[k] = 1;
    const image = stepMoments(model, { mean: origin, covariance: unit }).covariance;
    for (let i = 0; i < n; i++) matrix[i * n + k] = image[i] - base[i];
  }
  return matrix;
}

/** What the user should know where second moments grow. */
function divergenceNotes(experiment: Experiment, index: number, model: LinearModel): string[] {
  const growth = secondMomentGrowth(model);
  if (!(growth > 1)) return [];
  const grows = `second moments grow by a factor ${growth.toPrecision(4)} each step`;
  const exponent = contractionExponent(experiment, index);
  if (exponent === null || exponent >= 0) return [grows];
  return [
    `${grows}, yet almost every walker contracts (E ln|1 − ηh| = ${exponent.toPrecision(3)} < 0): ` +
      'the variance lives on rare walkers, and every finite ensemble under-reports it',
  ];
}

/** E ln|slope of the map| in one dimension, for rules without normals; else null. */
function contractionExponent(experiment: Experiment, index: number): number | null {
  if (experiment.grid.length !== 1) return null;
  const maps = createMaps1d(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in maps || maps.noisy) return null;
  const ends = new Float64Array(2);
  let exponent = 0;
  for (let q = 0; q < maps.weights.length; q++) {
    maps.evaluate(q, Float64Array.of(0, 1), ends, new Float64Array(2));
    exponent += maps.weights[q] * Math.log(Math.abs(ends[1] - ends[0]));
  }
  return exponent;
}
