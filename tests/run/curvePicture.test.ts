/** Curves against the step as SVG: each in its colour and dashes, on axes of their own. */
import { describe, expect, test } from 'vitest';
import { type Curve, type CurvePlot, curvePicture } from '../../src/run/report/curvePicture.js';
import { accentOf } from '../../src/run/report/palette.js';

const sampled: Curve = {
  model: 'SGD',
  colour: accentOf(0),
  law: null,
  dash: [],
  width: 4,
  alpha: 0.4,
  points: [0, 1, 10, 100].map((step) => ({ step, value: 0.5 / (1 + step) })),
};
const predicted: Curve = {
  ...sampled,
  model: 'Langevin',
  colour: accentOf(1),
  law: 'Fokker–Planck',
  dash: [5, 3],
  width: 1.5,
  alpha: 1,
};
const plot: CurvePlot = {
  title: 'Distance',
  words: 'broad: sampled',
  logarithmic: true,
  steps: [0, 1, 10, 100],
  range: [0.001, 1],
  curves: [sampled, predicted],
};
const sheet = { title: 'Two <laws>', lines: ['step 100'], plots: [plot] };

/** Where the points of the line in this colour stand. */
function lineOf(svg: string, colour: string): [number, number][] {
  const path = new RegExp(`<path [^>]*d="([^"]+)"[^>]*stroke="${colour}"[^>]*stroke-width`).exec(
    svg,
  );
  return [...path![1].matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [+x, +y]);
}

describe('a picture of curves', () => {
  test('says what they are, in their colours and dashes', async () => {
    const svg = await curvePicture(sheet);
    for (const words of ['Two &lt;laws&gt;', 'step 100', 'Distance', 'broad: sampled']) {
      expect(svg).toContain(`>${words}<`);
    }
    // The keys of colours and of dashes.
    for (const words of ['SGD', 'Langevin', 'Fokker–Planck']) expect(svg).toContain(`>${words}<`);
    expect(svg).toMatch(/stroke="#009e73"[^>]*stroke-dasharray="5,3"/);
    expect(svg).not.toMatch(/stroke="#0072b2"[^>]*stroke-dasharray="5,3"/);
  });

  test('has steps by log(1 + step), and a logarithmic axis where it is asked for', async () => {
    const of = async (logarithmic: boolean) =>
      lineOf(await curvePicture({ ...sheet, plots: [{ ...plot, logarithmic }] }), accentOf(0));
    const log = await of(true);
    expect(log).toHaveLength(4);
    // The values fall as 1/(1 + step): a straight line on these axes.
    const slopes = log.slice(1).map(([x, y], i) => (y - log[i][1]) / (x - log[i][0]));
    for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0], 1);
    const linear = await of(false);
    expect(linear.map(([x]) => x)).toEqual(log.map(([x]) => x));
    const values = sampled.points.map(({ value }) => value);
    const share = (of: readonly number[]) => (of[1] - of[0]) / (of[3] - of[0]);
    expect(share(linear.map(([, y]) => y))).toBeCloseTo(share(values), 2);
  });

  test('is drawn also of nothing', async () => {
    for (const curves of [[], [{ ...sampled, points: [] }]]) {
      for (const logarithmic of [false, true]) {
        const svg = await curvePicture({ ...sheet, plots: [{ ...plot, logarithmic, curves }] });
        expect(svg).toContain('>Distance<');
        expect(svg).not.toContain('NaN');
      }
    }
  });
});
