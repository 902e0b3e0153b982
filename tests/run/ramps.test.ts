import { describe, expect, it } from 'vitest';
import { labDistance, labOf } from '../../src/run/report/oklab.js';
import {
  divergingRamp,
  hexOf,
  middleShade,
  sequentialRamp,
  shades,
} from '../../src/run/report/ramps.js';

const pages = { light: '#ffffff', dark: '#15181b' };
const labs = (ramp: Uint32Array) => [...ramp].map((word) => labOf(hexOf(word)));
/** Half a unit of each of three channels, in the steepest part of the curve. */
const rounding = 0.006;

describe('the ramps of maps', () => {
  for (const [mode, page] of Object.entries(pages)) {
    it(`are even and ordered by lightness on a ${mode} page`, () => {
      const colours = labs(sequentialRamp(page));
      expect(hexOf(sequentialRamp(page)[0])).toBe(page);
      const away = mode === 'light' ? -1 : 1;
      // Over eight shades, so that the rounding of channels does not count.
      const steps: number[] = [];
      for (let i = 8; i < shades; i += 8) {
        expect(away * (colours[i][0] - colours[i - 8][0])).toBeGreaterThan(0);
        steps.push(labDistance(colours[i], colours[i - 8]));
      }
      const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
      for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(0.2 * mean + rounding);
    });

    it(`part evenly to both sides of nothing on a ${mode} page`, () => {
      const ramp = divergingRamp(page);
      const colours = labs(ramp);
      expect(hexOf(ramp[middleShade])).toBe(page);
      const middle = colours[middleShade];
      for (const part of [0.25, 0.5, 1]) {
        const [less, more] = [-1, 1].map((side) => {
          const shade = middleShade + Math.round(side * part * (shades - 1 - middleShade));
          return colours[shade];
        });
        expect(labDistance(less, middle)).toBeCloseTo(labDistance(more, middle), 1);
        // Blue against yellow is what all kinds of colour vision see.
        expect(less[2]).toBeLessThan(-0.02 * part);
        expect(more[2]).toBeGreaterThan(0.02 * part);
      }
    });
  }
});
