/** The word at the end of the loss, which has no axis of its own and no key on its card. */
import type uPlot from 'uplot';
import type { Theme } from './theme.js';

const room = 34;

/** Names series 1, on the scale `loss`, where it leaves the plot on the right. */
export function labelLoss(plot: uPlot, theme: Theme): void {
  const [xs, values] = plot.data;
  const { min, max } = plot.scales.loss;
  if (!plot.series[1].show || min === undefined || max === undefined) return;
  let end = values.length - 1;
  const isInside = (value: number | null | undefined) =>
    value !== null && value !== undefined && value >= min! && value <= max!;
  while (end >= 0 && !isInside(values[end])) end--;
  if (end < 0) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const x = plot.valToPos(xs[end], 'x', true);
  const y = plot.valToPos(values[end]!, 'loss', true);
  const fits = x + room * ratio < bbox.left + bbox.width;
  ctx.save();
  ctx.fillStyle = theme.muted;
  ctx.font = theme.font.replace(/[\d.]+px/, (size) => `${Number.parseFloat(size) * ratio}px`);
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = fits ? 'left' : 'right';
  const gap = 5 * ratio;
  const baseline = Math.max(bbox.top + 11 * ratio, y - (fits ? 0 : gap));
  ctx.fillText('loss', fits ? x + gap : x - gap, baseline);
  ctx.restore();
}
