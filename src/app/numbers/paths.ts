/**
 * The numbers of a run against the step. What was judged once is kept, until its shot grows or the
 * solver knows more; predicted moments are there for steps that the walkers have yet to reach.
 */
import type { Experiment } from '../../model/experiment.js';
import type { Shot } from '../live/shot.js';
import type { Known } from '../live/solver.js';
import { distanceTo } from './distanceTo.js';

export interface Paths {
  /** Ascending. */
  readonly steps: readonly number[];
  /** By ensemble and prediction: total variation at each step; null: not known. */
  readonly distances: readonly (readonly Column[])[];
  /** By ensemble: what sampling alone would give, from the first prediction there is. */
  readonly floors: readonly Column[];
  /** By parameter and ensemble. */
  readonly means: readonly (readonly Moment[])[];
  readonly variances: readonly (readonly Moment[])[];
}

export type Column = readonly (number | null)[];

/** A moment of an ensemble: sampled, and as the experiment's predictions have it, in their order. */
export interface Moment {
  readonly sampled: Column;
  readonly predicted: readonly Column[];
}

interface Distance {
  readonly shot: Shot;
  readonly distance: number;
  readonly floor: number;
}

export interface PathBook {
  /**
   * The paths over the kept shots and the steps `planned`. Distances that are not known yet are
   * computed until `patience` says no; true: there are more of them.
   */
  read(
    shots: readonly Shot[],
    planned: readonly number[],
    known: readonly (readonly Known[])[],
    patience: () => boolean,
  ): { readonly paths: Paths; readonly isWhole: boolean };
}

export function createPathBook(experiment: Experiment): PathBook {
  const { ensembles, landscape, predictions } = experiment;
  const d = landscape.parameters.length;
  const kept = new Map<string, Distance>();
  const predictionAt = ({ series }: Known, step: number) =>
    'absent' in series ? null : (series.predictions.get(step) ?? null);

  return {
    read(shots, planned, known, patience) {
      const byStep = new Map(shots.map((shot) => [shot.step, shot]));
      const steps = [...new Set([...planned, ...byStep.keys()])].sort((a, b) => a - b);
      // Beyond a change of law there is nothing to hold against the walkers.
      const changedAt = Math.min(...shots.map((s) => s.changedAt ?? Number.POSITIVE_INFINITY));
      let isWhole = true;
      const distanceAt = (e: number, p: number, step: number): Distance | null => {
        const shot = byStep.get(step);
        if (!shot || step > changedAt) return null;
        const key = `${e} ${p} ${step}`;
        const found = kept.get(key);
        if (found?.shot === shot) return found;
        const prediction = predictionAt(known[e][p], step);
        if (!prediction?.probabilities) return null;
        if (!patience()) {
          isWhole = false;
          return found ?? null;
        }
        const fresh = { shot, ...distanceTo(shot.snapshots[e], prediction) };
        kept.set(key, fresh);
        return fresh;
      };
      const judged = ensembles.map((_, e) =>
        predictions.map((_, p) => steps.map((step) => distanceAt(e, p, step))),
      );
      const moment = (e: number, of: (from: MomentSource) => number): Moment => ({
        sampled: steps.map((step) => {
          const shot = byStep.get(step);
          return shot ? finite(of(shot.snapshots[e])) : null;
        }),
        predicted: predictions.map((_, p) =>
          steps.map((step) => {
            const prediction = step > changedAt ? null : predictionAt(known[e][p], step);
            return prediction && finite(of(prediction));
          }),
        ),
      });
      const byParameter = (of: (from: MomentSource, i: number) => number) =>
        landscape.parameters.map((_, i) =>
          ensembles.map((_, e) => moment(e, (from) => of(from, i))),
        );
      return {
        isWhole,
        paths: {
          steps,
          distances: judged.map((of) =>
            of.map((column) => column.map((one) => positive(one?.distance))),
          ),
          floors: judged.map((of) =>
            steps.map((_, k) => positive(of.find((column) => column[k])?.[k]?.floor)),
          ),
          means: byParameter(({ mean }, i) => mean[i]),
          variances: byParameter(({ covariance }, i) => covariance[i * d + i]),
        },
      };
    },
  };
}

interface MomentSource {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
/** On a logarithmic axis there is no place for nothing. */
const positive = (value: number | undefined) => (value !== undefined && value > 0 ? value : null);
