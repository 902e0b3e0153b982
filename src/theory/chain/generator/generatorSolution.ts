/**
 * What a generator says for all times: stationary law with its currents, slowest relaxation, decay of
 * the entropy. Every number comes from two resolutions and carries their difference.
 */
import type { Experiment } from '../../../model/experiment.js';
import { findCriticalPoints } from '../../../model/shape/criticalPoints.js';
import type { Absent } from '../../absent.js';
import type { ClosureName } from '../../closure/closures.js';
import { initialMoments } from '../../law/initialLaw1d.js';
import { absentBecause, NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { largestDifference } from '../../resolutions.js';
import type { BasinRates, EntropyDecay, Estimate, Relaxation, Stationary } from '../../solution.js';
import { committorError } from '../committorError.js';
import { coresMeet, findCores } from '../cores.js';
import { isUnreached, noGapWords } from '../domainLimit.js';
import { entropySteps } from '../entropySteps.js';
import { missingMoments, type Tails, withTails } from '../tails.js';
import { ratesBetween } from './basinRates.js';
import { type CellLaw, startOnCells } from './cellLaw.js';
import { atExperimentCentres, currentsOf } from './currents.js';
import { entropyAt, type Start } from './entropy.js';
import { gapLimit } from './gapLimit.js';
import { createGeneratorSource } from './generatorLevel.js';
import {
  distance,
  extrapolateLaw,
  type SolvedLevel,
  type SolvedLevels,
  solveLevels,
} from './generatorLevels.js';
import { spectralGap } from './relaxation.js';

export interface GeneratorSolution {
  readonly stationary: Stationary | Absent;
  readonly relaxation: Relaxation | Absent;
  readonly entropy: EntropyDecay | Absent;
  /** Null on a landscape with fewer than two minima. */
  readonly basins: BasinRates | Absent | null;
  /** The levels that were solved, coarsest first; none where there is no stationary law. */
  readonly levels: readonly SolvedLevel[];
}

/** Cells beyond which eigenvalues and time steps are dear. */
const mostCells = 12_000;

/** Solves the generator of closure `name` of ensemble `index`. */
export async function solveGenerator(
  experiment: Experiment,
  index: number,
  name: ClosureName,
  pace: Pace,
): Promise<GeneratorSolution> {
  if (name === 'fokkerPlanckDiscrete') return allAbsent({ absent: stepwise });
  const source = createGeneratorSource(experiment, index, name);
  if ('absent' in source) return allAbsent(source);
  const solved = await solveLevels(experiment, source, pace);
  if ('absent' in solved) return allAbsent(solved);
  const { levels } = solved;
  const stationary = stationaryOf(solved, experiment.landscape.parameters, source.notes);
  const basins = basinsOf(experiment, levels);
  const affordable = levels.filter(({ p }, k) => p.length <= mostCells || k < 2);
  const [coarse, fine] = affordable.slice(-2);
  try {
    const gaps = [
      await spectralGap(coarse.rates, coarse.p, pace),
      await spectralGap(fine.rates, fine.p, pace),
    ] as const;
    const limit = await gapLimit(experiment, source, levels[0], solved.coarsest, pace);
    pace.progress(0.6);
    const gap = extrapolated(gaps[0], gaps[1]);
    const relaxation = relaxationOf(gap, limit);
    const entropy = await entropyOf(experiment, [coarse, fine], gap.value, pace);
    return { stationary, relaxation, entropy: andBeyond(entropy, solved.tails), basins, levels };
  } catch (error) {
    if (!(error instanceof NotConvergedError)) throw error;
    const absent = absentBecause(error);
    return { stationary, relaxation: absent, entropy: absent, basins, levels };
  }
}

/** The gap with what moving the walls out would change, or why there is none. */
function relaxationOf(
  gap: Estimate,
  { here, limit }: Awaited<ReturnType<typeof gapLimit>>,
): Relaxation | Absent {
  if (isUnreached(limit)) return { absent: noGapWords(limit) };
  const whole = { value: gap.value + limit.value - here, error: gap.error + limit.error };
  return { gap: whole, time: inverse(whole) };
}

const stepwise =
  'the discrete closure moves in whole steps and has no generator; fokkerPlanck is its diffusion limit';

const allAbsent = (reason: Absent): GeneratorSolution => ({
  stationary: reason,
  relaxation: reason,
  entropy: reason,
  basins: reason,
  levels: [],
});

/** A number of second order from two resolutions, and how far the finer is from it. */
export function extrapolated(coarse: number, fine: number): Estimate {
  const value = fine + (fine - coarse) / 3;
  return { value, error: Math.max(Math.abs(fine - coarse) / 3, 1e-13 * Math.abs(value)) };
}

const inverse = ({ value, error }: Estimate): Estimate => ({
  value: 1 / value,
  error: error / value ** 2,
});

function stationaryOf(
  { levels, tails }: SolvedLevels,
  names: readonly string[],
  notes: readonly string[],
): Stationary {
  const last = levels.length - 1;
  const [coarse, fine] = [levels[last - 1], levels[last]];
  const onDomain = extrapolateLaw(coarse.law, fine.law);
  const before = last > 1 ? extrapolateLaw(levels[last - 2].law, coarse.law) : fine.law;
  const { law, error, momentError } = withTails(onDomain, tails);
  const { current, irreversibility } = currentsOf(fine.rates, fine.axes, fine.p);
  const coarser = currentsOf(coarse.rates, coarse.axes, coarse.p);
  const fineCurrent = current.map((v) => atExperimentCentres(v, fine.axes));
  const coarseCurrent = coarser.current.map((v) => atExperimentCentres(v, coarse.axes));
  const solverError = Math.max(1e-15, distance(onDomain, before)) + fine.atWall + error;
  const own =
    solverError > 1e-3
      ? [`the stationary law is known to ${solverError.toExponential(1)} in total variation`]
      : [];
  return {
    probabilities: law.cells,
    outside: law.outside,
    mean: law.mean,
    covariance: law.covariance,
    solverError,
    momentError: Math.max(1e-13, covarianceChange(before, onDomain)) + momentError,
    missing: tails ? missingMoments(tails, names) : [],
    residual: fine.residual,
    current: fineCurrent.map((f, a) => f.map((v, k) => v + (v - coarseCurrent[a][k]) / 3)),
    currentError:
      Math.max(...fineCurrent.map((f, a) => largestDifference(f, coarseCurrent[a]))) / 3,
    irreversibility,
    notes: [...notes, ...own],
  };
}

/** Largest difference of the covariance entries, relative to the largest entry. */
function covarianceChange(a: CellLaw, b: CellLaw): number {
  const largest = b.covariance.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return largest > 0 ? largestDifference(a.covariance, b.covariance) / largest : 0;
}

function basinsOf(
  { landscape, grid }: Experiment,
  levels: readonly SolvedLevel[],
): BasinRates | Absent | null {
  const found = findCriticalPoints(landscape, grid);
  if (found.points.filter(({ kind }) => kind === 'minimum').length < 2) return null;
  const solved = levels.slice(-2).map((level) => {
    const cores = findCores(landscape, level.axes, found);
    if (coresMeet(cores)) return null;
    return { minima: cores.minima, axes: level.axes, ...ratesBetween(level, cores.cores) };
  });
  const [coarse, fine] = solved;
  if (!coarse || !fine) {
    return { absent: 'minima are nearer to each other than cells: more cells tell them apart' };
  }
  return {
    minima: fine.minima.map(({ point, value }) => ({ at: point, loss: value })),
    shares: fine.shares,
    rates: fine.rates.map((row, i) =>
      row.map((f, j) => {
        const { value } = extrapolated(coarse.rates[i][j], f);
        // Cores end at cells, so that the difference is not all of second order.
        return { value: Math.max(0, value), error: Math.abs(f - coarse.rates[i][j]) };
      }),
    ),
    committor: fine.committor && atExperimentCentres(fine.committor, fine.axes),
    committorError: committorError(coarse, fine),
  };
}

/** Walls keep from the tails what would fill them: that much of the entropy is not known. */
function andBeyond(entropy: EntropyDecay, tails: Tails | null): EntropyDecay {
  const beyond = tails && !isUnreached(tails.beyond) ? tails.beyond.value + tails.beyond.error : 0;
  return {
    ...entropy,
    errors: entropy.errors.map((e, k) => (Number.isFinite(entropy.values[k]) ? e + beyond : e)),
  };
}

async function entropyOf(
  experiment: Experiment,
  levels: readonly [SolvedLevel, SolvedLevel],
  gap: number,
  pace: Pace,
): Promise<EntropyDecay> {
  const { learningRate } = experiment;
  const steps = entropySteps(experiment);
  const times = steps.map((step) => step * learningRate);
  const [coarse, fine] = [
    await entropyAt(
      levels[0].rates,
      startOf(experiment, levels[0]),
      levels[0].p,
      gap,
      times,
      1,
      pace,
    ),
    await entropyAt(
      levels[1].rates,
      startOf(experiment, levels[1]),
      levels[1].p,
      gap,
      times,
      2,
      pace,
    ),
  ];
  const estimates = steps.map((_, k) =>
    Number.isFinite(fine[k]) ? extrapolated(coarse[k], fine[k]) : { value: fine[k], error: 0 },
  );
  return {
    steps,
    values: Float64Array.from(estimates, ({ value }) => Math.max(0, value)),
    errors: Float64Array.from(estimates, ({ error }) => error),
  };
}

function startOf({ initial }: Experiment, { axes, rates }: SolvedLevel): Start {
  const cells = startOnCells(initial, axes);
  const fullest = cells.reduce((best, v, c) => (v > cells[best] ? c : best), 0);
  let total = 0;
  for (let e = rates.starts[fullest]; e < rates.starts[fullest + 1]; e++) total += rates.rates[e];
  // A walker leaves a cell after 1/total; a law as wide as n cells is n² times as old.
  const widths = initial.map((law, a) => {
    const deviation = law.kind === 'uniform' ? 0 : Math.sqrt(initialMoments(law).variance);
    return Math.max(1, deviation / axes[a].width);
  });
  const isPoint = initial.some((law) => initialMoments(law).variance === 0);
  return { cells, isPoint, age: Math.min(...widths) ** 2 / total };
}
