/** How far the committors of two resolutions are apart, on the cells of the experiment. */
import { largestDifference } from '../resolutions.js';
import type { SolverGrid1d } from '../solverGrid1d.js';
import { atExperimentCentres } from './generator/currents.js';

interface Resolution {
  readonly committor: Float64Array | null;
  readonly axes: readonly SolverGrid1d[];
}

/** The largest difference; 0 where there is no committor. */
export function committorError(coarse: Resolution, fine: Resolution): number {
  if (!coarse.committor || !fine.committor) return 0;
  return largestDifference(
    atExperimentCentres(coarse.committor, coarse.axes),
    atExperimentCentres(fine.committor, fine.axes),
  );
}
