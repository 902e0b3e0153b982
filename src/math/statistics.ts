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
 * The least χ² of observed counts against any expected counts within `moved` of those given: so many
 * expected draws may be taken from some cells and given to others (the total variation between both
 * is at most `moved` over the draws). Cells are merged as the given expected counts say. What is moved
 * goes from the runs that were overestimated most to those underestimated most, which is optimal:
 * ∂χ²/∂m = 1 − (n/m)² depends on the ratio n/m alone.
 */
export function leastChiSquare(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
  moved: number,
): ChiSquareTest {
  const ends = mergeCells(expected);
  const seen = new Float64Array(ends.length);
  const mean = new Float64Array(ends.length);
  let cell = 0;
  ends.forEach((end, run) => {
    for (; cell < end; cell++) {
      seen[run] += observed[cell];
      mean[run] += expected[cell];
    }
  });
  // Means raised to seen / level, or lowered to it: so many draws must have come, or gone.
  const given = (level: number) =>
    seen.reduce((sum, n, run) => sum + Math.max(0, n / level - mean[run]), 0);
  const taken = (level: number) =>
    seen.reduce((sum, n, run) => sum + Math.max(0, mean[run] - n / level), 0);
  const most = seen.reduce((r, n, run) => Math.max(r, n / mean[run]), 1);
  const high = levelWith((level) => given(level) <= moved, 1, most);
  const low = 1 / levelWith((inverse) => taken(1 / inverse) <= moved, 1, 1e12);
  // Runs without any seen go down by shares: all have the ratio 0.
  const share = Math.min(1, moved / Math.max(taken(low), Number.MIN_VALUE));
  let chiSquare = 0;
  for (let run = 0; run < ends.length; run++) {
    const raised = Math.max(mean[run], seen[run] / high);
    const lowered = share * Math.max(0, mean[run] - seen[run] / low);
    const least = raised - lowered;
    if (least > 0) chiSquare += (seen[run] - least) ** 2 / least;
  }
  const degreesOfFreedom = ends.length - 1;
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTail(chiSquare, degreesOfFreedom) };
}

/** The least level from `low` to `high` that is `enough`, which every greater one is, by bisection. */
function levelWith(enough: (level: number) => boolean, low: number, high: number): number {
  let [from, to] = [Math.log(low), Math.log(high)];
  for (let round = 0; round < 60 && to - from > 1e-9; round++) {
    const middle = (from + to) / 2;
    if (enough(Math.exp(middle))) to = middle;
    else from = middle;
  }
  return Math.exp(to);
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
