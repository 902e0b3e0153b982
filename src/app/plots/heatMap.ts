/**
 * Counts on a grid of two axes as a picture: from the page's surface for no walkers through the
 * accent to the page's ink, by the square root of the count or, logarithmic, by its logarithm.
 * The frame around it (axes, ticks, cursor) is uPlot's; only the picture is ours.
 */
import type uPlot from 'uplot';
import { cellWidth, type Grid } from '../../math/grid.js';
import { axisOptions, createPlot, leftRoom, scaleOf, tickText } from './frame1d.js';
import type { Theme } from './theme.js';

export interface HeatCursor {
  readonly cell: number;
  readonly position: readonly [number, number];
}

export interface HeatMap {
  /** Draws counts (row-major, first axis slowest); `most` is the count of the darkest colour. */
  show(counts: Float64Array, most: number): void;
  redraw(): void;
  destroy(): void;
}

export function createHeatMap(
  parent: HTMLElement,
  options: {
    readonly grid: Grid;
    readonly accent: string;
    readonly theme: () => Theme;
    readonly logarithmic: boolean;
    readonly onCursor: (at: HeatCursor | null) => void;
  },
): HeatMap {
  const { grid, accent, theme, logarithmic } = options;
  const [xAxis, yAxis] = grid;
  const picture = document.createElement('canvas');
  picture.width = xAxis.cells;
  picture.height = yAxis.cells;
  const pen = picture.getContext('2d')!;
  const image = pen.createImageData(xAxis.cells, yAxis.cells);
  let counts: Float64Array | null = null;
  let most = 1;

  const paint = () => {
    if (!counts) return;
    const ramp = colourRamp(accent, theme());
    const level = levels(most, logarithmic);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < xAxis.cells; i++) {
      for (let j = 0; j < yAxis.cells; j++) {
        // Rows of a picture go down, values of an axis go up.
        pixels[(yAxis.cells - 1 - j) * xAxis.cells + i] = ramp[level(counts[i * yAxis.cells + j])];
      }
    }
    pen.putImageData(image, 0, 0);
  };
  const draw = ({ ctx, bbox }: uPlot) => {
    ctx.save();
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(picture, bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.restore();
  };
  const readCursor = (plot: uPlot) => {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0 || top < 0) return options.onCursor(null);
    const x = plot.posToVal(left, 'x');
    const y = plot.posToVal(top, 'y');
    const i = Math.floor((x - xAxis.min) / cellWidth(xAxis));
    const j = Math.floor((y - yAxis.min) / cellWidth(yAxis));
    const inside = i >= 0 && j >= 0 && i < xAxis.cells && j < yAxis.cells;
    options.onCursor(inside ? { cell: i * yAxis.cells + j, position: [x, y] } : null);
  };
  const base = axisOptions(theme);
  const { plot, destroy } = createPlot(
    parent,
    {
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: false, y: false } },
      padding: [8, 8, 0, 0],
      scales: { x: scaleOf(xAxis), y: { auto: false, range: [yAxis.min, yAxis.max] } },
      axes: [
        {
          ...base,
          ...named(xAxis.name, theme),
          size: 24,
          values: (_, ticks) => ticks.map(tickText),
        },
        {
          ...base,
          ...named(yAxis.name, theme),
          scale: 'y',
          size: leftRoom,
          values: (_, ticks) => ticks.map(tickText),
        },
      ],
      hooks: { drawClear: [draw], setCursor: [readCursor] },
      series: [{}, { scale: 'y', points: { show: false } }],
    },
    [
      [xAxis.min, xAxis.max],
      [null, null],
    ],
  );
  return {
    show(next, scale) {
      counts = next;
      most = scale;
      paint();
      plot.redraw(false, false);
    },
    redraw() {
      paint();
      plot.redraw(false, true);
    },
    destroy,
  };
}

const named = (name: string, theme: () => Theme): uPlot.Axis => ({
  label: name,
  labelFont: theme().font,
  labelSize: 18,
  labelGap: 0,
  grid: { show: false },
});

const shades = 256;

/** From a count to a shade 0 … 255; no walker is shade 0 and one walker at least 1. */
function levels(most: number, logarithmic: boolean): (count: number) => number {
  const top = Math.max(most, 1);
  const scale = logarithmic ? Math.log1p(top) : Math.sqrt(top);
  return (count) => {
    if (count === 0) return 0;
    const height = (logarithmic ? Math.log1p(count) : Math.sqrt(count)) / scale;
    return Math.max(1, Math.min(shades - 1, Math.round(height * (shades - 1))));
  };
}

/** 256 colours as little-endian RGBA words: surface, accent at two thirds, ink. */
function colourRamp(accent: string, { surface, ink }: Theme): Uint32Array {
  const stops = [surface, accent, ink].map((hex) =>
    [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)),
  );
  return Uint32Array.from({ length: shades }, (_, shade) => {
    const t = shade / (shades - 1);
    const [from, to, at] = t < 2 / 3 ? [0, 1, t * 1.5] : [1, 2, (t - 2 / 3) * 2.4];
    const [r, g, b] = stops[from].map((c, k) => Math.round(c + (stops[to][k] - c) * at));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}
