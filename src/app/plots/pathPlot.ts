/**
 * Numbers against the step, in the accent of their noise model and the dashes of their prediction.
 * Steps stand by log(1 + step), as on the time line.
 */
import type uPlot from 'uplot';
import type { Curve, CurvePlot } from '../../run/report/curvePicture.js';
import { decades } from './densityPlot.js';
import { axisOptions, createPlot, leftRoom, tickText } from './frame1d.js';
import type { Theme } from './theme.js';
import { rangeWithRoom, type ValueScale } from './valueRange.js';

export type Path = Omit<Curve, 'points'>;

export interface PathPlot {
  /** Draws one path per entry over ascending `steps`; null: no value there. */
  show(steps: readonly number[], values: readonly (readonly (number | null)[])[]): void;
  toggle(index: number, visible: boolean): void;
  /** What is drawn, but for those that are hidden. */
  curves(): Omit<CurvePlot, 'title' | 'words'>;
  redraw(): void;
  destroy(): void;
}

export interface PathPlotOptions {
  readonly paths: readonly Path[];
  /** Steps that the axis names, ascending; the last is its end. */
  readonly named: readonly number[];
  readonly logarithmic: boolean;
  /** What is less is rounding and not shown, and a span to be seen where there is nothing more. */
  readonly scale?: ValueScale;
  readonly theme: () => Theme;
}

export function createPathPlot(parent: HTMLElement, options: PathPlotOptions): PathPlot {
  const { paths, named, logarithmic, scale = { grain: 0, unit: 1 }, theme } = options;
  const base = axisOptions(theme);
  const range = (min: number | null, max: number | null) =>
    logarithmic ? wholeDecades(min, max) : rangeWithRoom(min, max, scale);
  const end = Math.log1p(named[named.length - 1]);
  const { plot, destroy } = createPlot(
    parent,
    {
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 12, 0, 0],
      scales: {
        x: { time: false, auto: false, range: [0, end] },
        y: {
          auto: true,
          distr: logarithmic ? 3 : 1,
          range: (_, min, max) => range(min, max),
        },
      },
      axes: [
        {
          ...base,
          size: 24,
          splits: () => named.map((step) => Math.log1p(step)),
          values: (_, at) => at.map((x) => tickText(Math.round(Math.expm1(x)))),
        },
        {
          ...base,
          scale: 'y',
          size: leftRoom + 4,
          space: 30,
          ...(logarithmic ? { splits: (_, __, min, max) => decades(min, max) } : {}),
          values: (_, ticks) => ticks.map((t) => (t === null ? '' : tickText(t))),
        },
      ],
      series: [{}, ...paths.map(pathSeries)],
    },
    [[], ...paths.map(() => [])],
  );
  let shown: Parameters<PathPlot['show']> = [[], paths.map(() => [])];
  return {
    show(steps, values) {
      shown = [steps, values];
      const xs = steps.map((step) => Math.log1p(step));
      // In a batch it is drawn at once, and not in a task of its own after a picture was taken.
      plot.batch(() => plot.setData([xs, ...values.map((column) => [...column])]));
    },
    toggle: (index, visible) => plot.setSeries(index + 1, { show: visible }),
    curves() {
      const curves = paths.flatMap((path, i) =>
        plot.series[i + 1].show ? [{ ...path, points: pointsOf(shown, i) }] : [],
      );
      const values = curves.flatMap(({ points }) => points.map(({ value }) => value));
      const [least, most] = [Math.min, Math.max].map((of) =>
        values.length > 0 ? values.reduce((a, b) => of(a, b)) : null,
      );
      return { logarithmic, steps: named, range: range(least, most), curves };
    },
    redraw: () => plot.redraw(false, true),
    destroy,
  };
}

/** The values of a column that are there. */
const pointsOf = ([steps, values]: Parameters<PathPlot['show']>, column: number) =>
  steps.flatMap((step, k) => {
    const value = values[column][k] ?? null;
    return value === null ? [] : [{ step, value }];
  });

function pathSeries({ colour, dash, width, alpha }: Path): uPlot.Series {
  return {
    scale: 'y',
    stroke: colour,
    width,
    alpha,
    dash: [...dash],
    spanGaps: true,
    points: { show: false },
  };
}

/** From a power of ten to a power of ten; a decade where there is nothing. */
function wholeDecades(min: number | null, max: number | null): [number, number] {
  if (!(min !== null && max !== null && min > 0)) return [0.01, 0.1];
  const low = Math.floor(Math.log10(min) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
  return [10 ** low, 10 ** high];
}
