import { expect, test } from 'vitest';
import { accentOf } from '../../src/run/report/palette.js';

/** Linear red, green and blue as the common kinds of colour vision see them (Machado et al. 2009). */
const visions = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.1523, 1.0526, -0.2049, 0.1145, 0.7863, 0.0992, -0.0039, -0.0481, 1.052],
  deuteranopia: [0.3673, 0.8606, -0.2279, 0.2801, 0.6725, 0.0474, -0.0118, 0.0429, 0.9689],
  tritanopia: [1.2555, -0.0767, -0.1788, -0.0784, 0.9308, 0.1476, 0.0047, 0.6914, 0.3039],
};

const linear = (hex: string) =>
  [1, 3, 5].map((i) => {
    const value = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

/** In OKLab. */
function seen(hex: string, vision: readonly number[]): number[] {
  const light = linear(hex);
  const times = (row: readonly number[], of: readonly number[]) =>
    row.reduce((sum, weight, k) => sum + weight * of[k], 0);
  const rgb = [0, 3, 6].map((at) =>
    Math.min(1, Math.max(0, times(vision.slice(at, at + 3), light))),
  );
  const cones = [
    [0.4122, 0.5363, 0.0514],
    [0.2119, 0.6807, 0.1074],
    [0.0883, 0.2817, 0.63],
  ].map((row) => Math.cbrt(times(row, rgb)));
  return [
    [0.2105, 0.7936, -0.0041],
    [1.978, -2.4286, 0.4506],
    [0.0259, 0.7828, -0.8087],
  ].map((row) => times(row, cones));
}

const accents = Array.from({ length: 8 }, (_, i) => accentOf(i));

test.each(Object.entries(visions))('eight accents are told apart by %s vision', (_, vision) => {
  const colours = accents.map((accent) => seen(accent, vision));
  for (const [i, a] of colours.entries()) {
    for (const b of colours.slice(i + 1))
      expect(Math.hypot(...a.map((x, k) => x - b[k]))).toBeGreaterThan(0.07);
  }
});

test.each(['#ffffff', '#15181b'])('all accents stand out on a page of %s', (page) => {
  const luminance = (hex: string) => {
    const [r, g, b] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  for (const accent of accents) {
    const [a, b] = [accent, page].map(luminance);
    expect(Math.max(a, b) / Math.min(a, b)).toBeGreaterThan(2.2);
  }
});
