/** Normals from words: against Box–Muller in float64, their moments, and their farthest tail. */
import { describe, expect, it } from 'vitest';
import { normalsFromWords } from '../../../src/math/random/normals.js';
import { threefryBlocks } from '../../../src/math/random/threefry.js';

function exactPair(radiusWord: number, angleWord: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(((radiusWord & 0x7fffffff) + 0.5) * 2 ** -31));
  const turn = ((angleWord << 1) * 2 ** -31 * Math.PI) / 2 + (angleWord >>> 31 ? Math.PI : 0);
  return [radius * Math.cos(turn), radius * Math.sin(turn)];
}

describe('normalsFromWords', () => {
  const count = 1 << 20;
  const words = new Uint32Array(4 * count);
  threefryBlocks([1, 2, 3, 0], 0, count, 0, 0, 0, words);
  const normals = new Float32Array(words.length);
  normalsFromWords(words, normals);

  it('is Box–Muller to 4e-7 relative, but for the rounding of u near 1', () => {
    // u is rounded to 24 bits: an error of 2⁻²⁵ in u is one of 2⁻²⁵/(u·radius) in the radius.
    let worst = 0;
    for (let i = 0; i < 200_000; i += 2) {
      const [x, y] = exactPair(words[i], words[i + 1]);
      const radius = Math.hypot(x, y);
      const error = Math.hypot(normals[i] - x, normals[i + 1] - y);
      worst = Math.max(worst, error / (4e-7 * radius + 2 ** -24.5 / radius));
    }
    expect(worst).toBeLessThan(1);
  });

  it('reaches 6.6 standard deviations and never fails at the ends of the words', () => {
    const ends = [0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
    for (const radius of ends) {
      for (const angle of ends) {
        const out = new Float32Array(2);
        normalsFromWords(Uint32Array.of(radius, angle), out);
        const [x, y] = exactPair(radius, angle);
        // A radius word near 2³¹ rounds to u = 1 within 2⁻²⁵: the radius errs by √(2⁻²⁴) there.
        const tolerance = (radius & 0x7fffffff) > 0x70000000 ? 2.5e-4 : 2e-6;
        expect(Math.abs(out[0] - x)).toBeLessThan(tolerance);
        expect(Math.abs(out[1] - y)).toBeLessThan(tolerance);
      }
    }
    const far = new Float32Array(2);
    normalsFromWords(Uint32Array.of(0, 0), far);
    expect(far[0]).toBeGreaterThan(6.6);
  });

  it('has the moments 1 to 6 of the normal law within 4.5 standard errors', () => {
    // E x^2k = (2k − 1)!!; the variance of the mean of x^k is (E x^2k − (E x^k)²)/n.
    const even = [1, 1, 3, 15, 105, 945, 10395];
    const moment = (k: number) => (k % 2 === 1 ? 0 : even[k / 2]);
    const sums = new Float64Array(7);
    for (const x of normals) for (let k = 1, p = x; k <= 6; k++, p *= x) sums[k] += p;
    for (let k = 1; k <= 6; k++) {
      const error = Math.sqrt((moment(2 * k) - moment(k) ** 2) / normals.length);
      expect(Math.abs(sums[k] / normals.length - moment(k)) / error).toBeLessThan(4.5);
    }
  });
});
