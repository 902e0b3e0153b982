/** The law of the exit time: at one resolution, and extrapolated from resolutions that halve. */
import type { JumpRates } from '../../../math/sparse/stateElimination.js';
import type { Pace } from '../../pace.js';
import { exitTimes, product, sampleSurvival, survivalFunction } from './exitLevel.js';

/** Exit time in units of the chain's time; walkers that start outside have exit time 0. */
export interface ExitLaw {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /** Exits per walker inside and unit of time, once the law inside has settled. */
  readonly rate: number;
  /** P(out by k·spacing). */
  readonly distribution: Float64Array;
  readonly errors: ExitErrors;
}

/** Estimated errors, from two resolutions: of mean, deviation and rate relative, of the distribution absolute. */
export interface ExitErrors {
  readonly mean: number;
  readonly deviation: number;
  readonly rate: number;
  readonly distribution: number;
}

/** One connected part of the region: its chain, whose losses are exits, and where walkers start. */
export interface RegionPart {
  readonly rates: JumpRates;
  /** Weights of the states: E[u(X₀); X₀ in this part] = Σ wᵢ uᵢ. */
  readonly start: Float64Array;
}

/** Operations of a time step for each state. */
const workPerState = 500;

export interface ExitValues extends Omit<ExitLaw, 'errors'> {
  /** States times time steps that it took. */
  readonly work: number;
}

/** The exit law of walkers that start in any of `parts`; time steps are halved so often. */
export async function solveExitLevel(
  parts: readonly RegionPart[],
  { spacing, count, halvings }: { spacing: number; count: number; halvings: number },
  pace: Pace,
): Promise<ExitValues> {
  let [mean, second, rate, work] = [0, 0, Number.POSITIVE_INFINITY, 0];
  const distribution = new Float64Array(count).fill(1);
  for (const { rates, start } of parts) {
    const times = exitTimes(rates, start);
    await pace.tick(workPerState * rates.states * 50);
    mean += product(start, times.mean);
    second += product(start, times.second);
    rate = Math.min(rate, times.rate);
    const horizon = spacing * (count - 1);
    const options = { first: spacing / 4, horizon, parts: 2 ** halvings };
    const survival = await survivalFunction(rates, start, times, options, pace);
    work += rates.states * survival.times.length;
    const inside = sampleSurvival(survival, spacing, count);
    for (let k = 0; k < count; k++) distribution[k] -= inside[k];
  }
  const deviation = Math.sqrt(Math.max(0, second - mean * mean));
  return { mean, deviation, rate, distribution, work };
}

const targetMean = 1e-7;
const targetDistribution = 1e-6;
/** States times time steps that a level may cost; each takes four times what the one before took. */
const affordableWork = 6e6;

/**
 * Solves at level 0, 1, … until two extrapolations agree, the next level would take too long, or
 * `most` is reached. Null where `solve` is.
 */
export async function refineExit(
  solve: (level: number) => Promise<ExitValues | null>,
  most: number,
  pace: Pace,
): Promise<ExitLaw | null> {
  let coarse = await solve(0);
  let previous: ExitValues | null = null;
  for (let level = 1; coarse; level++) {
    pace.progress(1 - 2 ** -level);
    const fine = await solve(level);
    if (!fine) return null;
    const law = extrapolate(coarse, fine);
    const errors = errorsBetween(law, previous ?? fine);
    const reached =
      Math.max(errors.mean, errors.rate, errors.deviation) < targetMean &&
      errors.distribution < targetDistribution;
    const dear = 4 * fine.work > affordableWork;
    if ((previous && reached) || level === most || (previous && dear)) return { ...law, errors };
    previous = law;
    coarse = fine;
  }
  return null;
}

/** (4·fine − coarse)/3, the distribution kept monotone and within [0, 1]. */
function extrapolate(coarse: ExitValues, fine: ExitValues): ExitValues {
  const mix = (f: number, c: number) => f + (f - c) / 3;
  const positive = (f: number, c: number) => (mix(f, c) > 0 ? mix(f, c) : f);
  let reached = 0;
  const distribution = fine.distribution.map((f, k) => {
    reached = Math.min(1, Math.max(reached, mix(f, coarse.distribution[k])));
    return reached;
  });
  return {
    mean: positive(fine.mean, coarse.mean),
    deviation: positive(fine.deviation, coarse.deviation),
    rate: positive(fine.rate, coarse.rate),
    distribution,
    work: coarse.work + fine.work,
  };
}

function errorsBetween(law: ExitValues, other: ExitValues): ExitErrors {
  const relative = (a: number, b: number) => (a > 0 ? Math.max(1e-13, Math.abs(a - b) / a) : 0);
  return {
    mean: relative(law.mean, other.mean),
    deviation: relative(law.deviation, other.deviation),
    rate: relative(law.rate, other.rate),
    distribution: law.distribution.reduce(
      (worst, v, k) => Math.max(worst, Math.abs(v - other.distribution[k])),
      1e-15,
    ),
  };
}
