/**
 * The verdict: walkers sampled against probabilities solved. It claims no more than the numbers
 * say: a law is refused only where the difference is too large for chance *and* for the error that
 * the solver admits; "holds" means no more than "not refused with this many walkers".
 */
import type { Snapshot } from '../engine/ensemble.js';
import { cumulativeDistances, totalVariation, withOutside } from '../math/distances.js';
import type { Grid } from '../math/grid.js';
import {
  binomialTails,
  type ChiSquareTest,
  chiSquareTest,
  leastChiSquare,
  smallestExpected,
  totalVariationFloor,
} from '../math/statistics.js';
import type { Prediction } from '../theory/prediction.js';
import { counted, formatCount, formatNumber, formatPValue } from './format.js';
import type { Verdict } from './frame.js';

/** A p-value below this is not put down to chance; one below the second is not passed over. */
export const significance = 1e-6;
export const doubt = 1e-4;
/** The solver's error counts double: it is an estimate from two resolutions. */
export const solverSafety = 2;
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

/** What the cells of a grid and what is off it are called in a sentence about all walkers. */
export interface Places {
  readonly cell: string;
  readonly outside: string;
  /** What walkers do that are as expected. */
  readonly verb: string;
}
const gridPlaces: Places = { cell: 'in one cell', outside: 'off the grid', verb: 'are' };

/**
 * Judges a snapshot against a prediction on the same grid; `places` is how words call its cells.
 *
 * Walkers off the grid are one more cell; diverged walkers belong to it, in the counts as in the
 * prediction's `outside`. Where χ² has no two groups of cells, the likeliest cell is held against
 * all others, by the binomial law; with too few walkers for that too nothing is tested. Undecided:
 * nothing was tested, or the p-value is rare but not beyond chance, or it is beyond it but not that
 * of every law within the solver's own error of the prediction.
 *
 * @throws where the prediction has no probabilities or another number of cells.
 */
export function judge(
  snapshot: Snapshot,
  prediction: Prediction,
  grid: Grid,
  places = gridPlaces,
): Verdict {
  const { probabilities, solverError } = prediction;
  const { walkers, counts } = snapshot;
  if (probabilities?.length !== counts.length) {
    throw new Error('a verdict needs probabilities on the grid of the counts');
  }
  const observed = withOutside(counts, snapshot.outside + snapshot.diverged);
  const law = withOutside(probabilities, prediction.outside);
  const expected = law.map((p) => p * walkers);
  const chiSquare = chiSquareTest(observed, expected);
  const single = chiSquare.degreesOfFreedom > 0 ? null : likeliestCell(observed, law, walkers);
  const test = single ? { ...chiSquare, pValue: single.pValue } : chiSquare;
  const distance = Math.min(1, totalVariation(observed, law, walkers));
  const floor = Math.min(1, totalVariationFloor(walkers, law));
  const walkersToTell = estimateWalkersToTell(test, walkers);
  const error = Math.min(1, solverSafety * solverError);
  // No law so near to the prediction is refused with it: then the error may be all there is.
  const nearest = () =>
    single
      ? likeliestCell(observed, law, walkers, error).pValue
      : leastChiSquare(observed, expected, error * walkers).pValue;
  const tested = single?.tested ?? true;
  const judgement = tested ? decide(test, nearest) : 'undecided';
  const verdict = {
    totalVariation: distance,
    totalVariationFloor: floor,
    ...test,
    ...cumulativeDistances(counts, probabilities, grid),
    walkersToTell,
    tested,
    judgement,
  } as const;
  const words = single
    ? describeCell(single, judgement, walkers, places)
    : describe(verdict, walkers, solverError);
  return { ...verdict, words: words + divergedWords(snapshot) };
}

/** `nearest` gives the largest p-value of the laws that are as near as the solver's error. */
function decide({ pValue }: ChiSquareTest, nearest: () => number): Verdict['judgement'] {
  if (pValue >= doubt) return 'holds';
  return pValue >= significance || nearest() >= significance ? 'undecided' : 'refused';
}

/** The likeliest cell of a law, what it holds of the walkers, and the p-value of that. */
interface LikeliestCell {
  readonly isOutside: boolean;
  readonly expected: number;
  readonly seen: number;
  /** Of the binomial law, both tails; 1 where nothing is tested. */
  readonly pValue: number;
  readonly tested: boolean;
}

/** Of the laws whose cell is likelier or less likely by up to `error`, the one of the largest p-value. */
function likeliestCell(
  observed: Float64Array,
  law: Float64Array,
  walkers: number,
  error = 0,
): LikeliestCell {
  const cell = law.reduce((best, p, i) => (p > law[best] ? i : best), 0);
  const seen = observed[cell];
  const expected = Math.min(1, law[cell]) * walkers;
  const tested = expected >= smallestExpected;
  // Counted by those elsewhere, whose probability keeps its digits where it is small.
  const predicted = law.reduce((sum, p, i) => (i === cell ? sum : sum + p), 0);
  const sampled = 1 - seen / walkers;
  const elsewhere = Math.min(predicted + error, Math.max(predicted - error, sampled));
  const { below, above } = binomialTails(walkers, elsewhere, walkers - seen);
  const pValue = tested ? Math.min(1, 2 * Math.min(below, above)) : 1;
  return { isOutside: cell === law.length - 1, expected, seen, pValue, tested };
}

function describeCell(
  { isOutside, expected, seen, pValue, tested }: LikeliestCell,
  judgement: Verdict['judgement'],
  walkers: number,
  places: Places,
): string {
  if (!tested) {
    return `not tested: of ${counted(walkers)} no two groups of cells expect ${smallestExpected} each`;
  }
  const missing = walkers - expected;
  const most = missing < 1e-3 ? 'all' : missing < 0.5 ? 'nearly all' : formatCount(expected);
  const place = isOutside ? places.outside : places.cell;
  const heading = judgement === 'holds' ? 'not refused' : judgement;
  return (
    `${heading}: ${most} of ${counted(walkers)} are expected ${place}, and ` +
    `${seen === walkers ? 'all' : formatCount(seen)} ${places.verb} (p ${formatPValue(pValue)})`
  );
}

function describe(verdict: Omit<Verdict, 'words'>, walkers: number, solverError: number): string {
  const { totalVariation: distance, totalVariationFloor: floor, walkersToTell } = verdict;
  const dof = verdict.degreesOfFreedom;
  const p = `p ${formatPValue(verdict.pValue)}`;
  switch (verdict.judgement) {
    case 'holds':
      return `not refused at ${counted(walkers)} (${p})`;
    case 'undecided':
      if (verdict.pValue >= significance) {
        return `undecided: ${p} at ${counted(walkers)} is rare, but not beyond chance; more walkers would tell`;
      }
      return (
        `undecided: ${p}, but sampling (${formatNumber(floor)}) and the solver's own error ` +
        `(${formatNumber(solverError)}) may explain a total variation of ${formatNumber(distance)}`
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

function divergedWords({ diverged }: Snapshot): string {
  if (diverged === 0) return '';
  return ` (${counted(diverged, 'diverged walker')} ${diverged === 1 ? 'counts' : 'count'} as outside)`;
}
