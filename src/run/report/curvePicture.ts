/** Curves against the step as a picture that stands alone: plots side by side under one title. */
import { axes, logAxis } from './axes.js';
import { renderSheet } from './sheet.js';
import type { Spec } from './svg.js';

export interface Curve {
  /** The noise model, which the colour stands for. */
  readonly model: string;
  readonly colour: string;
  /** The prediction, which the dashes stand for; null: sampled. */
  readonly law: string | null;
  /** Empty for a solid line. */
  readonly dash: readonly number[];
  readonly width: number;
  readonly alpha: number;
  readonly points: readonly { readonly step: number; readonly value: number }[];
}

export interface CurvePlot {
  readonly title: string;
  readonly words: string;
  readonly logarithmic: boolean;
  /** Steps that the axis names, ascending, from 0 to its end. */
  readonly steps: readonly number[];
  /** Of the values, as the page shows them. */
  readonly range: readonly [number, number];
  readonly curves: readonly Curve[];
}

export interface CurveSheet {
  readonly title: string;
  readonly lines: readonly string[];
  readonly plots: readonly CurvePlot[];
}

/** The sheet as SVG text, on white. Steps stand by log(1 + step), as on the page. */
export function curvePicture({ title, lines, plots }: CurveSheet): Promise<string> {
  const curves = plots.flatMap((plot) => plot.curves);
  const models = new Map(curves.map(({ model, colour }) => [model, colour]));
  const laws = new Map(
    curves.flatMap(({ law, dash }) => (law === null ? [] : [[law, solidAs(dash)] as const])),
  );
  const legends = {
    color: legendOf('model', models),
    strokeDash: legendOf('law', laws),
  };
  return renderSheet(title, lines, {
    columns: 3,
    // Frames stand in line, whatever is written around them.
    bounds: 'flush',
    spacing: { row: 96, column: 66 },
    concat: plots.map((plot) => plotSpec(plot, legends)),
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
  } as Spec);
}

const solidAs = (dash: readonly number[]) => (dash.length > 0 ? dash : [1, 0]);

const legendOf = (field: string, styles: ReadonlyMap<string, unknown>) => ({
  field,
  type: 'nominal',
  scale: { domain: [...styles.keys()], range: [...styles.values()] },
  legend: { title: null, orient: 'bottom', direction: 'horizontal', symbolType: 'stroke' },
});

function plotSpec(
  { title, words, logarithmic, steps, range, curves }: CurvePlot,
  { color, strokeDash }: Readonly<Record<'color' | 'strokeDash', object>>,
) {
  const labels = axes('step', null, logarithmic ? logAxis(...range) : { format: '~g' });
  const encoding = {
    x: {
      field: 'step',
      type: 'quantitative',
      scale: { type: 'symlog', domain: [0, steps[steps.length - 1]], nice: false },
      axis: { ...labels.x.axis, values: steps },
    },
    y: {
      field: 'value',
      type: 'quantitative',
      scale: { type: logarithmic ? 'log' : 'linear', domain: range, nice: false },
      ...labels.y,
    },
    color,
  };
  return {
    title: { text: title, subtitle: words },
    width: 260,
    height: 150,
    layer: [
      // The axes, also where there is no curve.
      { data: { values: [] }, mark: 'line', encoding: { x: encoding.x, y: encoding.y } },
      ...curves.map(({ model, law, width, alpha, points }) => ({
        data: { values: points.map((point) => ({ ...point, model, law })) },
        mark: { type: 'line', strokeWidth: width, opacity: alpha, clip: true },
        encoding: law === null ? encoding : { ...encoding, strokeDash },
      })),
    ],
  };
}
