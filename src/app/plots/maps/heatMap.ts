/**
 * Values on a grid of two axes as a picture of one pixel a cell, which the page scales. Shades are
 * found by whoever knows what the values mean; only what has changed is painted again.
 */
import type { Grid } from '../../../math/grid.js';
import { middleShade, type Ramp, shades } from '../../../run/report/ramps.js';
import { element } from '../../dom.js';

export interface HeatMap {
  readonly canvas: HTMLCanvasElement;
  /** Paints the colour of each cell's shade; cells are row-major, first axis slowest. */
  paint(values: ArrayLike<number>, ramp: Ramp, shadeOf: (value: number) => number): void;
  clear(): void;
}

export function createHeatMap([a, b]: Grid): HeatMap {
  // Not every map has something to tell from the start.
  const words = `map over ${a.name} and ${b.name}`;
  const canvas = element('canvas', { class: 'cells', role: 'img', 'aria-label': words });
  canvas.width = a.cells;
  canvas.height = b.cells;
  const pen = canvas.getContext('2d')!;
  const image = pen.createImageData(a.cells, b.cells);
  const pixels = new Uint32Array(image.data.buffer);
  return {
    canvas,
    paint(values, ramp, shadeOf) {
      for (let i = 0; i < a.cells; i++) {
        // Rows of a picture go down, values of an axis go up.
        let pixel = (b.cells - 1) * a.cells + i;
        for (let k = i * b.cells; k < (i + 1) * b.cells; k++, pixel -= a.cells) {
          pixels[pixel] = ramp[shadeOf(values[k])];
        }
      }
      pen.putImageData(image, 0, 0);
    },
    clear: () => pen.clearRect(0, 0, a.cells, b.cells),
  };
}

/** How a value between 0 and `most` becomes a part 0 … 1 of the scale, and back. */
export interface DensityScale {
  readonly partOf: (value: number) => number;
  readonly valueAt: (part: number) => number;
}

/**
 * Linear, or logarithmic from `least`. Zero is part 0, and nothing else is shown as nothing:
 * see `shadeOn`.
 */
export function densityScale(least: number, most: number, logarithmic: boolean): DensityScale {
  const top = most > least ? most : least;
  if (!logarithmic) return { partOf: (v) => v / top, valueAt: (part) => part * top };
  const decades = Math.log(top / (least / 2));
  return {
    partOf: (v) => Math.log(v / (least / 2)) / decades,
    valueAt: (part) => (least / 2) * Math.exp(part * decades),
  };
}

/** Shades 1 … 255 for values that are not zero. */
export function shadeOn({ partOf }: DensityScale): (value: number) => number {
  return (value) => {
    if (!(value > 0)) return 0;
    return Math.max(1, Math.min(shades - 1, Math.round(partOf(value) * (shades - 1))));
  };
}

/** Shades of a diverging ramp; what is beyond ±limit has the ends' colour, NaN none. */
export function shadeAround(limit: number): (value: number) => number {
  const half = shades - 1 - middleShade;
  return (value) => {
    if (Number.isNaN(value)) return middleShade;
    return middleShade + Math.round((Math.max(-limit, Math.min(limit, value)) / limit) * half);
  };
}
