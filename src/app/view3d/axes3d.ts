/** Axes, ticks and names around the relief: along the two near edges of its floor and up one side. */
import { ticks } from 'd3-array';
import { reliefHeight } from '../../engine/surfaceView.js';
import type { Grid } from '../../math/grid.js';
import { tickText } from '../plots/frame1d.js';
import type { Theme } from '../plots/theme.js';
import { heightOf, type Terrain } from '../terrain/terrain.js';
import type { Camera } from './camera.js';
import { eyeOf, project } from './lens.js';

type Point = readonly [number, number, number];

/** A little below the lowest of the relief. */
const floor = -0.06;
const tickLength = 0.04;
const labelAway = 0.13;
const nameAway = 0.3;

/** Draws onto `pen`, whose unit is a CSS pixel. */
export function drawAxes3d(
  pen: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  camera: Camera,
  matrix: Float32Array,
  [a, b]: Grid,
  terrain: Terrain,
  theme: Theme,
): void {
  const at = (point: Point) => project(matrix, point, size.width, size.height);
  const line = (from: Point, to: Point) => {
    pen.moveTo(...at(from));
    pen.lineTo(...at(to));
  };
  const write = (text: string, point: Point) => pen.fillText(text, ...at(point));
  const [eyeX, eyeY] = eyeOf(camera);
  // The sides of the square that face the camera.
  const [nearX, nearY] = [eyeX > 0 ? 1 : -1, eyeY > 0 ? 1 : -1];
  pen.font = theme.font;
  pen.lineWidth = 1;
  pen.strokeStyle = theme.muted;
  pen.fillStyle = theme.muted;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.beginPath();
  line([-1, nearY, floor], [1, nearY, floor]);
  line([nearX, -1, floor], [nearX, 1, floor]);
  for (const value of ticks(a.min, a.max, 5)) {
    const x = (2 * (value - a.min)) / (a.max - a.min) - 1;
    line([x, nearY, floor], [x, nearY * (1 + tickLength), floor]);
    write(tickText(value), [x, nearY * (1 + labelAway), floor]);
  }
  for (const value of ticks(b.min, b.max, 5)) {
    const y = (2 * (value - b.min)) / (b.max - b.min) - 1;
    line([nearX, y, floor], [nearX * (1 + tickLength), y, floor]);
    write(tickText(value), [nearX * (1 + labelAway), y, floor]);
  }
  // Of the two corners at the sides of the picture, the left one carries the heights.
  const corners: readonly (readonly [number, number])[] = [
    [nearX, -nearY],
    [-nearX, nearY],
  ];
  const [left] = [...corners].sort((p, q) => at([...p, floor])[0] - at([...q, floor])[0]);
  line([...left, floor], [...left, reliefHeight]);
  pen.textAlign = 'right';
  for (const value of ticks(terrain.low, terrain.top, 5)) {
    const [x, y] = at([...left, heightOf(terrain, value) * reliefHeight]);
    pen.moveTo(x, y);
    pen.lineTo(x - 5, y);
    pen.fillText(tickText(value), x - 8, y);
  }
  pen.stroke();
  pen.font = `italic ${theme.font}`;
  pen.fillStyle = theme.ink;
  pen.textAlign = 'center';
  write(a.name, [0, nearY * (1 + nameAway), floor]);
  write(b.name, [nearX * (1 + nameAway), 0, floor]);
  pen.font = theme.font;
  pen.textAlign = 'right';
  const [x, y] = at([...left, reliefHeight]);
  pen.fillText('loss', x - 8, y - 16);
}
