/** One dot per value, as small squares: circles of that size look the same and take much longer. */
import type uPlot from 'uplot';

/** CSS pixels. */
const size = 2.4;

/** Draws the values of series `index` that are there as dots, to be filled. */
export const dotsPath: uPlot.Series.PathBuilder = (plot, index, first, last) => {
  const xs = plot.data[0];
  const ys = plot.data[index];
  const scale = plot.series[index].scale!;
  const side = size * devicePixelRatio;
  const fill = new Path2D();
  for (let i = first; i <= last; i++) {
    const value = ys[i];
    if (value === null || value === undefined) continue;
    const left = plot.valToPos(xs[i], 'x', true) - side / 2;
    fill.rect(left, plot.valToPos(value, scale, true) - side / 2, side, side);
  }
  return { fill, flags: 1 };
};
