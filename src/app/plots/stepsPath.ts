/** Steps centred on the cells, filled down to the axis: how a histogram is drawn with uPlot. */
import type uPlot from 'uplot';

/**
 * Draws series `index` as steps of one cell's width around the x values, which have to be equally
 * spaced. Missing values (null) lie on the axis, as zero does on a logarithmic scale.
 */
export const stepsPath: uPlot.Series.PathBuilder = (plot, index, first, last) => {
  const xs = plot.data[0];
  const ys = plot.data[index];
  const series = plot.series[index];
  const scale = plot.scales[series.scale!];
  const half = xs.length > 1 ? (xs[1] - xs[0]) / 2 : 0.5;
  const toX = (x: number) => plot.valToPos(x, 'x', true);
  const toY = (y: number) => plot.valToPos(y, series.scale!, true);
  const base = toY(scale.distr === 3 ? scale.min! : Math.max(0, scale.min!));
  const stroke = new Path2D();
  const fill = new Path2D();
  fill.moveTo(toX(xs[first] - half), base);
  for (let i = first; i <= last; i++) {
    const value = ys[i];
    const y = value === null || value === undefined ? base : toY(value);
    const left = toX(xs[i] - half);
    const right = toX(xs[i] + half);
    fill.lineTo(left, y);
    fill.lineTo(right, y);
    if (i === first) stroke.moveTo(left, y);
    else stroke.lineTo(left, y);
    stroke.lineTo(right, y);
  }
  fill.lineTo(toX(xs[last] + half), base);
  fill.closePath();
  return { stroke, fill, flags: 1 };
};
