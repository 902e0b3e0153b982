import { describe, expect, test } from 'vitest';
import { cumulativeDistances, marginal, totalVariation } from '../../src/math/distances.js';
import type { Grid } from '../../src/math/grid.js';

const line: Grid = [{ name: 'x', min: 0, max: 4, cells: 8 }];
const plane: Grid = [
  { name: 'x', min: 0, max: 2, cells: 2 },
  { name: 'y', min: 0, max: 3, cells: 3 },
];

test('total variation is 0 for equal laws, 1 for disjoint ones, and the mass that must move', () => {
  expect(totalVariation([25, 75], [0.25, 0.75], 100)).toBe(0);
  expect(totalVariation([100, 0], [0, 1], 100)).toBe(1);
  expect(totalVariation([60, 30, 10], [0.5, 0.3, 0.2], 100)).toBeCloseTo(0.1, 14);
});

describe('distances of distribution functions', () => {
  test('moving a law by k cells costs k cell widths of transport', () => {
    const sampled = [0, 10, 30, 10, 0, 0, 0, 0];
    const moved = [0, 0, 0, 0.2, 0.6, 0.2, 0, 0];
    const { kolmogorovSmirnov, wasserstein1 } = cumulativeDistances(sampled, moved, line);
    expect(wasserstein1).toBeCloseTo(2 * 0.5, 14);
    expect(kolmogorovSmirnov).toBeCloseTo(0.8, 14);
  });

  test('are taken on the grid: probability outside does not change them', () => {
    const sampled = [0, 10, 30, 10, 0, 0, 0, 0];
    const law = [0.1, 0.3, 0.4, 0.2, 0, 0, 0, 0];
    const half = law.map((p) => p / 2);
    expect(cumulativeDistances(sampled, half, line)).toEqual(
      cumulativeDistances(sampled, law, line),
    );
  });

  test('take their largest values where one law has nothing on the grid', () => {
    const empty = new Array<number>(8).fill(0);
    const law = [1, 0, 0, 0, 0, 0, 0, 0];
    expect(cumulativeDistances(empty, law, line)).toEqual({
      kolmogorovSmirnov: 1,
      wasserstein1: 4,
    });
  });

  test('in two dimensions are the larger of the marginals', () => {
    expect([...marginal([1, 2, 3, 4, 5, 6], plane, 0)]).toEqual([6, 15]);
    expect([...marginal([1, 2, 3, 4, 5, 6], plane, 1)]).toEqual([5, 7, 9]);
    const sampled = [1, 0, 0, 0, 0, 0];
    const law = [0, 0, 0, 0, 0, 1];
    expect(cumulativeDistances(sampled, law, plane)).toEqual({
      kolmogorovSmirnov: 1,
      wasserstein1: 2,
    });
  });
});
