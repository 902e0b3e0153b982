/** Axes that pictures have in common: how they are labelled, and ranges of densities. */
import type { EnsembleFrame, RunResult } from '../frame.js';
import { largestDensity } from './plotData.js';

export type Range = readonly [number, number];

/** Encodings of both axes; a title of null hides the numbers too. */
export function axes(xTitle: string | null, yTitle: string | null, y: object = {}) {
  return {
    x: { axis: { title: xTitle, grid: false, tickCount: 6, labels: xTitle !== null } },
    y: { axis: { title: yTitle, tickCount: 4, titleX: -38, minExtent: 44, maxExtent: 44, ...y } },
  };
}

/** Ticks of a logarithmic axis: powers of ten, and multiples of them where those are too few. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - first + 1 },
    (_, i) => i + first,
  );
  const choices = [[1], [1, 3], [1, 2, 5]].map((multiples) =>
    powers
      .flatMap((k) => multiples.map((m) => Number(`${m}e${k}`)))
      .filter((v) => v >= low && v <= high),
  );
  return choices.find((ticks) => ticks.length >= 3) ?? choices[2];
}

/** How a logarithmic axis is labelled: in powers of ten where digits would not fit. */
export const logAxis = (low: number, high: number) => ({
  values: logTicks(low, high),
  labelExpr:
    "datum.value < 1e-3 || datum.value >= 1e5 ? format(datum.value, '.0e') : format(datum.value, '~g')",
});

/** Encodings of `axes` whose x are steps, with no halves of one; of these alone where they are named. */
export const wholeSteps = ({ x, y }: ReturnType<typeof axes>, values?: readonly number[]) => ({
  x: { axis: { ...x.axis, tickMinStep: 1, format: ',d', ...(values ? { values } : {}) } },
  y,
});

/** Steps that an axis by log(1 + step) names: 0, powers of ten, and its end. */
export function stepTicks(last: number): number[] {
  const powers = Array.from({ length: 1 + Math.floor(Math.log10(last)) }, (_, k) => 10 ** k);
  // The end needs room beside the last power.
  return [0, ...powers.filter((step) => 1 + step <= 0.6 * (1 + last)), last];
}

/** From zero, or from half of one walker in one cell, to a little above the largest density there is. */
export function densityRange(
  result: RunResult,
  ensembles: readonly EnsembleFrame[],
  logarithmic: boolean,
): Range {
  const top = largestDensity(result, ensembles) * 1.06;
  const [axis] = result.experiment.grid;
  const single = axis.cells / ((axis.max - axis.min) * result.experiment.walkers);
  // With nothing on the grid the axis is that of a single walker.
  if (logarithmic) return [single / 2, Math.max(top * 1.5, 10 * single)];
  return [0, top > 0 ? top : single];
}

/** Words in the middle of a plot of this size that has nothing else to show. */
export const noteLayer = (words: string, width: number, height: number) => ({
  data: { values: [{}] },
  mark: { type: 'text', text: words, color: '#57606a', fontSize: 11.5, align: 'center' },
  encoding: { x: { value: width / 2 }, y: { value: height / 2 } },
});

/** How an axis over such a range is labelled. */
export const densityTicks = ([low, high]: Range, logarithmic: boolean): object =>
  logarithmic ? logAxis(low, high) : {};
