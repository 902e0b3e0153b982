/**
 * The closures of the Kramers–Moyal expansion by name (docs/theory.md §2): what each makes of the
 * diffusion limit, drift a = E[increment]/η and tensor D = Cov[increment]/(2η), at every point. One
 * description for one and for two parameters.
 */
import type { Experiment, Landscape, PredictionName } from '../../model/experiment.js';
import { findCriticalPoints } from '../../model/shape/criticalPoints.js';
import { createMeanTurn } from './meanTurn.js';

export type ClosureName = Extract<PredictionName, `fokkerPlanck${string}`>;

/** Drift and diffusion at many points. */
export interface Field {
  /** One column per parameter. */
  readonly drift: readonly Float64Array[];
  /** Entries (0, 0), (1, 0), (1, 1) … of the tensor, one column each. */
  readonly diffusion: readonly Float64Array[];
}

/** Turns the field of the diffusion limit at the points into the closure's, in place. */
export type Amend = (points: readonly Float64Array[], field: Field) => void;

export interface Closure {
  readonly amend: Amend;
  /** What a reader of the prediction has to know. */
  readonly notes: readonly string[];
}

/** Evaluates the diffusion limit of the ensemble's law at many points. */
export type Evaluate = (points: readonly Float64Array[]) => Field;

/**
 * The closure `name` of ensemble `index`, with the experiment's regularisation δ: C + δI in the
 * place of C, so that D gains ηδ/2 in every direction. `limit` evaluates the diffusion limit.
 */
export function createClosure(
  experiment: Experiment,
  index: number,
  name: ClosureName,
  limit: Evaluate,
): Closure | { absent: string } {
  const { regularization, learningRate } = experiment;
  const added = (learningRate * regularization) / 2;
  const notes =
    regularization > 0
      ? [`δ = ${regularization} is added to the noise covariance: D gains ${show(added)}`]
      : [];
  const regularize: Amend = (_, { diffusion }) => {
    for (const k of diagonal(diffusion.length)) {
      for (let i = 0; i < diffusion[k].length; i++) diffusion[k][i] += added;
    }
  };
  switch (name) {
    // The discrete closure is the diffusion limit's walk at whole steps.
    case 'fokkerPlanck':
    case 'fokkerPlanckDiscrete':
      return { amend: regularize, notes };
    case 'fokkerPlanckOrder2': {
      const { landscape, ensembles } = experiment;
      const turn = createMeanTurn(landscape, ensembles[index].law, learningRate);
      if ('absent' in turn) return turn;
      const amend: Amend = (points, field) => {
        regularize(points, field);
        turn(points).forEach((own, i) => {
          for (let k = 0; k < own.length; k++) field.drift[i][k] -= (learningRate / 2) * own[k];
        });
      };
      return { amend, notes };
    }
    case 'fokkerPlanckTemperature': {
      const at = lowestMinimum(experiment.landscape, experiment.grid);
      if (!at) {
        return { absent: 'the loss has no minimum within the grid to take the temperature at' };
      }
      const points = at.map((v) => Float64Array.of(v));
      const field = limit(points);
      regularize(points, field);
      const kept = diagonal(field.diffusion.length);
      const temperature = kept.reduce((sum, k) => sum + field.diffusion[k][0], 0) / kept.length;
      const place = `(${at.map(show).join(', ')})`;
      if (!(temperature > 0) || !Number.isFinite(temperature)) {
        return {
          absent:
            `the noise vanishes at the lowest minimum, ${place}: the temperature there is 0; ` +
            'regularization: δ makes it ηδ/2',
        };
      }
      const amend: Amend = (_, { diffusion }) => {
        diffusion.forEach((column, k) => {
          column.fill(kept.includes(k) ? temperature : 0);
        });
      };
      const own = `temperature ${show(temperature)}, that of the noise at the lowest minimum, ${place}`;
      return { amend, notes: [...notes, own] };
    }
    default:
      return name satisfies never;
  }
}

/** Positions of the diagonal in the lower triangle of a tensor with 1 or 3 entries. */
const diagonal = (entries: number) => (entries === 1 ? [0] : [0, 2]);

const show = (v: number) => String(Number(v.toPrecision(4)));

/** The minimum of the mean loss with the smallest value in the grid's range. */
function lowestMinimum(landscape: Landscape, grid: Experiment['grid']): readonly number[] | null {
  const minima = findCriticalPoints(landscape, grid).points.filter((p) => p.kind === 'minimum');
  if (minima.length === 0) return null;
  return minima.reduce((low, p) => (p.value < low.value ? p : low)).point;
}
