import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/engine/ensemble.js';
import type { Verdict } from '../../src/run/frame.js';
import { judge } from '../../src/run/verdict.js';
import { randomNumbers, sampleCounts } from '../math/randomCounts.js';
import { fakeExperiment, irwinHallPrediction } from './fixtures.js';

const experiment = fakeExperiment();
const exact = irwinHallPrediction(experiment, 1);
const law = [...exact.probabilities!, exact.outside];

/** A snapshot of draws from the exact law; some of those outside may be called diverged. */
function sampled(walkers: number, seed = 7, diverged = 0): Snapshot {
  const counts = sampleCounts(law, walkers, randomNumbers(seed));
  const outside = counts.pop()! - diverged;
  const moments = { mean: exact.mean, covariance: exact.covariance };
  const common = { step: 1, walkers, counts: Float64Array.from(counts), outside, diverged };
  return { ...common, absorbed: 0, ...moments };
}

const against = (walkers: number, shift: number, solverError = 0): Verdict =>
  judge(sampled(walkers), irwinHallPrediction(experiment, 1, shift, solverError), experiment.grid);

describe('words claim what the numbers say', () => {
  test('holds', () => {
    const verdict = against(50_000, 0);
    expect(verdict.judgement).toBe('holds');
    expect(verdict.walkersToTell).toBeNull();
    expect(verdict.words).toMatch(/^not refused at 50,000 walkers \(p = 0\.\d+\)$/);
    expect(verdict.totalVariation / verdict.totalVariationFloor).toBeCloseTo(1, 0);
  });

  test('refused, with the distance, its ratio to the floor, and the walkers it takes', () => {
    const verdict = against(50_000, 0.05);
    expect(verdict.judgement).toBe('refused');
    expect(verdict.words).toMatch(
      /^refused: the sampled law is 0\.0\d+ away in total variation, \d(\.\d)? times what sampling explains; [\d,]+ walkers are enough to see it$/,
    );
  });

  test('undecided where the solver admits an error of that size', () => {
    const verdict = against(50_000, 0.05, 0.02);
    expect(verdict.judgement).toBe('undecided');
    expect(verdict.words).toMatch(
      /^undecided: p = [\d.]+e-\d+, but sampling \(0\.0\d+\) and the solver's own error \(0\.020\) may explain a total variation of 0\.0\d+$/,
    );
  });

  test('refused by χ² where the total variation drowns in the noise of many cells', () => {
    const verdict = against(6_000, 0.05);
    expect(verdict.totalVariation).toBeLessThan(2 * verdict.totalVariationFloor);
    expect(verdict.words).toMatch(
      /^refused: χ² is \d+ where sampling gives \d\d ± 1\d \(p = [\d.]+e-\d+\); [\d,]+ walkers are enough to see it$/,
    );
  });

  test('a tiny solver error excuses nothing, even where the total variation is at its floor', () => {
    // Sixty walkers that belong elsewhere: χ² sees them in the thin tail, total variation does not.
    const snapshot = sampled(50_000, 2);
    const counts = snapshot.counts.slice();
    counts[35] -= 60;
    counts[62] += 60;
    const judged = (solverError: number) =>
      judge({ ...snapshot, counts }, { ...exact, solverError }, experiment.grid);
    expect(judged(1e-6)).toMatchObject({ judgement: 'refused' });
    expect(judged(2e-3)).toMatchObject({ judgement: 'undecided' });
    expect(judged(1e-6).totalVariation).toBeLessThan(judged(1e-6).totalVariationFloor);
  });

  test('undecided where the p-value is rare but not beyond chance', () => {
    const snapshot = sampled(50_000, 2);
    const verdicts = Array.from({ length: 60 }, (_, moved) => {
      const counts = snapshot.counts.slice();
      counts[35] -= moved;
      counts[62] += moved;
      return judge({ ...snapshot, counts }, exact, experiment.grid);
    });
    const rare = verdicts.filter(({ pValue }) => pValue >= 1e-6 && pValue < 1e-4);
    expect(rare.length).toBeGreaterThan(0);
    for (const { judgement, words } of rare) {
      expect(judgement).toBe('undecided');
      expect(words).toMatch(/^undecided: p = .* at 50,000 walkers is rare, but not beyond chance/);
    }
    for (const { judgement } of verdicts.filter(({ pValue }) => pValue >= 1e-4)) {
      expect(judgement).toBe('holds');
    }
  });

  test('a law of a single cell is held against the walkers elsewhere, by the binomial law', () => {
    const walkers = 1000;
    const at = (cell: number, elsewhere: number, solverError = 0) => {
      const probabilities = new Float64Array(70);
      probabilities[cell] = 1 - elsewhere;
      const law = { ...exact, probabilities, outside: elsewhere, solverError };
      return (moved: number) => {
        const counts = new Float64Array(70);
        counts[cell] = walkers - moved;
        counts[cell + 1] = moved;
        return judge({ ...sampled(walkers), counts, outside: 0 }, law, experiment.grid);
      };
    };
    const point = at(3, 0);
    expect(point(0)).toMatchObject({ judgement: 'holds', degreesOfFreedom: 0, totalVariation: 0 });
    expect(point(0).words).toBe(
      'not refused: all of 1,000 walkers are expected in one cell, and all are (p = 1.0)',
    );
    expect(point(1)).toMatchObject({
      judgement: 'refused',
      words: 'refused: all of 1,000 walkers are expected in one cell, and 999 are (p < 1e-300)',
    });
    expect(at(3, 0, 0.01)(10)).toMatchObject({ judgement: 'undecided' });
    expect(at(3, 0, 0.01)(50)).toMatchObject({ judgement: 'refused' });
    // Five expected elsewhere: seventeen and none have two-sided p-values of 3e-5 and 0.013.
    const few = at(3, 0.005);
    expect(few(0).judgement).toBe('holds');
    expect(few(0).pValue).toBeCloseTo(2 * 0.995 ** 1000, 12);
    expect(few(17).judgement).toBe('undecided');
    expect(few(30).judgement).toBe('refused');
    expect(few(4).words).toMatch(
      /^not refused: 995 of 1,000 walkers are expected in one cell, and 996/,
    );
  });

  test('too few walkers for any test are said to be, and judge nothing', () => {
    const verdict = against(15, 0);
    expect(verdict).toMatchObject({ judgement: 'undecided', tested: false, pValue: 1 });
    expect(verdict.words).toBe('not tested: of 15 walkers no two groups of cells expect 10 each');
  });
});

describe('a verdict never refuses by less than the error that the solver admits', () => {
  /** Moves `share` of the probability at random: from some cells into others, or into one. */
  function perturbed(share: number, seed: number): Float64Array {
    const random = randomNumbers(seed);
    const cells = Float64Array.from(law);
    const toOne = seed % 3 === 0 ? Math.floor(random() * cells.length) : -1;
    let left = share;
    while (left > 1e-15) {
      const from = Math.floor(random() * cells.length);
      const to = toOne >= 0 ? toOne : Math.floor(random() * cells.length);
      const moved = Math.min(left, cells[from], share * random());
      cells[from] -= moved;
      cells[to] += moved;
      left -= moved;
    }
    return cells;
  }

  const snapshots = [1, 2, 3, 4].map((seed) => sampled(100_000, seed));

  test('over random errors of every size, spread or in one cell', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const share = 10 ** (-4 + 3.9 * randomNumbers(seed + 1000)());
      const wrong = perturbed(share, seed);
      const outside = wrong[wrong.length - 1];
      const prediction = { ...exact, probabilities: wrong.slice(0, -1), outside };
      // `share` is the true error at most: claimed by half, as the safety factor allows.
      const judged = (solverError: number) =>
        judge(snapshots[seed % 4], { ...prediction, solverError }, experiment.grid);
      expect(judged(share / 2).judgement, `${seed}: ${share}`).not.toBe('refused');
    }
  });

  test('yet an error far below the difference excuses nothing', () => {
    let seen = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const wrong = perturbed(0.1, seed);
      const apart = wrong.reduce((sum, v, k) => sum + Math.abs(v - law[k]) / 2, 0);
      const outside = wrong[wrong.length - 1];
      const prediction = { ...exact, probabilities: wrong.slice(0, -1), outside };
      const own = { ...prediction, solverError: apart / 10 };
      const verdict = judge(snapshots[seed % 4], own, experiment.grid);
      if (verdict.totalVariation > 3 * verdict.totalVariationFloor + apart / 2) {
        expect(verdict.judgement, `${seed}`).toBe('refused');
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(20);
  });
});

test('diverged walkers count as outside, and the words say so', () => {
  const plain = judge(sampled(50_000), exact, experiment.grid);
  const parked = judge(sampled(50_000, 7, 20), exact, experiment.grid);
  expect(parked.chiSquare).toBe(plain.chiSquare);
  expect(parked.totalVariation).toBe(plain.totalVariation);
  expect(parked.words).toBe(`${plain.words} (20 diverged walkers count as outside)`);
});

test('walkers to tell: that many walkers do see the difference at 5σ, within its spread', () => {
  const estimate = against(400_000, 0.05).walkersToTell!;
  const shifted = irwinHallPrediction(experiment, 1, 0.05);
  const deviations = Array.from({ length: 200 }, (_, seed) => {
    const { chiSquare, degreesOfFreedom: dof } = judge(
      sampled(estimate, seed),
      shifted,
      experiment.grid,
    );
    return (chiSquare - dof) / Math.sqrt(2 * dof);
  });
  const mean = deviations.reduce((a, b) => a + b, 0) / deviations.length;
  // Fewer walkers merge more cells and the estimate itself is noisy: a fifth either way.
  expect(mean).toBeGreaterThan(4);
  expect(mean).toBeLessThan(6);
});

test('no number of walkers is given for which χ² could not be computed', () => {
  expect(against(50_000, 2).walkersToTell).toBe(20);
});

test('a prediction without probabilities cannot be judged', () => {
  const moments = { ...exact, probabilities: null };
  expect(() => judge(sampled(10), moments, experiment.grid)).toThrow('needs probabilities');
});
