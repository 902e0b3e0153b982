/**
 * The spectral gap of a generator as the walls of its domain move out. A gap that walls make (tails
 * that fall as a power have a continuous spectrum down to 0, on a domain of length ℓ cut off at some
 * 1/ℓ²) falls with every doubling; that of a loss like |x|, the edge of a continuous spectrum, comes to
 * its limit as 1/ℓ²; a gap between the parts of a held law stays.
 */
import type { Experiment } from '../../../model/experiment.js';
import { NotConvergedError } from '../../notConverged.js';
import type { Pace } from '../../pace.js';
import { type DomainLimit, limitOnDomains, type OnDomain, paddingTimes } from '../domainLimit.js';
import { hasOpenEnd } from '../tails.js';
import type { GeneratorSource, LevelSize } from './generatorLevel.js';
import { type SolvedLevel, solveLevel } from './generatorLevels.js';
import { spectralGap } from './relaxation.js';

const mostCells = [8000, 20_000];

/** The gap `here` of `level`, solved at `size`, and its limit. */
export async function gapLimit(
  experiment: Experiment,
  source: GeneratorSource,
  level: SolvedLevel,
  { refinement, pad }: LevelSize,
  pace: Pace,
): Promise<{ readonly here: number; readonly limit: DomainLimit }> {
  const here = await spectralGap(level.rates, level.p, pace);
  const open = experiment.grid.filter(hasOpenEnd).length;
  if (open === 0) return { here, limit: { value: here, error: 0 } };
  const gapAt = async (factor: number): Promise<OnDomain | null> => {
    try {
      const size = { refinement, pad: paddingTimes(pad, factor) };
      const other = solveLevel(experiment, source, size);
      return other && { value: await spectralGap(other.rates, other.p, pace), hidden: false };
    } catch (error) {
      if (error instanceof NotConvergedError) return null;
      throw error;
    }
  };
  const dear = level.p.length * 4 ** open > mostCells[experiment.grid.length - 1];
  return { here, limit: await limitOnDomains(here, gapAt, dear) };
}
