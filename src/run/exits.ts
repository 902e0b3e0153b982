/**
 * First passages: sampled steps out of the exit region, summed up and held against what the solvers
 * predict. Walkers still inside at the last step K are censored; nothing is extrapolated from them:
 * means are those of min(T, K), which both sides know.
 */
import erfc from '@stdlib/math-base-special-erfc';
import type { Exits } from '../engine/ensemble.js';
import type { Experiment } from '../model/experiment.js';
import { predictions } from '../model/predictions.js';
import type { Region } from '../model/region.js';
import type { ExitPrediction, ExitSeries } from '../theory/escape/exitPrediction.js';
import { formatCount, formatDeviation, formatWithin } from './format.js';
import type { ExitComparison, ExitHistogram, ExitSummary, Verdict } from './frame.js';
import { doubt, judge, significance, solverSafety } from './verdict.js';

/** What the steps of each law are: the operator's are steps, the generator's time over η. */
export const exitLawNames = {
  masterEquation: `${predictions.masterEquation.title}, in steps`,
  fokkerPlanck: `${predictions.fokkerPlanck.title}, time/η`,
} as const satisfies Record<ExitComparison['name'], string>;

/** A region in a sentence: "outside the basin of …", "outside x < 0". */
export const describeRegion = ({ text }: Region): string =>
  text.startsWith('basin of') ? `the ${text}` : text;

/** Steps up to this many are bins of their own. */
const mostBins = 512;

/** The predictions of exits that go with those of densities, in the experiment's order. */
export function exitPredictionsOf({ exitRegion, predictions: names }: Experiment) {
  if (!exitRegion) return [];
  return names.flatMap((name) =>
    name === 'masterEquation' || name === 'fokkerPlanck' ? [name] : [],
  );
}

/** The exits of all walkers of two waves, taken at the same step. */
export function mergeExits(a: Exits, b: Exits): Exits {
  return {
    step: a.step,
    walkers: a.walkers + b.walkers,
    counts: a.counts.map((count, k) => count + b.counts[k]),
    inside: a.inside + b.inside,
    diverged: a.diverged + b.diverged,
  };
}

/**
 * Sums up the exits of an ensemble and judges the predictions by them, up to the step at which they
 * were counted.
 */
export function summarizeExits(exits: Exits, series: readonly ExitSeries[]): ExitSummary {
  const { step, walkers, inside, diverged } = exits;
  const moments = cutMoments(exits);
  const sampled = {
    step,
    walkers,
    histogram: binExits(exits.counts),
    inside,
    diverged,
    ...moments,
    ...lateRate(exits),
  };
  return {
    ...sampled,
    comparisons: series.flatMap((s) => ('absent' in s ? [] : [compare(sampled, s)])),
    absent: series.flatMap((s) => ('absent' in s ? [{ name: s.name, reason: s.absent }] : [])),
  };
}

type Sampled = Omit<ExitSummary, 'comparisons' | 'absent'>;

/** Mean of min(T, K) and its standard error. */
function cutMoments({ counts, inside, step, walkers }: Exits) {
  const mean = (counts.reduce((sum, n, k) => sum + n * k, 0) + inside * step) / walkers;
  const squares = counts.reduce((sum, n, k) => sum + n * (k - mean) ** 2, 0);
  const variance = (squares + inside * (step - mean) ** 2) / walkers;
  return { mean, meanError: Math.sqrt(variance / walkers) };
}

/** Exits per step and walker inside, over the second half of the steps; NaN with nobody inside. */
function lateRate({ counts, inside, step }: Exits): { rate: number; rateError: number } {
  let atRisk = 0;
  let left = 0;
  let before = inside;
  for (let k = step; k > step / 2; k--) {
    before += counts[k];
    left += counts[k];
    atRisk += before;
  }
  return { rate: left / atRisk, rateError: Math.sqrt(left) / atRisk };
}

/** Values per step, 0 … K, as that of step 0 and sums over bins of equally many steps. */
function binExits(perStep: Float64Array): ExitHistogram {
  const steps = perStep.length - 1;
  const binWidth = Math.max(1, Math.ceil(steps / mostBins));
  const bins = new Float64Array(Math.ceil(steps / binWidth));
  for (let k = 1; k <= steps; k++) bins[Math.floor((k - 1) / binWidth)] += perStep[k];
  return { startedOutside: perStep[0], binWidth, bins };
}

/** A prediction against the sample: the verdict of a density over steps, censored ones outside. */
function compare(sampled: Sampled, prediction: ExitPrediction): ExitComparison {
  const { step, walkers, histogram, inside } = sampled;
  const within = prediction.distribution.subarray(0, step + 1);
  const law = binExits(within.map((p, k) => (k === 0 ? p : p - within[k - 1])));
  const mean = within.subarray(0, step).reduce((sum, p) => sum + 1 - p, 0);
  const { startedOutside, binWidth, bins } = histogram;
  const cells = bins.length + 1;
  const verdict = judge(
    {
      step,
      walkers,
      counts: Float64Array.of(startedOutside, ...bins),
      outside: inside,
      absorbed: 0,
      diverged: 0,
      mean: Float64Array.of(sampled.mean),
      covariance: Float64Array.of(sampled.meanError ** 2 * walkers),
    },
    {
      step,
      probabilities: Float64Array.of(law.startedOutside, ...law.bins),
      outside: Math.max(0, 1 - within[step]),
      mean: Float64Array.of(mean),
      covariance: Float64Array.of(0),
      solverError: prediction.distributionError,
      momentError: 0,
      notes: [],
    },
    // The first cell holds step 0.
    [{ name: 'step', min: 0.5 - binWidth, max: 0.5 + binWidth * bins.length, cells }],
    {
      cell: binWidth > 1 ? `to leave within ${binWidth} steps` : 'to leave at one step',
      outside: 'to stay inside',
      verb: 'do',
    },
  );
  const { meanError } = sampled;
  const deviation = meanError > 0 ? (sampled.mean - mean) / meanError : 0;
  const byMean = judgeMean(deviation, meanError, step * prediction.distributionError);
  const meansRefuseMore = severity[byMean] > severity[verdict.judgement];
  const means = meanWords(sampled, mean, deviation);
  return {
    name: prediction.name,
    prediction,
    histogram: law,
    inside: Math.max(0, 1 - within[step]),
    mean,
    deviation,
    verdict,
    judgement: meansRefuseMore ? byMean : verdict.judgement,
    words: meansRefuseMore ? `${byMean}: ${means}` : `${verdict.words}; ${means}`,
  };
}

const severity = { holds: 0, undecided: 1, refused: 2 } as const;

/**
 * The means see what χ² over many steps overlooks: a rate that is a little off. `solverError` is
 * that of the predicted mean.
 */
function judgeMean(
  deviation: number,
  meanError: number,
  solverError: number,
): Verdict['judgement'] {
  const pValue = erfc(Math.abs(deviation) / Math.SQRT2);
  if (pValue >= doubt) return 'holds';
  // What sampling may add to it by chance: three standard errors.
  const explained = Math.abs(deviation) * meanError <= solverSafety * solverError + 3 * meanError;
  return explained || pValue >= significance ? 'undecided' : 'refused';
}

function meanWords(
  { mean, meanError, step, inside }: Sampled,
  predicted: number,
  deviation: number,
): string {
  const cut = inside > 0 ? `mean step, cut at ${formatCount(step)}:` : 'mean step';
  const off = meanError > 0 ? `, ${formatDeviation(deviation)} s.e. off` : '';
  return (
    `${cut} ${formatWithin(mean, meanError)} ± ${formatWithin(meanError, meanError)}, ` +
    `predicted ${formatWithin(predicted, meanError)}${off}`
  );
}
