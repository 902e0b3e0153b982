/** Stability limits: the numbers of docs/theory.md §5, and the growth of the solved recursion. */
import { describe, expect, it } from 'vitest';
import { catalogueLandscape } from '../../../src/model/landscape.js';
import { buildLaw } from '../../../src/model/rules.js';
import { stabilityLimits } from '../../../src/model/shape/stability.js';
import { createLinearModel } from '../../../src/theory/closedForm/linearModel.js';
import { secondMomentGrowth } from '../../../src/theory/closedForm/stationaryMoments.js';
import { ownLandscape } from './ownLandscape.js';

const draw = (batchSize: number, replacement = true) => ({ batchSize, replacement });

describe('the limits of the learning rate', () => {
  it.each([
    [0.2, 9],
    [0.6, 7 / 3],
    [0.7, 13 / 7],
  ])('η = %d is the limit of random curvature with variance %d', (learningRate, variance) => {
    const values = { curvature: 1, curvatureVariance: variance, slope: 0, slopeVariance: 0.2 };
    const landscape = catalogueLandscape('randomCurvature', values);
    const limits = stabilityLimits(landscape, draw(1), [0]);
    expect(limits!.mean).toBeCloseTo(2, 14);
    expect(limits!.secondMoment).toBeCloseTo(learningRate, 13);
    expect(stabilityLimits(landscape, null, [0])!.secondMoment).toBeCloseTo(2, 14);
  });

  it.each([1, 2, 8])(
    'linear regression with minibatches of %d diverges at ηa = 2b/(b + 2)',
    (b) => {
      const values = { inputVariance: 1.7, labelNoise: 1, slope: 0 };
      const limits = stabilityLimits(catalogueLandscape('linearRegression', values), draw(b), [0]);
      expect(limits!.secondMoment * 1.7).toBeCloseTo((2 * b) / (b + 2), 12);
    },
  );

  const correlated = ownLandscape('(a * x + b * y - c)^2 / 2 + (x - y)^2 / 10', ['x', 'y'], {
    a: [1, 0.2, -0.5, 2],
    b: [0.3, 1, 1.5, -1],
    c: [1, 2, 0, -1],
  });

  it.each([
    [1, true],
    [2, true],
    [2, false],
    [3, false],
  ])(
    'in the plane the covariance recursion neither grows nor decays there (b = %d, %s)',
    async (b, replacement) => {
      const { secondMoment, mean } = stabilityLimits(correlated, draw(b, replacement), [0, 0])!;
      expect(secondMoment).toBeLessThan(mean);
      const growth = (learningRate: number) => {
        const law = buildLaw('sgd', { batchSize: b, replacement }, learningRate, 2, {});
        const model = createLinearModel(correlated, law);
        if ('absent' in model) throw new Error(model.absent);
        return secondMomentGrowth(model);
      };
      expect(await growth(secondMoment)).toBeCloseTo(1, 9);
      expect(await growth(0.99 * secondMoment)).toBeLessThan(1);
      expect(await growth(1.01 * secondMoment)).toBeGreaterThan(1);
    },
  );

  it('the whole data set in every minibatch leaves gradient descent', () => {
    const { secondMoment, mean } = stabilityLimits(correlated, draw(4, false), [0, 0])!;
    expect(secondMoment).toBe(mean);
  });

  it('are those of the curvature at the point on a loss that is not quadratic', () => {
    const landscape = catalogueLandscape('sharedMinimum', { barrier: 0.25, spread: 0.5 });
    // h = 2·scale at x = 1: λ = 2, Γ = 1, η = 2λ/(λ² + Γ).
    expect(stabilityLimits(landscape, draw(1), [1])!.secondMoment).toBeCloseTo(0.8, 13);
    expect(stabilityLimits(landscape, draw(1), [0])).toEqual({ mean: 0, secondMoment: 0 });
  });

  it('are those of the curved direction beside a flat one without noise in its curvature', () => {
    const values = { sharp: 2, flat: 0, spread: 0.5 };
    const flat = stabilityLimits(catalogueLandscape('flatAndSharp', values), draw(1), [0, 0]);
    expect(flat).toEqual({ mean: 1, secondMoment: 1 });
    const noisy = ownLandscape('x^2 + a * y^2', ['x', 'y'], { a: [-1, 1] });
    expect(stabilityLimits(noisy, draw(1), [0, 0])).toEqual({ mean: 1, secondMoment: 0 });
    const slope = ownLandscape('a * x', ['x'], { a: [-1, 1] });
    expect(stabilityLimits(slope, draw(1), [0])).toEqual({
      mean: Infinity,
      secondMoment: Infinity,
    });
  });
});
