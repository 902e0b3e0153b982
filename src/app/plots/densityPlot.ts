/**
 * Densities over one parameter: sampled ones as steps in their accent, predicted ones as lines,
 * the loss as a faint curve behind on a scale of its own. The panels of single noise models and
 * the overlay of all are the same plot with other curves.
 */
import type uPlot from 'uplot';
import { type Axis, cellCentres } from '../../math/grid.js';
import { lossRange } from '../lossCurve.js';
import { axisOptions, leftRoom, scaleOf, tickText } from './frame1d.js';
import { createLayeredPlot, type Range } from './layeredPlot.js';
import { labelLoss } from './lossLabel.js';
import { createMarks, type Mark } from './marks.js';
import { stepsPath } from './stepsPath.js';
import { type Theme, withAlpha } from './theme.js';

export interface Curve {
  readonly kind: 'filledSteps' | 'outline' | 'line';
  readonly colour: (theme: Theme) => string;
  /** Empty for a solid line. */
  readonly dash: readonly number[];
}

export type Values = ArrayLike<number> | null;

export interface DensityPlot {
  /** Draws one density per curve (null: none now) on the given range of the y axis. */
  show(densities: readonly Values[], range: Range): void;
  /** Shows or hides curve `index`; −1 is the loss. */
  toggle(index: number, visible: boolean): void;
  redraw(): void;
  destroy(): void;
}

function curveSeries(curve: Curve, theme: () => Theme): uPlot.Series {
  const colour = () => curve.colour(theme());
  const common = { scale: 'y', stroke: colour, points: { show: false } };
  if (curve.kind === 'line') return { ...common, width: 1.5, dash: [...curve.dash] };
  const filled = curve.kind === 'filledSteps';
  return {
    ...common,
    width: filled ? 0.75 : 1.5,
    fill: () => withAlpha(colour(), filled ? 0.38 : 0.1),
    paths: stepsPath,
  };
}

export interface DensityPlotOptions {
  readonly axis: Axis;
  readonly loss: Float64Array;
  readonly curves: readonly Curve[];
  /** Minima and barriers on the loss, once they are found. */
  readonly marks: Promise<readonly Mark[]>;
  readonly theme: () => Theme;
  readonly logarithmic: boolean;
  /** False where another plot below carries the numbers of the x axis. */
  readonly showsX: boolean;
  /** Told the cell under the cursor, in whichever plot that is; null: none. */
  readonly onCursor: (cell: number | null) => void;
}

/** A plot of `curves` over `axis`, without any density yet. */
export function createDensityPlot(parent: HTMLElement, options: DensityPlotOptions): DensityPlot {
  const { axis, loss, curves, theme, logarithmic, showsX } = options;
  const xs = Array.from(cellCentres(axis));
  const lossValues = Array.from(loss, (value) => (Number.isFinite(value) ? value : null));
  const empty = curves.map(() => xs.map(() => null));
  const base = axisOptions(theme);
  let isDestroyed = false;
  const marks = createMarks(options.marks, theme, () => {
    if (!isDestroyed) moving.redraw(false, false);
  });
  const { still, moving, ...plot } = createLayeredPlot(
    parent,
    {
      padding: [8, 8, showsX ? 0 : 6, 0],
      scales: {
        x: scaleOf(axis),
        y: { auto: false, range: logarithmic ? [0.1, 1] : [0, 1], distr: logarithmic ? 3 : 1 },
        loss: { auto: false, range: lossRange(loss) },
      },
      axes: [
        {
          ...base,
          size: showsX ? 24 : 0,
          values: (_, ticks) => ticks.map((t) => (showsX ? tickText(t) : '')),
        },
        {
          ...base,
          scale: 'y',
          size: leftRoom,
          space: 34,
          ...(logarithmic ? { splits: (_, __, min, max) => decades(min, max) } : {}),
          values: (_, ticks) => ticks.map((t) => (t === null ? '' : tickText(t))),
        },
      ],
    },
    {
      still: {
        data: [xs, lossValues],
        hooks: { draw: [(drawn) => labelLoss(drawn, theme())] },
        series: [
          {},
          {
            scale: 'loss',
            stroke: () => theme().muted,
            width: 1,
            alpha: 0.55,
            points: { show: false },
          },
        ],
      },
      moving: {
        data: [xs, ...empty],
        series: [{}, ...curves.map((curve) => curveSeries(curve, theme))],
        hooks: {
          draw: [marks.draw],
          setCursor: [(drawn) => options.onCursor(drawn.cursor.idx ?? null), marks.point],
        },
      },
    },
  );
  return {
    show(densities, range) {
      plot.show([xs, ...densities.map((d) => toColumn(d, xs.length, logarithmic))], range);
    },
    toggle(index, visible) {
      if (index >= 0) {
        moving.setSeries(index + 1, { show: visible });
        return;
      }
      still.setSeries(1, { show: visible });
      marks.show(visible);
      moving.redraw(false, false);
    },
    redraw: plot.redraw,
    destroy() {
      isDestroyed = true;
      plot.destroy();
    },
  };
}

/** Powers of ten from `min` to `max`, at most about five of them. */
export function decades(min: number, max: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / 5));
  const powers: number[] = [];
  for (let power = last; power >= first; power -= stride) powers.unshift(10 ** power);
  return powers;
}

/** A column for uPlot: zero has no place on a logarithmic scale. */
function toColumn(values: Values, length: number, logarithmic: boolean): (number | null)[] {
  if (!values) return new Array<null>(length).fill(null);
  return Array.from(values, (value) => (logarithmic && !(value > 0) ? null : value));
}
