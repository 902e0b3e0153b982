/** What all one-dimensional plots share: axes, grid lines, cursor, and a size that follows the page. */

import uPlot from 'uplot';
import type { Axis } from '../../math/grid.js';
import { trueMinus } from '../../run/format.js';
import { sharpInPictures } from './sharpPlot.js';
import type { Theme } from './theme.js';

/** Room left of every plot, so that plots below each other are aligned. */
export const leftRoom = 46;

const cursorKey = 'walkerlab';

/** Axis options in the page's colours; `theme` is read at every drawing. */
export function axisOptions(theme: () => Theme): uPlot.Axis {
  return {
    stroke: () => theme().muted,
    font: theme().font,
    grid: { stroke: () => theme().hairline, width: 1 },
    ticks: { show: false },
    gap: 6,
  };
}

/** A cursor line at the same x in all plots; no zoom, no points. */
export const sharedCursor: uPlot.Cursor = {
  y: false,
  points: { show: false },
  drag: { x: false, y: false },
  sync: { key: cursorKey },
};

/** The x scale of an axis: all of it, always. */
export const scaleOf = (axis: Axis): uPlot.Scale => ({
  time: false,
  auto: false,
  range: [axis.min, axis.max],
});

/** A number on an axis, short and without noise digits. */
export const tickText = (value: number): string => {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1e4 || size < 1e-3
      ? value.toExponential(0).replace('e+', 'e')
      : String(Number(value.toPrecision(6)));
  return trueMinus(text);
};

/** The size of a plot that fills `box`, in CSS pixels. */
export const sizeIn = (box: HTMLElement) => ({
  width: Math.max(120, Math.floor(box.clientWidth)),
  height: Math.max(40, Math.floor(box.clientHeight)),
});

/** Creates a plot in `parent` that fills it and goes on doing so; `size` is the parent's. */
export function createPlot(
  parent: HTMLElement,
  options: Omit<uPlot.Options, 'width' | 'height'>,
  data: uPlot.AlignedData,
  size = sizeIn(parent),
): { plot: uPlot; destroy: () => void } {
  const plot = new uPlot({ ...options, ...size }, data, parent);
  sharpInPictures(plot);
  const observer = new ResizeObserver(() => {
    const { width, height } = sizeIn(parent);
    if (width !== plot.width || height !== plot.height) plot.setSize({ width, height });
  });
  observer.observe(parent);
  const destroy = () => {
    observer.disconnect();
    plot.destroy();
  };
  return { plot, destroy };
}
