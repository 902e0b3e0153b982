/** A plot copied into a picture is drawn again for it, with as many pixels as the picture has. */
import type uPlot from 'uplot';
import { onCapture } from '../exports/capture.js';

/** Connects the plot's canvas to the pictures that are made of the page. */
export function sharpInPictures(plot: uPlot): void {
  const { canvas } = plot.ctx;
  // The same size once more: the plot makes its canvas anew and draws all before this returns.
  const drawAll = () => plot.batch(() => plot.setSize({ width: plot.width, height: plot.height }));
  let isSharp = false;
  onCapture(
    canvas,
    (scale) => {
      const factor = (scale * plot.width) / canvas.width;
      if (!(factor > 1)) return;
      const enlarge = () => {
        canvas.width = Math.round(canvas.width * factor);
        canvas.height = Math.round(canvas.height * factor);
        plot.ctx.scale(factor, factor);
      };
      plot.hooks.setSize ??= [];
      plot.hooks.setSize.push(enlarge);
      drawAll();
      plot.hooks.setSize.pop();
      isSharp = true;
    },
    () => {
      if (isSharp) drawAll();
      isSharp = false;
    },
  );
}
