/** What the catalogue promises of its landscapes: where their minima, barriers and quiet points are. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/math/expression/evaluate.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { landscapes } from '../../../src/model/landscapes.js';
import { findCriticalPoints } from '../../../src/model/shape/criticalPoints.js';
import { stabilityLimits } from '../../../src/model/shape/stability.js';

const resolve = (landscape: object) =>
  resolveExperiment({ landscape, learningRate: 0.1, steps: 1, ensembles: [{ rule: 'sgd' }] });
const find = (landscape: object) => {
  const { landscape: resolved, grid } = resolve(landscape);
  return findCriticalPoints(resolved, grid);
};

it.each(Object.keys(landscapes).filter((name) => name !== 'twoValleys'))(
  '%s has a minimum in its suggested range',
  (name) => {
    expect(find({ name }).points.map((p) => p.kind)).toContain('minimum');
  },
);

it('the two valleys open along y without a minimum in their range', () => {
  expect(find({ name: 'twoValleys' }).points).toEqual([]);
});

describe('the Müller–Brown surface', () => {
  it('has the published minima and saddles', () => {
    const { points, passes } = find({ name: 'mullerBrown', scale: 1, spread: 0 });
    // Müller, Brown, Theor. Chim. Acta 53, 75 (1979): places to three or four decimals, heights to one.
    const published = [
      ['minimum', -0.558, 1.4417, -146.7],
      ['minimum', 0.623, 0.028, -108.2],
      ['minimum', -0.05, 0.467, -80.8],
      ['saddle', 0.212, 0.293, -72.2],
      ['saddle', -0.822, 0.624, -40.7],
    ] as const;
    expect(points.map((p) => p.kind)).toEqual(published.map(([kind]) => kind));
    for (const [i, [, x, y, value]] of published.entries()) {
      expect(Math.abs(points[i].point[0] - x)).toBeLessThan(6e-4);
      expect(Math.abs(points[i].point[1] - y)).toBeLessThan(6e-4);
      expect(Math.abs(points[i].value - value)).toBeLessThan(0.06);
    }
    expect(passes.map((p) => [...p.between, p.over])).toEqual(
      expect.arrayContaining([
        [1, 2, 3],
        [0, 2, 4],
      ]),
    );
  });
});

describe('the loud and the quiet minimum', () => {
  const { landscape } = resolve({ name: 'quietMinimum', spread: 0.5 });
  const variance = (x: number) =>
    evaluate(landscape.moments!.covariance[0][0], { ...landscape.constants, x });

  it('have noise of variance (2 · spread)² on the left and none on the right', () => {
    expect(variance(-1)).toBeCloseTo(1, 13);
    expect(variance(1)).toBe(0);
  });

  it('have one limit of the learning rate, below that of gradient descent', () => {
    const limits = [-1, 1].map((x) =>
      stabilityLimits(landscape, { batchSize: 1, replacement: true }, [x]),
    );
    // λ = 2 and Γ = 1/4: η = 2λ/(λ² + Γ).
    for (const limit of limits) expect(limit!.secondMoment).toBeCloseTo(4 / 4.25, 12);
    expect(limits[0]!.mean).toBeCloseTo(1, 12);
  });
});
