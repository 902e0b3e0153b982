/** The minibatches that are enumerated are the ones that drawing sample by sample gives. */
import { describe, expect, it } from 'vitest';
import { enumerateMinibatches, minibatchCount } from '../../src/model/minibatches.js';

/** Probability of each multiset, from all ordered draws with equal probability. */
function bruteForce(rows: number, batchSize: number, replacement: boolean): Map<string, number> {
  const ordered: number[][] = [[]];
  for (let k = 0; k < batchSize; k++) {
    for (const draw of ordered.splice(0)) {
      for (let i = 0; i < rows; i++) {
        if (replacement || !draw.includes(i)) ordered.push([...draw, i]);
      }
    }
  }
  const weights = new Map<string, number>();
  for (const draw of ordered) {
    const key = draw.sort((a, b) => a - b).join();
    weights.set(key, (weights.get(key) ?? 0) + 1 / ordered.length);
  }
  return weights;
}

describe.each([true, false])('with replacement: %s', (replacement) => {
  it.each([
    [1, 1],
    [4, 1],
    [2, 2],
    [4, 3],
    [5, 4],
    [3, 3],
    [6, 5],
  ])('%i samples, batches of %i', (rows, batchSize) => {
    const draw = { batchSize, replacement };
    const expected = bruteForce(rows, batchSize, replacement);
    const { indices, weights } = enumerateMinibatches(rows, draw);
    expect(minibatchCount(rows, draw)).toBe(expected.size);
    expect(weights).toHaveLength(expected.size);
    for (let m = 0; m < weights.length; m++) {
      const key = indices.slice(m * batchSize, (m + 1) * batchSize).join();
      expect(Math.abs(weights[m] - expected.get(key)!)).toBeLessThan(1e-12);
      expected.delete(key);
    }
    expect(expected.size).toBe(0);
  });
});

describe('large minibatches', () => {
  it.each([
    [2, 1024],
    [3, 300],
    [12, 6],
  ])('%i samples, %i drawn: weights sum to 1 and have the binomial mean', (rows, batchSize) => {
    const { indices, weights } = enumerateMinibatches(rows, { batchSize, replacement: true });
    let total = 0;
    let first = 0;
    let square = 0;
    for (let m = 0; m < weights.length; m++) {
      const of0 = indices.slice(m * batchSize, (m + 1) * batchSize).filter((i) => i === 0).length;
      total += weights[m];
      first += weights[m] * of0;
      square += weights[m] * of0 ** 2;
    }
    expect(Math.abs(total - 1)).toBeLessThan(1e-12);
    expect(first / (batchSize / rows)).toBeCloseTo(1, 11);
    const variance = (batchSize / rows) * (1 - 1 / rows);
    expect((square - first ** 2) / variance).toBeCloseTo(1, 8);
  });

  it('are counted without being listed', () => {
    expect(minibatchCount(4, { batchSize: 16, replacement: true })).toBe(969);
    expect(minibatchCount(64, { batchSize: 32, replacement: false })).toBe(
      Number(1832624140942590534n),
    );
    expect(minibatchCount(65_535, { batchSize: 1024, replacement: true })).toBe(Infinity);
    expect(minibatchCount(3, { batchSize: 4, replacement: false })).toBe(0);
  });

  it('are refused where they would fill the memory', () => {
    const draw = { batchSize: 64, replacement: true };
    expect(() => enumerateMinibatches(100, draw)).toThrow(RangeError);
    expect(() => enumerateMinibatches(3, { batchSize: 4, replacement: false })).toThrow(RangeError);
  });
});
