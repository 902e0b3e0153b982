/**
 * The verdict: walkers sampled against probabilities solved. It claims no more than the numbers
 * say: a law is refused only where the difference is too large for chance *and* for the error that
 * the solver admits; "holds" means no more than "not refused with this many walkers".
 */
import type { Snapshot } from '../engine/ensemble.js';
import { cumulativeDistances, totalVariation, withOutside } from '../math/distances.js';
import type { Grid } from '../math/grid.js';
import { type ChiSquareTest, chiSquareTest, totalVariationFloor } from '../math/statistics.js';
import type { Prediction } from '../theory/prediction.js';
import { formatCount, formatNumber, formatPValue } from './format.js';
import type { Verdict } from './frame.js';

/** A p-value below this is not put down to chance; one below the second is not passed over. */
export const significance = 1e-6;
export const doubt = 1e-4;
/** The solver's error counts double: it is an estimate from two resolutions. */
export const solverSafety = 2;
/**
 * The solver's error in total variation may sit on as little as a hundredth of the probability,
 * where χ² sees it a hundred times stronger than if it were spread evenly.
 */
const concentration = 100;
/** D² counts as seen above this many standard deviations of χ². */
const seenDeviations = 3;

/** With fewer walkers χ² has no two cells that expect 10 each. */
const fewestTestable = 20;

/** Unbiased estimate of D² = Σ(q−p)²/p, q being the sampled law. */
const squaredDistance = (test: ChiSquareTest, walkers: number) =>
  (test.chiSquare - test.degreesOfFreedom) / walkers;

/**
 * Walkers at which χ² is expected 5 standard deviations above its mean; null where it does not
 * exceed its mean by 3 of them.
 */
function estimateWalkersToTell(test: ChiSquareTest, walkers: number): number | null {
  const deviation = Math.sqrt(2 * test.degreesOfFreedom);
  const excess = test.chiSquare - test.degreesOfFreedom;
  if (excess <= seenDeviations * deviation) return null;
  return Math.max(fewestTestable, Math.ceil((5 * deviation) / squaredDistance(test, walkers)));
}

/**
 * Judges a snapshot against a prediction on the same grid.
 *
 * Walkers off the grid are one more cell; diverged walkers belong to it, in the counts as in the
 * prediction's `outside`. Undecided: the p-value is rare but not beyond chance, or it is beyond it
 * and the solver's own error may be why.
 *
 * @throws where the prediction has no probabilities or another number of cells.
 */
export function judge(snapshot: Snapshot, prediction: Prediction, grid: Grid): Verdict {
  const { probabilities, solverError } = prediction;
  const { walkers, counts } = snapshot;
  if (probabilities?.length !== counts.length) {
    throw new Error('a verdict needs probabilities on the grid of the counts');
  }
  const observed = withOutside(counts, snapshot.outside + snapshot.diverged);
  const law = withOutside(probabilities, prediction.outside);
  const test = chiSquareTest(
    observed,
    law.map((p) => p * walkers),
  );
  const distance = totalVariation(observed, law, walkers);
  const floor = totalVariationFloor(walkers, law);
  const walkersToTell = estimateWalkersToTell(test, walkers);
  const error = solverSafety * solverError;
  const explained =
    distance <= floor + error && squaredDistance(test, walkers) <= concentration * (2 * error) ** 2;
  const judgement = decide(test, explained);
  const verdict = {
    totalVariation: distance,
    totalVariationFloor: floor,
    ...test,
    ...cumulativeDistances(counts, probabilities, grid),
    walkersToTell,
    judgement,
  } as const;
  return { ...verdict, words: describe(verdict, walkers, solverError) + divergedWords(snapshot) };
}

function decide(test: ChiSquareTest, explained: boolean): Verdict['judgement'] {
  if (test.degreesOfFreedom === 0) return explained ? 'holds' : 'undecided';
  if (test.pValue >= doubt) return 'holds';
  return explained || test.pValue >= significance ? 'undecided' : 'refused';
}

function describe(verdict: Omit<Verdict, 'words'>, walkers: number, solverError: number): string {
  const { totalVariation: distance, totalVariationFloor: floor, walkersToTell } = verdict;
  const dof = verdict.degreesOfFreedom;
  const p = `p ${formatPValue(verdict.pValue)}`;
  if (dof === 0) {
    const misplaced = Math.round(distance * walkers);
    const seen =
      misplaced > 0 ? `, yet ${formatCount(misplaced)} are elsewhere` : ', and are there';
    return `not tested: all walkers are expected in one cell${seen}`;
  }
  switch (verdict.judgement) {
    case 'holds':
      return `not refused at ${formatCount(walkers)} walkers (${p})`;
    case 'undecided':
      if (verdict.pValue >= significance) {
        return `undecided: ${p} at ${formatCount(walkers)} walkers is rare, but not beyond chance; more walkers would tell`;
      }
      return (
        `undecided: ${p}, but a total variation of ${formatNumber(distance)} is not above what ` +
        `sampling (${formatNumber(floor)}) and the solver's own error ` +
        `(${formatNumber(solverError)}) explain`
      );
    case 'refused': {
      const enough = walkersToTell
        ? `; ${formatCount(walkersToTell, 2)} walkers are enough to see it`
        : '';
      return distance >= 2 * floor
        ? `refused: the sampled law is ${formatNumber(distance)} away in total variation, ` +
            `${formatTimes(distance / floor)} what sampling explains${enough}`
        : `refused: χ² is ${formatCount(verdict.chiSquare)} where sampling gives ` +
            `${formatCount(dof)} ± ${formatCount(Math.sqrt(2 * dof))} (${p})${enough}`;
    }
    default:
      return verdict.judgement satisfies never;
  }
}

const formatTimes = (ratio: number) => `${Number(ratio.toPrecision(2))} times`;

function divergedWords(snapshot: Snapshot): string {
  if (snapshot.diverged === 0) return '';
  return ` (${formatCount(snapshot.diverged)} diverged walkers count as outside)`;
}
