/** Closed forms near a minimum against the stationary law of the master equation. */
import { expect, test } from 'vitest';
import { stationaryOperator1d } from '../../../src/theory/chain/operator/operatorStationary1d.js';
import { describeMinimum } from '../../../src/theory/closedForm/atMinimum.js';
import { langevinPotential, meanShift } from '../../../src/theory/closedForm/smallStepForms.js';
import { createPace } from '../../../src/theory/pace.js';
import { type Case, experimentOf } from '../experiments.js';

async function stationaryOf(c: Case) {
  const law = await stationaryOperator1d(experimentOf(c), 0, createPace());
  if ('absent' in law) throw new Error(law.absent);
  return law;
}

/** H = 1, L‴ = 1, C = 1 at 0, and noise that is the same everywhere. */
const skew = (rule: Case['rule'], learningRate: number): Case => ({
  loss: 'exp(x) - x + a * x',
  data: { a: [-Math.sqrt(2), -1 / Math.SQRT2, 0, 1 / Math.SQRT2, Math.sqrt(2)] },
  rule,
  learningRate,
  initial: 0,
  steps: 1,
  grid: [-1.2, 1.2, 200],
});

test.each(['sgd', 'gaussianSgd'])(
  '%s: the mean is off by −ηL‴C/(4H²) to first order in η',
  async (rule) => {
    const slopes: { solved: number; closed: number }[] = [];
    for (const learningRate of [0.08, 0.04]) {
      const c = skew({ rule, batchSize: 1 }, learningRate);
      const { landscape, ensembles } = experimentOf(c);
      const near = await describeMinimum(landscape, ensembles[0].law, [0]);
      if ('absent' in near) throw new Error(near.absent);
      expect(near.covariance![0]).toBeCloseTo(learningRate / (2 - learningRate), 12);
      const { mean } = await stationaryOf(c);
      slopes.push({ solved: mean[0] / learningRate, closed: near.shift![0] / learningRate });
    }
    // Linear in η: extrapolated to η = 0.
    for (const kind of ['solved', 'closed'] as const) {
      expect(Math.abs((2 * slopes[1][kind] - slopes[0][kind]) / -0.25 - 1)).toBeLessThan(0.02);
    }
  },
);

test('in the plane the shift is −½ H⁻¹ L‴[Π]', () => {
  // L = (2x² + y²)/2 + x²y/2 + 3xy²/2: L‴ has xxy = 1 and xyy = 3.
  const third = Float64Array.of(0, 1, 1, 3, 1, 3, 3, 0);
  const covariance = Float64Array.of(0.2, 0.05, 0.05, 0.3);
  const shift = meanShift(Float64Array.of(2, 0, 0, 1), third, covariance)!;
  expect(shift[0]).toBeCloseTo(-(2 * 0.05 + 3 * 0.3) / 4, 14);
  expect(shift[1]).toBeCloseTo(-(0.2 + 2 * 3 * 0.05) / 2, 14);
});

test('Langevin with steps h has the law e^{−U_h/T} up to O(h²) in total variation', async () => {
  const temperature = 0.3;
  const distance = async (h: number) => {
    const c: Case = {
      loss: 'x^4 / 4 + x^2 / 2',
      rule: { rule: 'langevin', temperature },
      learningRate: h,
      initial: 0,
      steps: 1,
      grid: [-2.2, 2.2, 110],
    };
    const { probabilities } = await stationaryOf(c);
    const fine = 40;
    const cells = Array.from({ length: 110 }, (_, i) => {
      const points = Array.from({ length: fine }, (_, j) => -2.2 + 0.04 * (i + (j + 0.5) / fine));
      const density = (x: number) => {
        const slope = x ** 3 + x;
        const U = langevinPotential(
          x ** 4 / 4 + x ** 2 / 2,
          slope ** 2,
          3 * x * x + 1,
          temperature,
          h,
        );
        return Math.exp(-U / temperature);
      };
      return points.reduce((s, x) => s + density(x), 0);
    });
    const total = cells.reduce((a, b) => a + b, 0);
    return cells.reduce((s, v, i) => s + Math.abs(v / total - probabilities[i]) / 2, 0);
  };
  const [coarse, fine] = [await distance(0.08), await distance(0.04)];
  expect(Math.abs(Math.log2(coarse / fine) - 2)).toBeLessThan(0.15);
});

test('where second moments grow there is no covariance, in a wide law no shift, at a kink no model', async () => {
  const of = async (loss: string, learningRate: number) => {
    const c = { ...skew({ rule: 'sgd', batchSize: 1 }, learningRate), loss, initial: 0.5 };
    const { landscape, ensembles } = experimentOf(c);
    return describeMinimum(landscape, ensembles[0].law, [0]);
  };
  const grown = await of('(1 + a) * (x^2 + x^4) / 2', 1.2);
  // λ = 1, Γ = 1: q = (1 − η)² + η².
  expect(grown).toMatchObject({ covariance: null, shift: null, growth: expect.closeTo(1.48, 10) });
  // V = η/(2 − η) = 3: a shift of −½ · 3 is no small one.
  const wide = await of('exp(x) - x + a * x', 1.5);
  expect(wide).toMatchObject({ covariance: { 0: expect.closeTo(3, 10) }, shift: null });
  const kink = await of('sqrt(abs(x)) + a * x', 0.1);
  expect(kink).toHaveProperty('absent', expect.stringContaining('not smooth'));
});
