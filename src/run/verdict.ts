/**
 * The verdict: walkers sampled against probabilities solved. It claims no more than the numbers
 * say: a law is refused only where the difference is too large for chance *and* for the error that
 * the solver admits; "holds" means no more than "not refused with this many walkers".
 */
import type { Snapshot } from '../engine/ensemble.js';
import { cumulativeDistances, totalVariation } from '../math/distances.js';
import type { Grid } from '../math/grid.js';
import { type ChiSquareTest, chiSquareTest, totalVariationFloor } from '../math/statistics.js';
import type { Prediction } from '../theory/prediction.js';
import { formatCount, formatNumber, formatPValue } from './format.js';
import type { Verdict } from './frame.js';

/** A p-value below this is not put down to chance. */
const significance = 1e-6;
/** The solver's error counts double: it is an estimate from two resolutions. */
const solverSafety = 2;
/** D² counts as seen above this many standard deviations of χ². */
const seenDeviations = 3;

function append(cells: Float64Array, last: number): Float64Array {
  const all = new Float64Array(cells.length + 1);
  all.set(cells);
  all[cells.length] = last;
  return all;
}

/**
 * Walkers at which χ² is expected 5 standard deviations above its mean, from the unbiased estimate
 * D² = (χ² − dof)/N of Σ(q−p)²/p; null where χ² does not exceed its mean by 3 of them.
 */
function estimateWalkersToTell(chiSquare: number, dof: number, walkers: number): number | null {
  const deviation = Math.sqrt(2 * dof);
  if (dof === 0 || chiSquare <= dof + seenDeviations * deviation) return null;
  return Math.ceil((5 * deviation * walkers) / (chiSquare - dof));
}

/**
 * Judges a snapshot against a prediction on the same grid.
 *
 * Walkers off the grid are one more cell; diverged walkers belong to it, in the counts as in the
 * prediction's `outside`. Undecided: the p-value is small, but the total variation is not above
 * what sampling and twice the solver's error explain.
 *
 * @throws where the prediction has no probabilities or another number of cells.
 */
export function judge(snapshot: Snapshot, prediction: Prediction, grid: Grid): Verdict {
  const { probabilities, solverError } = prediction;
  const { walkers, counts } = snapshot;
  if (probabilities?.length !== counts.length) {
    throw new Error('a verdict needs probabilities on the grid of the counts');
  }
  const observed = append(counts, snapshot.outside + snapshot.diverged);
  const law = append(probabilities, prediction.outside);
  const test = chiSquareTest(
    observed,
    law.map((p) => p * walkers),
  );
  const distance = totalVariation(observed, law, walkers);
  const floor = totalVariationFloor(walkers, law);
  const walkersToTell = estimateWalkersToTell(test.chiSquare, test.degreesOfFreedom, walkers);
  const explained = distance <= floor + solverSafety * solverError;
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
  if (test.pValue >= significance) return 'holds';
  return explained ? 'undecided' : 'refused';
}

function describe(verdict: Omit<Verdict, 'words'>, walkers: number, solverError: number): string {
  const { totalVariation: distance, totalVariationFloor: floor, walkersToTell } = verdict;
  const p = `p ${formatPValue(verdict.pValue)}`;
  if (verdict.degreesOfFreedom === 0) {
    const misplaced = Math.round(distance * walkers);
    const seen =
      misplaced > 0 ? `, yet ${formatCount(misplaced)} are elsewhere` : ', and are there';
    return `not tested: all walkers are expected in one cell${seen}`;
  }
  switch (verdict.judgement) {
    case 'holds':
      return `not refused at ${formatCount(walkers)} walkers (${p})`;
    case 'undecided':
      return (
        `undecided: ${p}, but a total variation of ${formatNumber(distance)} is not above what ` +
        `sampling (${formatNumber(floor)}) and the solver's own error ` +
        `(${formatNumber(solverError)}) explain`
      );
    case 'refused': {
      const times = floor > 0 ? `, ${formatTimes(distance / floor)} what sampling explains` : '';
      const enough = walkersToTell
        ? `; ${formatCount(walkersToTell, 2)} walkers are enough to see it`
        : '';
      return `refused: the sampled law is ${formatNumber(distance)} away in total variation${times}${enough}`;
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
