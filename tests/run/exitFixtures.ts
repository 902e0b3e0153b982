/**
 * The fake world's exits: every tenth walker starts outside, the others leave with one probability
 * at every step; a prediction that is exact and one that is too fast.
 */
import type { EnsembleRequest, Exits } from '../../src/engine/ensemble.js';
import { symbol } from '../../src/math/expression/expression.js';
import type { Experiment } from '../../src/model/experiment.js';
import type { Region } from '../../src/model/region.js';
import type { ExitPrediction, ExitSeries } from '../../src/theory/escape/exitPrediction.js';
import { randomNumbers } from '../math/randomCounts.js';

export const exitRegion: Region = { kind: 'expression', text: 'x < 2', inside: symbol('x') };

/** Share of the walkers inside that leave per step. */
export const leaving = 0.01;
const starting = 0.1;

/** First step outside of a walker, by its global number. */
export function exitStep(walker: number): number {
  const random = randomNumbers(7 * walker + 1);
  if (random() < starting) return 0;
  return Math.ceil(Math.log(1 - random()) / Math.log(1 - leaving));
}

export function fakeExits({ firstWalker, walkers }: EnsembleRequest, step: number): Exits {
  const counts = new Float64Array(step + 1);
  let inside = 0;
  for (let i = 0; i < walkers; i++) {
    const at = exitStep(firstWalker + i);
    if (at > step) inside++;
    else counts[at]++;
  }
  return { step, walkers, counts, inside, diverged: 0 };
}

/** The law of the walkers above, or of such that leave `faster` times as fast. */
export function geometricExit(
  steps: number,
  name: ExitPrediction['name'] = 'masterEquation',
  faster = 1,
  distributionError = 1e-9,
): ExitPrediction {
  const rate = leaving * faster;
  return {
    name,
    distribution: Float64Array.from(
      { length: steps + 1 },
      (_, k) => 1 - (1 - starting) * (1 - rate) ** k,
    ),
    distributionError,
    mean: (1 - starting) / rate,
    meanError: 0,
    rate,
    notes: [],
  };
}

/** Stands for `theory/escape/predictExit.ts`: exact, or with a rate that is a tenth too high. */
export async function fakePredictExit(
  { steps }: Experiment,
  index: number,
  name: ExitPrediction['name'],
): Promise<ExitSeries> {
  if (name === 'fokkerPlanck' && index === 1) return { name, absent: 'no diffusion' };
  return geometricExit(steps, name, name === 'fokkerPlanck' ? 1.1 : 1);
}
