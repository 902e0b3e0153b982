/** First passages summed up and judged: walkers that leave with one probability at every step. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { mergeExits, summarizeExits } from '../../src/run/exits.js';
import type { Progress, RunResult } from '../../src/run/frame.js';
import { run } from '../../src/run/run.js';
import { exitRegion, exitStep, fakeExits, geometricExit, leaving } from './exitFixtures.js';
import { collect, fakeBackend, fakeExperiment } from './fixtures.js';

vi.mock('../../src/theory/predict.js', async () => ({
  predict: (await import('./fixtures.js')).fakePredict,
}));
vi.mock('../../src/theory/escape/predictExit.js', async () => ({
  predictExit: (await import('./exitFixtures.js')).fakePredictExit,
}));

const walkers = 50_000;
const experiment = fakeExperiment({ walkers, exitRegion, steps: 600 });
const sample = (step: number, firstWalker = 0, count = walkers) =>
  fakeExits({ experiment, index: 0, firstWalker, walkers: count }, step);

describe('the summary', () => {
  test('mean and error are those of the steps cut at the last one, walker by walker', () => {
    const cut = Array.from({ length: walkers }, (_, w) => Math.min(exitStep(w), 120));
    const mean = cut.reduce((a, b) => a + b, 0) / walkers;
    const variance = cut.reduce((sum, t) => sum + (t - mean) ** 2, 0) / walkers;
    const summary = summarizeExits(sample(120), []);
    expect(summary.mean).toBeCloseTo(mean, 9);
    expect(summary.meanError).toBeCloseTo(Math.sqrt(variance / walkers), 12);
    expect(summary.inside).toBe(cut.filter((_, w) => exitStep(w) > 120).length);
    const { startedOutside, bins, binWidth } = summary.histogram;
    expect(binWidth).toBe(1);
    expect(startedOutside).toBe(cut.filter((t) => t === 0).length);
    expect(bins[41]).toBe(cut.filter((t) => t === 42).length);
  });

  test('the rate is the share of those inside that leave per step', () => {
    const { rate, rateError } = summarizeExits(sample(200), []);
    expect(Math.abs(rate - leaving)).toBeLessThan(4 * rateError);
    // √(p/(N·steps at risk)), as a count of independent events.
    expect(rateError).toBeLessThan(0.02 * leaving);
  });

  test('more than 512 steps share bins, which lose nobody', () => {
    const { histogram, inside } = summarizeExits(sample(600), []);
    expect(histogram.binWidth).toBe(2);
    expect(histogram.bins).toHaveLength(300);
    const left = histogram.bins.reduce((a, b) => a + b, histogram.startedOutside);
    expect(left + inside).toBe(walkers);
    const first = [...Array(walkers).keys()].filter((w) => [1, 2].includes(exitStep(w)));
    expect(histogram.bins[0]).toBe(first.length);
  });

  test('waves merge to the whole', () => {
    const parts = [sample(90, 0, 20_000), sample(90, 20_000, 30_000)];
    expect(mergeExits(parts[0], parts[1])).toEqual(sample(90));
  });
});

describe('the verdict', () => {
  const judged = (step: number, faster: number, error?: number) =>
    summarizeExits(sample(step), [geometricExit(600, 'masterEquation', faster, error)])
      .comparisons[0];

  test.each([5, 120, 600])('up to step %i the exact law is not refused', (step) => {
    const { judgement, mean, words } = judged(step, 1);
    expect(judgement).toBe('holds');
    const { mean: sampled, meanError } = summarizeExits(sample(step), []);
    expect(Math.abs(mean - sampled)).toBeLessThan(4 * meanError);
    expect(words).toContain(`mean step, cut at ${step}:`);
  });

  test('a rate that is a tenth too high is refused, and its mean is off', () => {
    const { judgement, deviation, words } = judged(600, 1.1);
    expect(judgement).toBe('refused');
    // Means 90 and 81.8 of standard deviation near 100 at 50,000 walkers: 18 standard errors.
    expect(deviation).toBeGreaterThan(14);
    expect(deviation).toBeLessThan(22);
    expect(words).toContain(`${deviation.toFixed(0)} s.e. off`);
  });

  test('a rate a little off is refused by the mean, where χ² over all steps sees nothing', () => {
    const { verdict, judgement, words, deviation } = judged(600, 1.04);
    expect(verdict.judgement).toBe('holds');
    expect(deviation).toBeGreaterThan(5);
    expect(judgement).toBe('refused');
    expect(words).toMatch(/^refused: mean step/);
  });

  test("a difference within the solver's own error is undecided", () => {
    expect(judged(600, 1.1, 0.05).judgement).toBe('undecided');
  });

  test('censored walkers alone can refuse a law', () => {
    // One step: all that is known is who is still inside.
    expect(judged(1, 1).judgement).toBe('holds');
    expect(judged(1, 2).judgement).toBe('refused');
  });

  test('words stay sensible where nobody leaves, and where all start outside', () => {
    const exits = { step: 9, walkers: 100, diverged: 0 };
    const none = { ...exits, counts: new Float64Array(10), inside: 100 };
    const all = { ...exits, counts: new Float64Array(10).fill(100, 0, 1), inside: 0 };
    const law = (inside: number) => ({
      ...geometricExit(9),
      distribution: new Float64Array(10).fill(1 - inside),
    });
    for (const [found, inside] of [
      [none, 1],
      [all, 0],
    ] as const) {
      const { comparisons, mean } = summarizeExits(found, [law(inside)]);
      expect(mean).toBe(9 * inside);
      expect(comparisons[0].verdict.judgement).toBe('holds');
      expect(comparisons[0].words).not.toMatch(/NaN|Infinity|not finite/);
    }
  });
});

describe('a run', () => {
  let result: RunResult;
  const stages = new Set<string>();
  beforeAll(async () => {
    const onProgress = ({ stage }: Progress) => stages.add(stage);
    result = (await collect(run(experiment, fakeBackend(21_000).backend, { onProgress }))).result;
  });

  test('counts the exits of all waves up to the last step', () => {
    const { exits } = result.ensembles[0];
    expect(exits).toEqual(
      summarizeExits(sample(600), [
        geometricExit(600, 'masterEquation'),
        geometricExit(600, 'fokkerPlanck', 1.1),
      ]),
    );
  });

  test('gives the reason of an absent prediction, shows its stages, and warns', () => {
    expect(result.ensembles[1].exits?.absent).toEqual([
      { name: 'fokkerPlanck', reason: 'no diffusion' },
    ]);
    expect(stages).toContain('solving master equation, exits of SGD');
    expect(
      result.warnings.some((w) => /walkers of SGD start outside the exit region/.test(w)),
    ).toBe(true);
  });

  test('without a region nothing is counted', async () => {
    const { result: plain } = await collect(run(fakeExperiment(), fakeBackend().backend));
    expect(plain.ensembles.map((e) => e.exits)).toEqual([null, null]);
  });
});
