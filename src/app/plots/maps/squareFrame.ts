/**
 * The square that a map lies in, with room for its axes: an overlay of axes, contours of the loss
 * and minima, drawn again only when the size, the colours or the terrain change. It knows nothing
 * of what the map shows.
 */
import { ticks } from 'd3-array';
import type { Axis, Grid } from '../../../math/grid.js';
import { element } from '../../dom.js';
import type { Minimum } from '../../terrain/terrain.js';
import { tickText } from '../frame1d.js';
import { type Theme, withAlpha } from '../theme.js';
import type { Line } from './contourLines.js';

/**
 * Room around the square, in CSS pixels: the strip above holds the caption and a margin or a key of
 * colours; `margin` is the room on the right where a margin is drawn.
 */
export const room = { left: 40, bottom: 34, strip: 60, caption: 20, right: 8, margin: 44 } as const;

/** Where things are, in CSS pixels within the frame. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly width: number;
  readonly height: number;
}

/** The square in a frame of so many CSS pixels, with or without margins. */
export function squareIn(width: number, hasMargins: boolean): Square {
  const side = Math.max(
    40,
    Math.floor(width) - room.left - (hasMargins ? room.margin : room.right),
  );
  const height = room.strip + side + room.bottom;
  return { left: room.left, top: room.strip, side, width: Math.floor(width), height };
}

export interface SquareFrame {
  readonly element: HTMLElement;
  place(square: Square): void;
  showContours(lines: readonly Line[]): void;
  showMinima(minima: readonly Minimum[]): void;
  redraw(): void;
}

/** A canvas as many device pixels large as `width` × `height` CSS pixels; a pen in CSS pixels. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number) {
  const ratio = devicePixelRatio;
  const [w, h] = [width, height].map((length) => Math.max(1, Math.round(length * ratio)));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext('2d')!;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** The frame around `picture`, a canvas that it lays into the square. */
export function createSquareFrame(
  grid: Grid,
  theme: () => Theme,
  picture: HTMLCanvasElement,
): SquareFrame {
  const overlay = element('canvas', { class: 'overlay', 'aria-hidden': 'true' });
  const frame = element('div', { class: 'square' }, picture, overlay);
  let square: Square | null = null;
  let lines: readonly Line[] = [];
  let minima: readonly Minimum[] = [];

  const redraw = () => {
    if (!square) return;
    const pen = sizeCanvas(overlay, square.width, square.height);
    drawAxes(pen, square, grid, theme());
    pen.save();
    pen.beginPath();
    pen.rect(square.left, square.top, square.side, square.side);
    pen.clip();
    drawContours(pen, square, lines, theme());
    drawMinima(pen, square, grid, minima, theme());
    pen.restore();
  };
  return {
    element: frame,
    place(next) {
      square = next;
      frame.style.height = `${next.height}px`;
      Object.assign(picture.style, {
        left: `${next.left}px`,
        top: `${next.top}px`,
        width: `${next.side}px`,
        height: `${next.side}px`,
        // Cells are to be seen as they are; more of them than pixels are better blended.
        imageRendering: picture.width > next.side * devicePixelRatio ? 'auto' : 'pixelated',
      });
      redraw();
    },
    showContours(next) {
      lines = next;
      redraw();
    },
    showMinima(next) {
      minima = next;
      redraw();
    },
    redraw,
  };
}

const partOf = ({ min, max }: Axis, value: number) => (value - min) / (max - min);

function drawAxes(pen: CanvasRenderingContext2D, at: Square, [a, b]: Grid, theme: Theme): void {
  const { left, top, side } = at;
  const count = Math.max(2, Math.round(side / 55));
  pen.font = theme.font;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
  pen.fillStyle = theme.muted;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.beginPath();
  for (const value of ticks(a.min, a.max, count)) {
    const x = left + side * partOf(a, value);
    pen.moveTo(x, top + side);
    pen.lineTo(x, top + side + 4);
    pen.fillText(tickText(value), x, top + side + 6);
  }
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  for (const value of ticks(b.min, b.max, count)) {
    const y = top + side * (1 - partOf(b, value));
    pen.moveTo(left, y);
    pen.lineTo(left - 4, y);
    pen.fillText(tickText(value), left - 6, y);
  }
  pen.stroke();
  pen.fillStyle = theme.ink;
  pen.font = `italic ${theme.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'bottom';
  pen.fillText(a.name, left + side / 2, at.height);
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillText(b.name, 0, top + side / 2);
}

function drawContours(
  pen: CanvasRenderingContext2D,
  { left, top, side }: Square,
  lines: readonly Line[],
  theme: Theme,
): void {
  pen.strokeStyle = withAlpha(theme.ink, 0.3);
  pen.lineWidth = 0.75;
  pen.beginPath();
  for (const line of lines) {
    line.forEach(([x, y], i) => {
      const to = [left + side * x, top + side * (1 - y)] as const;
      if (i === 0) pen.moveTo(...to);
      else pen.lineTo(...to);
    });
  }
  pen.stroke();
}

/** A ring for a minimum, dots along a connected set of them. */
function drawMinima(
  pen: CanvasRenderingContext2D,
  { left, top, side }: Square,
  [a, b]: Grid,
  minima: readonly Minimum[],
  theme: Theme,
): void {
  const placed: [number, number][] = [];
  for (const { points } of minima) {
    const isPoint = points.length === 1;
    for (const [x, y] of points) {
      const at: [number, number] = [left + side * partOf(a, x), top + side * (1 - partOf(b, y))];
      if (!isPoint && placed.some((other) => Math.hypot(other[0] - at[0], other[1] - at[1]) < 9)) {
        continue;
      }
      placed.push(at);
      pen.beginPath();
      pen.arc(...at, isPoint ? 3.5 : 1.2, 0, 2 * Math.PI);
      pen.lineWidth = isPoint ? 3 : 2;
      pen.strokeStyle = withAlpha(theme.surface, 0.8);
      pen.stroke();
      pen.lineWidth = 1.2;
      pen.strokeStyle = theme.ink;
      pen.fillStyle = theme.ink;
      if (isPoint) pen.stroke();
      else pen.fill();
    }
  }
}
