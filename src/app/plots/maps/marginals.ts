/** The walkers summed along each axis, as filled steps on two sides of a map, with a prediction's line. */
import type { Grid } from '../../../math/grid.js';
import { element } from '../../dom.js';
import { withAlpha } from '../theme.js';
import { room, type Square, sizeCanvas } from './squareFrame.js';

/** Fractions per cell of the first and of the second axis. */
export type Margins = readonly [Float64Array, Float64Array];

export interface MarginalPlot {
  readonly canvas: HTMLCanvasElement;
  place(square: Square): void;
  /** Draws both margins, each from zero to its own highest value. */
  show(sampled: Margins, predicted: Margins | null, colours: MarginalColours): void;
}

export interface MarginalColours {
  readonly accent: string;
  /** Of the prediction's line. */
  readonly line: string;
  readonly dash: readonly number[];
}

/** Sums along the other axis of values per cell, divided by `total`. */
export function marginsOf(values: ArrayLike<number>, total: number, [a, b]: Grid): Margins {
  const first = new Float64Array(a.cells);
  const second = new Float64Array(b.cells);
  for (let i = 0; i < a.cells; i++) {
    for (let j = 0; j < b.cells; j++) {
      const part = values[i * b.cells + j] / total;
      first[i] += part;
      second[j] += part;
    }
  }
  return [first, second];
}

/** What is left free between a margin's highest value and the edge of its strip. */
const headroom = 4;
const gap = 3;

export function createMarginalPlot(): MarginalPlot {
  const canvas = element('canvas', { class: 'margins', 'aria-hidden': 'true' });
  let square: Square | null = null;
  let shown: Parameters<MarginalPlot['show']> | null = null;
  const draw = () => {
    if (!square || !shown) return;
    const pen = sizeCanvas(canvas, square.width, square.height);
    for (const axis of [0, 1] as const) drawMargin(pen, square, axis, shown);
  };
  return {
    canvas,
    place(next) {
      square = next;
      draw();
    },
    show(...next) {
      shown = next;
      draw();
    },
  };
}

function drawMargin(
  pen: CanvasRenderingContext2D,
  { left, top, side, width }: Square,
  axis: 0 | 1,
  [sampled, predicted, { accent, line, dash }]: Parameters<MarginalPlot['show']>,
): void {
  const strip = (axis === 0 ? top - room.caption : width - left - side) - gap - headroom;
  const most = Math.max(...sampled[axis], ...(predicted?.[axis] ?? []));
  // Along the axis from its lower end, and out of the square.
  const place = (along: number, value: number): [number, number] => {
    const out = gap + (most > 0 ? (value / most) * strip : 0);
    return axis === 0
      ? [left + along * side, top - out]
      : [left + side + out, top + (1 - along) * side];
  };
  const trace = (values: Float64Array, closed: boolean) => {
    pen.beginPath();
    if (closed) pen.moveTo(...place(0, 0));
    values.forEach((value, i) => {
      for (const end of [i, i + 1]) pen.lineTo(...place(end / values.length, value));
    });
    if (closed) pen.lineTo(...place(1, 0));
  };
  trace(sampled[axis], true);
  pen.fillStyle = withAlpha(accent, 0.38);
  pen.fill();
  trace(sampled[axis], false);
  pen.lineWidth = 1;
  pen.strokeStyle = accent;
  pen.stroke();
  if (!predicted) return;
  pen.beginPath();
  predicted[axis].forEach((value, i) => {
    pen.lineTo(...place((i + 0.5) / predicted[axis].length, value));
  });
  pen.setLineDash([...dash]);
  pen.strokeStyle = line;
  pen.lineWidth = 1.4;
  pen.stroke();
  pen.setLineDash([]);
}
