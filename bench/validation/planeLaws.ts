/**
 * The table of laws in the plane, sampled and solved: what a solver claims of its error has to cover
 * how far it is from the walkers, beyond what sampling alone makes them differ by.
 */
import type { Backend } from '../../src/engine/ensemble.js';
import { formatCount, formatNumber } from '../../src/run/format.js';
import { judge } from '../../src/run/verdict.js';
import { predict } from '../../src/theory/predict.js';
import type { Claim } from './claim.js';
import { planeCase, planeCases } from './planeCases.js';

/** The master equation of every case against `walkers` walkers. */
export async function* planeLaws(backend: Backend, walkers: number): AsyncGenerator<Claim> {
  for (const name of planeCases) {
    const experiment = planeCase(name, walkers);
    const series = await predict(experiment, 0, 'masterEquation');
    if ('absent' in series) {
      yield {
        what: `${name}: master equation`,
        expected: 'a law, or why there is none',
        measured: `absent: ${series.absent}`,
        holds: /at most/.test(series.absent),
      };
      continue;
    }
    const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers });
    for (const step of experiment.snapshots) {
      await ensemble.advance(step - ensemble.step);
      const prediction = series.predictions.get(step);
      if (step === 0 || !prediction) continue;
      const verdict = judge(await ensemble.snapshot(), prediction, experiment.grid);
      const { totalVariation, totalVariationFloor: floor, pValue, judgement } = verdict;
      // A fiftieth of the floor is what the distance of so many cells from its mean leaves.
      const covered = totalVariation < 1.02 * floor + prediction.solverError;
      yield {
        what: `${name}, step ${step}, ${formatCount(walkers)} walkers: master equation`,
        expected: 'not refused; total variation within sampling and the claimed error',
        measured:
          `${judgement}, p = ${formatNumber(pValue)}, total variation ${formatNumber(totalVariation)}, ` +
          `sampling ${formatNumber(floor)}, claimed ${formatNumber(prediction.solverError)}`,
        holds: judgement !== 'refused' && (pValue > 1e-6 || covered),
      };
    }
    ensemble.destroy();
  }
}
