/**
 * The stationary law of the master equation in one dimension, on grids of doubled resolution until
 * two agree; a law without a smooth density shows by the order at which they come together.
 */

import { isPeriodic } from '../../../math/grid.js';
import { multiplySparse, multiplyTransposed } from '../../../math/linearAlgebra.js';
import type { Experiment } from '../../../model/experiment.js';
import { initialRange } from '../../law/initialLaw1d.js';
import { createMaps1d, type Maps1d } from '../../master/maps1d.js';
import { type StationaryLaw1d, stationaryLaw1d } from '../../master/stationary1d.js';
import {
  createTransferOperator1d,
  type TransferOperator1d,
} from '../../master/transferOperator1d.js';
import type { Pace } from '../../pace.js';
import { orderOf, remainingError } from '../../resolutions.js';
import {
  type Law1d,
  lawDistance,
  lawFromDistribution,
  predictionFrom,
  targetError,
  varianceDistance,
} from '../../snapshot1d.js';
import {
  coarsestRefinement,
  createSolverGrid1d,
  paddingFor,
  type SolverGrid1d,
  wholeRefinement,
} from '../../solverGrid1d.js';
import { isUnreached, limitOnDomains, paddingTimes } from '../domainLimit.js';
import { missingMoments, tailsOf, unheldWords, wallsMatter, withTails } from '../tails.js';
import { cellMatrix } from './cellMatrix1d.js';
import { isSeenAtWalls } from './deflation.js';
import {
  gapOf,
  lostPerStep,
  negligibleLoss,
  notFound,
  type OperatorStationarySeries,
  reasonForNone,
  relaxationOf,
  type Spectrum,
  unsettledError,
} from './operatorStationary.js';
import { ringCurrent } from './ringCurrent1d.js';
import type { StepChain } from './stepRates.js';

const name = 'masterEquation';
const leastCells = 64;
/** Entries that the finest operator may have. */
const affordableEntries = 1.5e6;
const mostCells = 4096;
/** Of the distribution function's pull-back, where the law is smooth. */
const smoothOrder = 3;
/** Beyond this total variation between two resolutions there is nothing to show. */
const useless = 0.1;

interface Level {
  readonly grid: SolverGrid1d;
  readonly stationary: StationaryLaw1d;
  readonly law: Law1d;
  readonly operator: TransferOperator1d;
}

/** The stationary law of ensemble `index` of an experiment with one parameter. */
export async function stationaryOperator1d(
  experiment: Experiment,
  index: number,
  pace: Pace,
): Promise<OperatorStationarySeries> {
  const maps = createMaps1d(experiment.landscape, experiment.ensembles[index].law);
  if ('absent' in maps) return { name, absent: maps.absent };
  if (!maps.noisy && maps.weights.length === 1) {
    return { name, absent: 'the update has no noise: walkers settle on points, not to a density' };
  }
  const [axis] = experiment.grid;
  const range = initialRange(experiment.initial[0]);
  let refinement = wholeRefinement([axis], coarsestRefinement(axis, leastCells));
  const solveAt = (r: number, share: number) =>
    solveOn(createSolverGrid1d(axis, r, paddingFor(axis, range, share)), maps, pace);
  let pad = 0.25;
  let first = await solveAt(refinement, pad);
  for (const share of [0.5, 1, 2, 4]) {
    if (!wallsMatterTo(first)) break;
    pad = share;
    first = await solveAt(refinement, share);
  }
  const reason = reasonOf(first);
  if (reason) return { name, ...reason };
  const levels = [first];
  const gap = await gapLimit(first, (factor) =>
    solveAt(levels[0].grid.refinement, paddingTimes(pad, factor)),
  );
  const target = targetError(experiment.walkers);
  while (true) {
    refinement *= 2;
    pace.progress(1 - 1 / refinement);
    const finest = await solveAt(refinement, pad);
    levels.push(finest);
    const { solverError, momentError } = errorsOf(levels);
    const done = solverError < target && momentError < target;
    const growth = maps.noisy ? 4 : 2;
    const fits =
      finest.operator.matrix.values.length * growth <= affordableEntries &&
      2 * finest.grid.cells <= mostCells;
    if (!fits || (levels.length > 2 && done)) return report(experiment, maps, levels, gap);
  }
}

const reasonOf = (level: Level) => reasonForNone(spectrumOf(level), massesOf(level), [level.grid]);

const wallsMatterTo = (level: Level) =>
  lostPerStep(spectrumOf(level)) >= negligibleLoss || wallsMatter(massesOf(level), [level.grid]);

/** The gap of the coarsest level and its limit as the domain widens; as it is where there are jumps. */
async function gapLimit(level: Level, at: (factor: number) => Promise<Level>) {
  const here = gapOf(spectrumOf(level));
  if (level.stationary.monotone) return { here, limit: { value: here, error: 0 } };
  const gapAt = async (factor: number) => {
    const other = await at(factor);
    const spectrum = spectrumOf(other);
    const hidden = !isSeenAtWalls(massesOf(other));
    return notFound(spectrum) ? null : { value: gapOf(spectrum), hidden };
  };
  return { here, limit: await limitOnDomains(here, gapAt, 4 * level.grid.cells > mostCells) };
}

async function solveOn(grid: SolverGrid1d, maps: Maps1d, pace: Pace): Promise<Level> {
  const operator = await createTransferOperator1d(maps, grid, pace);
  const stationary = await stationaryLaw1d(operator, pace);
  const law = lawFromDistribution(grid, stationary.distribution, stationary.slopes);
  return { grid, stationary, law, operator };
}

const spectrumOf = ({ stationary }: Level): Spectrum => ({
  first: stationary.eigenvalues[0],
  second: stationary.second,
});

/** Errors of the finest level, with the order that the last three show. */
function errorsOf(levels: readonly Level[]) {
  const [coarse, middle, fine] = [levels.at(-3), levels.at(-2)!, levels.at(-1)!];
  const last = lawDistance(middle.law, fine.law);
  const before = coarse ? lawDistance(coarse.law, middle.law) : Number.NaN;
  const solverError = remainingError(before, last);
  const moments = varianceDistance(middle.law, fine.law);
  const unsettled = unsettledError(fine.stationary.residual, spectrumOf(fine));
  return {
    order: orderOf(before, last),
    solverError: Math.max(1e-15, solverError) + unsettled,
    momentError: Math.max(1e-13, last > 0 ? (moments * solverError) / last : moments) + unsettled,
  };
}

function report(
  { landscape, grid: [axis] }: Experiment,
  maps: Maps1d,
  levels: readonly Level[],
  gap: Parameters<typeof relaxationOf>[2],
): OperatorStationarySeries {
  const finest = levels.at(-1)!;
  const { stationary, grid } = finest;
  const spectrum = spectrumOf(finest);
  const reason = reasonOf(finest);
  if (reason) return { name, ...reason };
  const tails = wallsMatterTo(finest) ? tailsOf(massesOf(finest), [grid]) : null;
  if (tails && isUnreached(tails.beyond)) return { name, absent: unheldWords(tails.beyond) };
  const own = errorsOf(levels);
  const { mean, variance } = finest.law;
  const onDomain = {
    ...finest.law,
    mean: Float64Array.of(mean),
    covariance: Float64Array.of(variance),
  };
  const { law, error, momentError } = withTails(onDomain, tails);
  const errors = {
    ...own,
    solverError: own.solverError + error,
    momentError: own.momentError + momentError,
  };
  if (errors.solverError > useless) {
    return {
      name,
      notConverged: true,
      absent:
        `the stationary law on ${grid.cells} cells is known to ` +
        `${errors.solverError.toPrecision(2)} in total variation only: coarser cells in the experiment ` +
        'would hold it, a smaller learning rate would smooth it',
    };
  }
  const [coarse, fine] = levels.slice(-2).map((level) => ({ ...level, p: massesOf(level) }));
  const turns = isPeriodic(axis) ? ringCurrent(maps, coarse, fine) : null;
  const { step: _, ...prediction } = predictionFrom(0, grid, finest.law, errors, notesOn(levels));
  return {
    ...prediction,
    probabilities: law.cells,
    outside: law.outside,
    mean: law.mean,
    covariance: law.covariance,
    missing: tails ? missingMoments(tails, landscape.parameters) : [],
    name,
    current: turns && [new Float64Array(axis.cells).fill(turns.value)],
    currentError: turns?.error ?? null,
    irreversibility: null,
    residual: stationary.residual,
    negative: stationary.negative,
    lostPerStep: lostPerStep(spectrum),
    eigenvalues: stationary.eigenvalues.map(({ re, im }) => ({ re, im })),
    relaxation: relaxationOf(spectrumOf(levels.at(-2)!), spectrum, gap),
    chains: [chainOf(levels.at(-2)!), chainOf(finest)],
  };
}

/** Probabilities of the solver's cells. */
const massesOf = ({ grid, stationary: { distribution } }: Level) =>
  Float64Array.from({ length: grid.cells }, (_, i) => distribution[i + 1] - distribution[i]);

function chainOf(level: Level): StepChain {
  const matrix = cellMatrix([[level.operator]]);
  return {
    axes: [level.grid],
    p: massesOf(level),
    apply: (from, out) => multiplySparse(matrix, from, out),
    applyTransposed: (from, out) => multiplyTransposed(matrix, from, out),
  };
}

function notesOn(levels: readonly Level[]): string[] {
  const finest = levels.at(-1)!;
  const { stationary, grid } = finest;
  const { order, solverError } = errorsOf(levels);
  const notes: string[] = [];
  if (stationary.monotone) {
    const seen =
      order < smoothOrder
        ? `halving them divided the last change by 2^${Math.max(0, order).toFixed(1)}, not by ` +
          `2^${smoothOrder} or more`
        : 'its order is lower than elsewhere';
    notes.push(
      `no smooth density on ${grid.cells} cells (${stationary.negative.toExponential(1)} negative ` +
        `probability without a limiter), so the monotone operator found the law: ${seen}; the ` +
        `error of ${solverError.toExponential(1)} counts that in, and the eigenvalues after the ` +
        'first are those of the smooth part only',
    );
  }
  if (stationary.residual > 1e-10) {
    notes.push(`one more step still changes it by ${stationary.residual.toExponential(1)}`);
  }
  const lost = lostPerStep(spectrumOf(finest));
  if (lost > negligibleLoss) {
    notes.push(
      `${lost.toExponential(1)} of the walkers leave the solver's grid in every step: this is the ` +
        'law of those that stay',
    );
  }
  return notes;
}
