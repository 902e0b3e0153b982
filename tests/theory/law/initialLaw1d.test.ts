import erfc from '@stdlib/math-base-special-erfc';
import { expect, test } from 'vitest';
import {
  initialDistribution,
  initialMoments,
  initialQuadrature,
  normalDistribution,
} from '../../../src/theory/law/initialLaw1d.js';

test('the tabulated normal distribution function is that of erfc to 1e-13', () => {
  for (let z = -9; z < 9; z += 0.01037) {
    expect(Math.abs(normalDistribution(z) - 0.5 * erfc(-z / Math.SQRT2))).toBeLessThan(1e-13);
  }
});

test.each([
  { kind: 'normal', mean: 0.7, standardDeviation: 0.3 },
  { kind: 'uniform', min: -1, max: 2 },
  { kind: 'point', value: 0.4 },
] as const)('quadrature over a law reproduces its moments: $kind', (law) => {
  const { points, weights } = initialQuadrature(law, 1);
  const mean = points.reduce((s, x, k) => s + weights[k] * x, 0);
  const variance = points.reduce((s, x, k) => s + weights[k] * (x - mean) ** 2, 0);
  expect(mean).toBeCloseTo(initialMoments(law).mean, 12);
  expect(variance).toBeCloseTo(initialMoments(law).variance, 12);
});

test('a point is not below itself: cells are closed on the left', () => {
  const law = { kind: 'point', value: 0.5 } as const;
  expect([0.5, 0.5000001].map((x) => initialDistribution(law, x))).toEqual([0, 1]);
});
