import { expect, test } from 'vitest';
import { normalDistribution } from '../../../../src/theory/law/initialLaw1d.js';
import {
  createSumLaw,
  type LatticeLaw,
  latticeSize,
  sumReach,
} from '../../../../src/theory/master/minibatches/sumLaw.js';

/** Skewed, without ties or a lattice, centred. */
function skewed(count: number, scale: number): Float64Array {
  const values = Float64Array.from({ length: count }, (_, i) =>
    Math.exp(2 * ((i * Math.SQRT2) % 1)),
  );
  const mean = values.reduce((s, v) => s + v, 0) / count;
  return values.map((v) => scale * (v - mean));
}

const moment = (values: Float64Array, k: number) =>
  values.reduce((s, v) => s + v ** k, 0) / values.length;

const latticeMoment = ({ first, weights }: LatticeLaw, centre: number, k: number) =>
  weights.reduce((s, w, i) => s + w * (first + i - centre) ** k, 0);

test.each([
  [0.02, 16],
  [0.3, 3],
  [0.3, 300],
  [4, 16],
])('cumulants of a sum are those of its draws: steps of %d cells, %d draws', (scale, draws) => {
  const points = skewed(300, scale);
  const variance = moment(points, 2);
  const reach = sumReach(points, variance, draws, 0.5);
  const shift = 3.37;
  const law = createSumLaw(latticeSize(reach), 'points').of(points, draws, shift, 0.5);
  const second = draws * variance + 0.25;
  expect(latticeMoment(law, shift, 0)).toBeCloseTo(1, 12);
  expect(latticeMoment(law, shift, 1)).toBeCloseTo(0, 9);
  expect(latticeMoment(law, shift, 2) / second).toBeCloseTo(1, 9);
  const third = draws * moment(points, 3);
  expect(Math.abs(latticeMoment(law, shift, 3) - third)).toBeLessThan(1e-7 * second ** 1.5);
  const fourth = 3 * second ** 2 + draws * (moment(points, 4) - 3 * variance ** 2);
  expect(latticeMoment(law, shift, 4) / fourth).toBeCloseTo(1, 6);
});

test('a sum of two draws has the masses of all pairs, smoothed by a normal of three cells', () => {
  const points = Float64Array.of(-7.3, 1.9, 5.4);
  const [draws, shift, deviation] = [2, -0.6, 3];
  const size = latticeSize(sumReach(points, moment(points, 2), draws, deviation));
  const { first, weights } = createSumLaw(size, 'cells').of(points, draws, shift, deviation);
  weights.forEach((w, i) => {
    let exact = 0;
    for (const a of points) {
      for (const b of points) {
        const z = (edge: number) => (first + i + edge - shift - a - b) / deviation;
        exact += (normalDistribution(z(0.5)) - normalDistribution(z(-0.5))) / 9;
      }
    }
    // Two draws, each right to (s/2π)⁶ at the frequencies s ≈ 0.5 that the normal leaves: 5e-7, and
    // half as much for the shift.
    expect(Math.abs(w - exact)).toBeLessThan(1e-6);
  });
});

test('all but 1e-16 of a law lies within its reach', () => {
  // 1000 draws of ±1: P(|S| > t) ≤ 2 exp(−t²/2000), so that 1e-16 needs 274; the ends are at 1000.
  const reach = sumReach(Float64Array.of(-1, 1), 1, 1000, 0);
  expect(reach).toBeGreaterThan(274);
  expect(reach).toBeLessThan(350);
  expect(sumReach(Float64Array.of(-1, 1), 1, 2, 0)).toBe(2);
});
