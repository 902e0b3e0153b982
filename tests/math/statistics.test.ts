import { describe, expect, test } from 'vitest';
import {
  binomialMeanDeviation,
  binomialTails,
  chiSquareTail,
  chiSquareTest,
  mergeCells,
  totalVariationFloor,
} from '../../src/math/statistics.js';
import { randomNumbers, sampleCounts } from './randomCounts.js';

/** Cell probabilities of a smooth law with thin tails, and a last cell for the outside. */
const bellCells = (cells: number) => {
  const weights = Array.from({ length: cells }, (_, i) =>
    Math.exp(-0.5 * ((8 * (i + 0.5)) / cells - 4) ** 2),
  );
  const total = weights.reduce((a, b) => a + b, 0) * 1.002;
  return [...weights.map((w) => w / total), 0.002 / 1.002];
};

describe('χ² tail', () => {
  // scipy.stats.chi2.sf; the last three are exact for 2 degrees: exp(−χ²/2).
  test.each([
    [3.841458820694124, 1, 0.05],
    [1, 1, 0.31731050786291115],
    [100, 50, 3.454931382984871e-5],
    [399, 400, 0.5047101529305132],
    [2, 2, Math.exp(-1)],
    [600, 2, Math.exp(-300)],
    [1380, 2, Math.exp(-690)],
  ])('χ² = %d with %d degrees of freedom', (chiSquare, dof, p) => {
    expect(chiSquareTail(chiSquare, dof) / p).toBeCloseTo(1, 9);
  });

  test('is accurate below 1e-300 for even degrees of freedom, where it is a finite sum', () => {
    for (const [chiSquare, dof] of [
      [1500, 40],
      [1600, 100],
      [2000, 300],
    ]) {
      const x = chiSquare / 2;
      let logTerm = -x;
      let logSum = -x;
      for (let k = 1; k < dof / 2; k++) {
        logTerm += Math.log(x / k);
        logSum = Math.max(logSum, logTerm) + Math.log1p(Math.exp(-Math.abs(logSum - logTerm)));
      }
      expect(logSum).toBeLessThan(-400);
      expect(Math.log(chiSquareTail(chiSquare, dof)) / logSum).toBeCloseTo(1, 10);
    }
  });

  test('is 1 where a single cell leaves nothing to test', () => {
    expect(chiSquareTest([7, 0], [5, 2])).toEqual({
      chiSquare: 0,
      degreesOfFreedom: 0,
      pValue: 1,
    });
  });
});

describe('merging of cells', () => {
  test('fills runs of neighbours to an expected count of 10, the rest joins the last', () => {
    expect(mergeCells([4, 4, 4, 10, 9, 0, 1, 3])).toEqual([3, 4, 8]);
    expect(mergeCells([20, 20, 20])).toEqual([1, 2, 3]);
    expect(mergeCells([1, 2])).toEqual([2]);
  });

  test('every run of a random law expects at least 10, and none could be split at its end', () => {
    const random = randomNumbers(3);
    const expected = Array.from({ length: 500 }, () => 12 * random() ** 3);
    let start = 0;
    for (const [run, end] of mergeCells(expected).entries()) {
      const sum = (to: number) => expected.slice(start, to).reduce((a, b) => a + b, 0);
      expect(sum(end)).toBeGreaterThanOrEqual(10);
      if (run < mergeCells(expected).length - 1) expect(sum(end - 1)).toBeLessThan(10);
      start = end;
    }
    expect(start).toBe(500);
  });

  test('an outside with a small expected count joins its neighbour, a large one stands alone', () => {
    expect(chiSquareTest([50, 50, 3], [49, 51, 3]).degreesOfFreedom).toBe(1);
    expect(chiSquareTest([50, 50, 13], [49, 51, 13]).degreesOfFreedom).toBe(2);
  });
});

test('p-values of samples of the law itself are uniform, and small for another law', () => {
  const random = randomNumbers(11);
  const law = bellCells(120);
  const draws = 20_000;
  const expected = law.map((p) => p * draws);
  const pValues = Array.from(
    { length: 400 },
    () => chiSquareTest(sampleCounts(law, draws, random), expected).pValue,
  ).sort((a, b) => a - b);
  const deviation = pValues.map((p, i) =>
    Math.max(Math.abs(p - i / 400), Math.abs(p - (i + 1) / 400)),
  );
  // Kolmogorov's distribution: P(√n D > 1.63) = 0.01.
  expect(Math.sqrt(400) * Math.max(...deviation)).toBeLessThan(1.63);

  const shifted = [...law.slice(1), law[0]];
  expect(chiSquareTest(sampleCounts(shifted, draws, random), expected).pValue).toBeLessThan(1e-6);
});

describe('the total variation that sampling alone gives', () => {
  test.each([
    [10, 0.3],
    [37, 0.5],
    [200, 0.01],
    [200, 0.9],
    [5, 0.9],
    [1, 0.25],
  ])('mean deviation of %d draws at p = %d is the direct sum', (n, p) => {
    let term = (1 - p) ** n;
    let sum = 0;
    for (let k = 0; k <= n; k++) {
      sum += Math.abs(k - n * p) * term;
      term *= (((n - k) / (k + 1)) * p) / (1 - p);
    }
    expect(binomialMeanDeviation(n, p) / sum).toBeCloseTo(1, 9);
  });

  test('so many draws that they are a Poisson variable: 2 e^−λ λ^(m+1)/m!', () => {
    let factor = 1;
    for (let m = 0; m <= 20; m++) {
      if (m > 0) factor /= m;
      const mean = m + 0.5;
      const poisson = 2 * Math.exp(-mean) * mean ** (m + 1) * factor;
      // Binomial and Poisson variables differ by the share p = λ/N ≤ 2·10⁻⁸ of themselves.
      const ratio = binomialMeanDeviation(1e9, mean / 1e9) / poisson;
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-7);
    }
  });

  test('hit or missed, a cell deviates alike', () => {
    for (const p of [1e-9, 0.003, 0.2]) {
      const ratio = binomialMeanDeviation(5000, 1 - p) / binomialMeanDeviation(5000, p);
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
    }
  });

  test('the Gaussian limit joins the exact form to 1e-4', () => {
    const draws = 1e9;
    const below = binomialMeanDeviation(draws, 0.99999e-5);
    const above = binomialMeanDeviation(draws, 1.00002e-5);
    expect(above / below / Math.sqrt(1.00002 / 0.99999)).toBeCloseTo(1, 4);
  });

  test('cells that cannot be reached or missed add nothing', () => {
    expect(totalVariationFloor(1000, [0, 1, 0])).toBe(0);
    expect(binomialMeanDeviation(1000, -1e-9)).toBe(0);
  });

  test('the floor is the mean over samples, within 4 standard errors', () => {
    const random = randomNumbers(5);
    const law = bellCells(60);
    const draws = 500;
    const distances = Array.from({ length: 2000 }, () =>
      sampleCounts(law, draws, random).reduce((s, n, i) => s + Math.abs(n / draws - law[i]) / 2, 0),
    );
    const mean = distances.reduce((a, b) => a + b, 0) / distances.length;
    const variance = distances.reduce((a, b) => a + (b - mean) ** 2, 0) / distances.length;
    const error = Math.sqrt(variance / distances.length);
    expect(Math.abs(mean - totalVariationFloor(draws, law))).toBeLessThan(4 * error);
  });
});

test('binomial tails are the sums of the terms, however improbable what was seen', () => {
  expect(binomialTails(10, 0.5, 5).above).toBeCloseTo(638 / 1024, 14);
  expect(binomialTails(10, 0.5, 5).below).toBeCloseTo(638 / 1024, 14);
  expect(binomialTails(4, 0, 1)).toEqual({ below: 1, above: 0 });
  expect(binomialTails(4, 1e-9, 4).above / 1e-36).toBeCloseTo(1, 12);
  // Poisson: e^(−5) 5^50/50! (1 + 5/51 + …)
  const { above } = binomialTails(1e9, 5e-9, 50);
  const first = Math.exp(-5 + 50 * Math.log(5) - 148.47776695177302);
  expect(above / first).toBeCloseTo(1 + 5 / 51 + 25 / (51 * 52) + 125 / (51 * 52 * 53), 3);
});
