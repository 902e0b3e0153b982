/** What a transfer operator says for all times: stationary law, slowest relaxation, entropy. */
import type { Axis } from '../../../math/grid.js';
import { canAbsorb } from '../../../model/boundary.js';
import type { Experiment } from '../../../model/experiment.js';
import type { Absent } from '../../absent.js';
import { initialMoments } from '../../law/initialLaw1d.js';
import { solveMasterEquation1d } from '../../master/masterEquation1d.js';
import { solveMasterEquation2d } from '../../master2d/masterEquation2d.js';
import { type Pace, quiet } from '../../pace.js';
import type { Prediction } from '../../prediction.js';
import type { BasinRates, EntropyDecay, Relaxation, Stationary } from '../../solution.js';
import { entropySteps } from '../entropySteps.js';
import { relativeEntropy } from '../generator/entropy.js';
import { basinsInSteps } from './operatorBasins.js';
import { stationaryOperator1d } from './operatorStationary1d.js';
import { stationaryOperator2d } from './operatorStationary2d.js';

export interface OperatorSolution {
  readonly stationary: Stationary | Absent;
  readonly relaxation: Relaxation | Absent;
  readonly entropy: EntropyDecay | Absent;
  /** Null on a landscape with fewer than two minima. */
  readonly basins: BasinRates | Absent | null;
}

/** Solves the transfer operator of ensemble `index`, in steps. */
export async function solveOperator(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<OperatorSolution> {
  const oneAxis = experiment.grid.length === 1;
  const { grid } = experiment;
  const leaky = grid.find((axis) => canAbsorb([axis]));
  if (leaky) return allAbsent({ absent: lostForGood(leaky) });
  const stationaryOf = oneAxis ? stationaryOperator1d : stationaryOperator2d;
  const series = await stationaryOf(experiment, index, pace);
  if ('absent' in series) {
    const { name: _, ...reason } = series;
    return allAbsent(reason);
  }
  pace.progress(0.5);
  const { chains, ...stationary } = series;
  return {
    stationary,
    relaxation: series.relaxation,
    entropy: await entropyOf(experiment, index, stationary, quiet(pace)),
    basins: await basinsInSteps(experiment, chains, pace),
  };
}

const allAbsent = (reason: Absent): OperatorSolution => ({
  stationary: reason,
  relaxation: reason,
  entropy: reason,
  basins: reason,
});

const lostForGood = ({ name }: Axis) =>
  `no stationary law: walkers are lost for good at an absorbing end of ${name}`;

/** KL between the cells of the experiment's grid, what lies off it being one more. */
async function entropyOf(
  experiment: Experiment,
  index: number,
  stationary: Stationary,
  pace: Pace,
): Promise<EntropyDecay | Absent> {
  const steps = entropySteps(experiment);
  const solve = experiment.grid.length === 1 ? solveMasterEquation1d : solveMasterEquation2d;
  const series = await solve({ ...experiment, snapshots: steps }, index, pace);
  if ('absent' in series) return { absent: series.absent };
  const isPoint = experiment.initial.some((law) => initialMoments(law).variance === 0);
  // B-splines may undershoot by rounding.
  const last = withOutside(stationary.probabilities, stationary.outside).map((v) => Math.max(0, v));
  const pairs = steps.map((step) => {
    const law = series.predictions.get(step);
    if (!law?.probabilities || (isPoint && step === 0)) return none;
    return entropyAndError(law, last, stationary.solverError);
  });
  return {
    steps,
    values: Float64Array.from(pairs, ({ value }) => value),
    errors: Float64Array.from(pairs, ({ error }) => error),
  };
}

const none = { value: Number.POSITIVE_INFINITY, error: 0 };

const withOutside = (cells: Float64Array, outside: number) =>
  Float64Array.from([...cells, outside]);

/** Cells less likely than this tell nothing about the error. */
const rare = 1e-9;

/**
 * d KL = Σ (ln(p/q) + 1) dp − Σ (p/q) dq, with Σ dp = Σ dq = 0 and half of Σ|dp| the total variation
 * that both laws state.
 */
function entropyAndError(law: Prediction, stationary: Float64Array, stationaryError: number) {
  // Where nobody ever is, less than the errors is no probability.
  const rounding = Math.max(1e-12, law.solverError + stationaryError);
  const p = withOutside(law.probabilities ?? new Float64Array(), law.outside).map((v, c) =>
    stationary[c] === 0 && v < rounding ? 0 : v,
  );
  const found = relativeEntropy(p, stationary);
  const value = Number.isNaN(found) ? Number.POSITIVE_INFINITY : found;
  let steepest = 0;
  let largest = 0;
  for (let c = 0; c < p.length; c++) {
    if (!(p[c] > rare && stationary[c] > rare)) continue;
    steepest = Math.max(steepest, Math.abs(Math.log(p[c] / stationary[c])));
    largest = Math.max(largest, Math.abs(p[c] / stationary[c] - 1));
  }
  const error = 2 * (law.solverError * steepest + stationaryError * largest);
  return { value, error: Math.max(error, 1e-15) };
}
