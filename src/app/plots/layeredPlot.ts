/**
 * A plot in two layers on the same axes: below, drawn only when it changes, the axes and what stays;
 * above, drawn anew with every frame, what moves. Labels of axes take longer to draw than curves.
 */
import type uPlot from 'uplot';
import { element } from '../dom.js';
import { createPlot, sharedCursor, sizeIn } from './frame1d.js';

export interface Layer {
  readonly series: uPlot.Series[];
  readonly data: uPlot.AlignedData;
  readonly hooks: uPlot.Hooks.Arrays;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface LayeredPlot {
  readonly still: uPlot;
  readonly moving: uPlot;
  /** Draws the moving layer with new data, both where the range of the y axis has changed. */
  show(data: uPlot.AlignedData, range: Range): void;
  redraw(): void;
  destroy(): void;
}

/** Both layers have the scales and axes of `common`; the cursor is the upper one's. */
export function createLayeredPlot(
  parent: HTMLElement,
  common: Pick<uPlot.Options, 'padding' | 'scales' | 'axes'>,
  { still: below, moving: above }: { readonly still: Layer; readonly moving: Layer },
): LayeredPlot {
  const [lower, upper] = [0, 1].map(() => element('div', { class: 'layer' }));
  parent.append(lower, upper);
  // Asked for once: after a plot is made the browser has to lay out the page to know it.
  const size = sizeIn(parent);
  const layer = (box: HTMLElement, { series, data, hooks }: Layer, more: Partial<uPlot.Options>) =>
    createPlot(box, { ...common, legend: { show: false }, series, hooks, ...more }, data, size);
  const { plot: still, destroy: destroyStill } = layer(lower, below, { cursor: { show: false } });
  const { plot: moving, destroy: destroyMoving } = layer(upper, above, {
    cursor: sharedCursor,
    drawOrder: ['series' as uPlot.DrawOrderKey.Series],
  });
  return {
    still,
    moving,
    show(data, range) {
      setRange(still, range);
      moving.batch(() => {
        moving.setData(data, false);
        setRange(moving, range);
        moving.redraw(true, false);
      });
    },
    redraw() {
      still.redraw(false, true);
      moving.redraw(false, true);
    },
    destroy() {
      destroyStill();
      destroyMoving();
      lower.remove();
      upper.remove();
    },
  };
}

/** Fixed ranges are options of a scale; this changes them for good. */
function setRange(plot: uPlot, { min, max }: Range): void {
  const scale = plot.scales.y;
  if (scale.min === min && scale.max === max) return;
  scale.range = () => [min, max];
  // In a batch it is drawn at once, and not in a task of its own after a picture was taken.
  plot.batch(() => plot.setScale('y', { min, max }));
}
