/**
 * Tests of integer counts against cell probabilities: Pearson's χ² with merged cells, its upper
 * tail, and the total variation that sampling alone produces.
 */
import gammainc from '@stdlib/math-base-special-gammainc';

export interface ChiSquareTest {
  readonly chiSquare: number;
  /** Cells after merging, less one; 0 where everything merged into a single cell. */
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** Smallest expected count of a merged cell; Pearson's χ² is a χ² variable well above 5. */
export const smallestExpected = 10;

/**
 * Runs of neighbouring cells (in the given order) with expected counts of at least 10 each. Cells
 * are taken until a run is full; what is left over at the end joins the last run. The runs depend
 * on the expected counts alone, never on what was observed, so that the test keeps its level.
 *
 * @returns the end (exclusive) of each run; the last is the number of cells.
 */
export function mergeCells(expected: ArrayLike<number>): number[] {
  const ends: number[] = [];
  let sum = 0;
  for (let i = 0; i < expected.length; i++) {
    sum += expected[i];
    if (sum >= smallestExpected) {
      ends.push(i + 1);
      sum = 0;
    }
  }
  if (ends.length === 0) return [expected.length];
  ends[ends.length - 1] = expected.length;
  return ends;
}

/**
 * Pearson's χ² of observed counts against expected counts, merged by `mergeCells`. The outside of a
 * grid is passed as one more cell at the end. Expected counts are taken as given (they should add
 * up to the number of draws); no parameter is counted as fitted.
 */
export function chiSquareTest(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
): ChiSquareTest {
  const ends = mergeCells(expected);
  let chiSquare = 0;
  let cell = 0;
  if (ends.length > 1) {
    for (const end of ends) {
      let seen = 0;
      let mean = 0;
      for (; cell < end; cell++) {
        seen += observed[cell];
        mean += expected[cell];
      }
      chiSquare += (seen - mean) ** 2 / mean;
    }
  }
  const degreesOfFreedom = ends.length - 1;
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTail(chiSquare, degreesOfFreedom) };
}

/**
 * Probability that a χ² variable exceeds `chiSquare`: Q(dof/2, χ²/2), the regularised upper
 * incomplete gamma function. Relative accuracy holds far into the tail; below 1e-308 it is 0.
 */
export function chiSquareTail(chiSquare: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return 1;
  return gammainc(chiSquare / 2, degreesOfFreedom / 2, true, true);
}

/** Above this variance the binomial's mean deviation is taken from its Gaussian limit (1e-5). */
const gaussianVariance = 1e4;

/**
 * Mean absolute deviation E|X − Np| of a binomial variable X of `draws` draws with probability p.
 * Exact (de Moivre 1730: 2 (1−p)^(N−m) p^(m+1) (m+1) C(N, m+1), m = ⌊Np⌋) up to a variance of
 * 10⁴, from there √(2Np(1−p)/π), whose relative error is below 1e-4.
 */
export function binomialMeanDeviation(draws: number, probability: number): number {
  const clamped = Math.min(Math.max(probability, 0), 1);
  // X and N − X deviate alike: then m stays below 2·10⁴.
  const p = Math.min(clamped, 1 - clamped);
  if (p === 0) return 0;
  const variance = draws * p * (1 - p);
  if (variance > gaussianVariance) return Math.sqrt((2 * variance) / Math.PI);
  const m = Math.floor(draws * p);
  const logTerm =
    (draws - m) * Math.log1p(-p) + (m + 1) * Math.log(p) + logCoefficients(draws, m)[m];
  return 2 * Math.exp(logTerm);
}

/**
 * P(X ≤ seen) and P(X ≥ seen) of a binomial variable X of `draws` draws with probability p, summed
 * term by term from 0: exact to rounding for draws·p below some hundreds, which is what it is for.
 */
export function binomialTails(draws: number, probability: number, seen: number) {
  const p = Math.min(1, Math.max(0, probability));
  const odds = p / (1 - p);
  let term = Math.exp(draws * Math.log1p(-p));
  let below = 0;
  let above = 0;
  for (let k = 0; k <= draws; k++) {
    if (k <= seen) below += term;
    if (k >= seen) above += term;
    term *= ((draws - k) / (k + 1)) * odds;
    if (term === 0 || (k > seen && k > draws * p && term < 1e-17 * above)) break;
  }
  return { below: Math.min(1, below), above: Math.min(1, above) };
}

const keptCoefficients = new Map<number, number[]>();
/** Numbers of draws that are in use at a time; each keeps at most 2·10⁴ coefficients. */
const mostKept = 16;

/** log of (m+1) C(N, m+1) for N = `draws` and m from 0 up to `last` at least. */
function logCoefficients(draws: number, last: number): readonly number[] {
  let logs = keptCoefficients.get(draws);
  if (!logs) {
    if (keptCoefficients.size >= mostKept) keptCoefficients.clear();
    logs = [Math.log(draws)];
    keptCoefficients.set(draws, logs);
  }
  for (let m = logs.length; m <= last; m++) {
    logs.push(logs[m - 1] + Math.log((draws - m) / m));
  }
  return logs;
}

/**
 * Total variation expected between `draws` draws and the very law they were drawn from: half the
 * sum over cells of the mean absolute deviation of the fraction of draws in the cell.
 */
export function totalVariationFloor(draws: number, probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    sum += binomialMeanDeviation(draws, probabilities[i]);
  }
  return sum / (2 * draws);
}
