/**
 * The picture of a run for the gallery, as a small SVG that reads on a light and on a dark page. One
 * parameter: a row of steps for each noise model, the Fokker–Planck law as a line over it. Two: a
 * map of contours for each. Every row has its own scale: shapes are compared, not heights.
 */
import { blur2 } from 'd3-array';
import { contours } from 'd3-contour';
import type { Axis } from '../src/math/grid.js';
import type { Experiment } from '../src/model/experiment.js';
import type { EnsembleFrame, Frame } from '../src/run/frame.js';
import { accentOf, lineStyles } from '../src/run/report/palette.js';

/** Whole numbers are short: two units are one pixel of a card. */
export const [width, height] = [480, 240];
const gap = 8;
/** Points along a row; more cannot be told apart. */
const mostPoints = 96;

const round = Math.round;

type Point = readonly [number, number];

/** A path through points, in steps from one to the next. */
function pathOf(points: readonly Point[]): string {
  const whole = points.map(([x, y]) => [round(x), round(y)] as const);
  return whole.reduce((path, [x, y], i) => {
    if (i === 0) return `M${x} ${y}`;
    const [dx, dy] = [x - whole[i - 1][0], y - whole[i - 1][1]];
    if (dx === 0 && dy === 0) return path;
    if (dx === 0) return `${path}v${dy}`;
    return dy === 0 ? `${path}h${dx}` : `${path}l${dx}${dy < 0 ? '' : ' '}${dy}`;
  }, '');
}

/** The last frame of a run as SVG text. */
export function thumbnailSvg({ grid }: Experiment, { ensembles }: Frame): string {
  const parts =
    grid.length === 1
      ? ensembles.map((e, i) => row(e, i, ensembles.length))
      : ensembles.map((e, i) => map(e, i, ensembles.length, [grid[0], grid[1]]));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width / 2}" height="${height / 2}">${parts.join('')}</svg>\n`
  );
}

/** Sums of neighbours, so that at most `mostPoints` are left; nothing is dropped. */
function pooled(values: ArrayLike<number>): number[] {
  const size = Math.ceil(values.length / mostPoints);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => {
    let sum = 0;
    for (let k = i * size; k < Math.min(values.length, (i + 1) * size); k++) sum += values[k];
    return sum;
  });
}

function row({ snapshot, comparisons }: EnsembleFrame, index: number, rows: number): string {
  const bars = pooled(snapshot.counts).map((count) => count / snapshot.walkers);
  const law = comparisons.find(({ name }) => name === 'fokkerPlanck')?.prediction.probabilities;
  const curve = law ? pooled(law) : [];
  const size = (height - 4 - gap * (rows - 1)) / rows;
  const bottom = (size + gap) * index + size + 2;
  const top = Math.max(...bars, Number.MIN_VALUE);
  const step = width / bars.length;
  // A law that is far narrower than the walkers is cut, as in the app.
  const y = (value: number) => bottom - size * Math.min(1, value / top);
  const points = bars.flatMap((value, i): Point[] => [
    [i * step, y(value)],
    [(i + 1) * step, y(value)],
  ]);
  const steps = pathOf([[0, bottom], ...points, [width, bottom]]);
  const colour = accentOf(index);
  const area =
    `<path d="${steps}z" fill="${colour}" fill-opacity=".35" ` +
    `stroke="${colour}" stroke-width="1.5"/>`;
  if (curve.length === 0) return area;
  const line = pathOf(curve.map((value, i) => [(i + 0.5) * step, y(value)]));
  const { color, dash } = lineStyles.fokkerPlanck;
  return `${area}<path d="${line}" fill="none" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash.map((d) => 2 * d).join(' ')}"/>`;
}

function map(
  { snapshot }: EnsembleFrame,
  index: number,
  columns: number,
  [across, up]: readonly [Axis, Axis],
): string {
  const size = Math.min(height, (width - gap * (columns - 1)) / columns);
  const left = (width - columns * size - gap * (columns - 1)) / 2 + index * (size + gap);
  // Contours take the first axis as rows from the top; here it runs to the right.
  const values = Array.from({ length: across.cells * up.cells }, (_, k) => {
    const [i, j] = [k % across.cells, up.cells - 1 - Math.floor(k / across.cells)];
    return Math.sqrt(snapshot.counts[i * up.cells + j]);
  });
  const { data } = blur2({ data: values, width: across.cells, height: up.cells }, 1);
  const smooth = Array.from(data);
  const top = Math.max(...smooth);
  const levels = [0.08, 0.3, 0.55, 0.8].map((part) => part * top);
  const shapes = contours().size([across.cells, up.cells]).thresholds(levels)(smooth);
  const place = ([x, y]: number[]): Point => [
    left + (x * size) / across.cells,
    (y * size) / up.cells,
  ];
  const paths = shapes.map(({ coordinates }) => {
    const d = coordinates.flat().map((ring) => `${pathOf(ring.map(place))}z`);
    return `<path d="${d.join('')}"/>`;
  });
  const frame =
    `<rect x="${round(left)}" width="${round(size)}" height="${round(size)}" ` +
    `fill="#888" fill-opacity=".12"/>`;
  return `${frame}<g fill="${accentOf(index)}" fill-opacity=".3">${paths.join('')}</g>`;
}
