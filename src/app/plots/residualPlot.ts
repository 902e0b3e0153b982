/**
 * The strip below a density: sampled minus predicted, cell by cell, in standard errors of the
 * sample, √(Np(1−p)). Within ±3 (shaded) lies what chance does; the scale is linear there and
 * logarithmic beyond (arsinh), so that a small and a gross misfit can both be read.
 */
import type uPlot from 'uplot';
import { type Axis, cellCentres } from '../../math/grid.js';
import type { Curve, Values } from './densityPlot.js';
import { dotsPath } from './dotsPath.js';
import { axisOptions, leftRoom, scaleOf, tickText } from './frame1d.js';
import { createLayeredPlot } from './layeredPlot.js';
import type { Theme } from './theme.js';

export interface ResidualPlot {
  /** Draws one residual per curve, between −`limit` and `limit`. */
  show(residuals: readonly Values[], limit: number): void;
  toggle(index: number, visible: boolean): void;
  redraw(): void;
  destroy(): void;
}

/** Below this expected count a cell's residual has no standard error worth the name. */
const smallestExpected = 5;

/**
 * (n − Np)/√(Np(1−p)) per cell; NaN where fewer than 5 walkers are expected, unless so many were
 * seen that the cell cannot be passed over: then against the error of 5 expected.
 */
export function residuals(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  walkers: number,
): Float64Array {
  const all = new Float64Array(probabilities.length);
  for (let i = 0; i < all.length; i++) {
    const expected = walkers * probabilities[i];
    const deviation = counts[i] - expected;
    if (expected >= smallestExpected) {
      const variance = expected * (1 - probabilities[i]);
      all[i] = variance > 0 ? deviation / Math.sqrt(variance) : Number.NaN;
    } else {
      const excess = deviation / Math.sqrt(smallestExpected);
      all[i] = excess > 3 ? excess : Number.NaN;
    }
  }
  return all;
}

const ticks = [3, 10, 30, 100, 300, 1000, 3000, 10_000];

/** The smallest of the ticks that holds `size`. */
export const residualLimit = (size: number): number =>
  ticks.find((tick) => tick >= size && tick > 3) ?? ticks[ticks.length - 1];

export function createResidualPlot(
  parent: HTMLElement,
  axis: Axis,
  curves: readonly Curve[],
  theme: () => Theme,
): ResidualPlot {
  const xs = Array.from(cellCentres(axis));
  const base = axisOptions(theme);
  let limit = 10;
  const { moving, ...plot } = createLayeredPlot(
    parent,
    {
      padding: [9, 8, 0, 0],
      scales: {
        x: scaleOf(axis),
        y: { auto: false, range: [-limit, limit], distr: 4, asinh: 1 },
      },
      axes: [
        { ...base, size: 24, values: (_, values) => values.map(tickText) },
        {
          ...base,
          scale: 'y',
          size: leftRoom,
          splits: () => [-limit, 0, limit],
          filter: (_, splits) => splits,
          values: (_, values) => values.map(tickText),
        },
      ],
    },
    {
      still: {
        data: [xs],
        series: [{}],
        hooks: { drawClear: [(drawn) => drawBand(drawn, theme())] },
      },
      moving: {
        data: [xs, ...curves.map(() => xs.map(() => null))],
        series: [{}, ...curves.map((curve) => residualSeries(curve, theme))],
        hooks: {},
      },
    },
  );
  return {
    show(values, next) {
      limit = next;
      const data = values.map((residual) =>
        residual
          ? Array.from(residual, (r) => (Number.isFinite(r) ? clamp(r, limit) : null))
          : xs.map(() => null),
      );
      plot.show([xs, ...data], { min: -limit, max: limit });
    },
    toggle: (index, visible) => moving.setSeries(index + 1, { show: visible }),
    redraw: plot.redraw,
    destroy: plot.destroy,
  };
}

const clamp = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));

/** Solid lines become dots: a residual that is chance alone has no line. */
function residualSeries(curve: Curve, theme: () => Theme): uPlot.Series {
  const colour = () => curve.colour(theme());
  if (curve.dash.length === 0) {
    return { scale: 'y', paths: dotsPath, fill: colour, width: 0, points: { show: false } };
  }
  return { scale: 'y', stroke: colour, width: 1, dash: [3, 2], points: { show: false } };
}

function drawBand(plot: uPlot, theme: Theme): void {
  const { left, width } = plot.bbox;
  const top = plot.valToPos(3, 'y', true);
  const bottom = plot.valToPos(-3, 'y', true);
  plot.ctx.save();
  plot.ctx.fillStyle = theme.band;
  plot.ctx.fillRect(left, top, width, bottom - top);
  plot.ctx.restore();
}
