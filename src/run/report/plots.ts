/**
 * The pictures of one-dimensional experiments: sampled densities as filled steps, predictions as
 * lines, residuals in standard errors, distance against step. One picture per ensemble, all with
 * the same scales, so that they can stand side by side or below each other.
 */

import type { PredictionName } from '../../model/experiment.js';
import { predictions, withDensities } from '../../model/predictions.js';
import { formatNumber } from '../format.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { axes, densityRange, densityTicks, logTicks, type Range } from './axes.js';
import { accentOf, lineStyles } from './palette.js';
import {
  distances,
  largestDensity,
  occupiedRange,
  predictedLine,
  residuals,
  sampledSteps,
} from './plotData.js';
import { renderSvg, type Spec } from './svg.js';

/** Of one picture, in pixels. */
export const width = 280;

interface Scales {
  readonly x: Range;
  readonly density: Range;
  readonly logarithmic?: boolean;
}

/** Sampled density in filled steps under the predicted lines. */
function densityLayer(
  result: RunResult,
  ensemble: EnsembleFrame,
  color: string,
  { x, density, logarithmic = false }: Scales,
) {
  // Laws on many cells may be as jagged as a Cantor set; thinner lines keep them legible.
  const thin = result.experiment.grid[0].cells > 500;
  // A logarithmic axis has no zero: empty cells rest on its lower end.
  const lift = (rows: readonly { x: number; density: number | null }[]) =>
    rows
      .filter((row) => row.x >= x[0] && row.x <= x[1])
      .map((row) => ({ ...row, density: Math.max(row.density ?? 0, density[0]) }));
  const encoding = {
    x: { field: 'x', type: 'quantitative', scale: { domain: x, nice: false } },
    y: {
      field: 'density',
      type: 'quantitative',
      scale: { domain: density, type: logarithmic ? 'log' : 'linear', nice: false },
    },
  };
  const sampled = {
    data: { values: lift(sampledSteps(result, ensemble)) },
    mark: {
      type: 'area',
      interpolate: 'step-after',
      color,
      fillOpacity: 0.38,
      line: { color, strokeWidth: thin ? 0.4 : 0.8, interpolate: 'step-after' },
      clip: true,
    },
    encoding: { ...encoding, y2: { datum: density[0] } },
  };
  const lines = ensemble.comparisons.map((comparison) => ({
    data: { values: lift(predictedLine(result, comparison)) },
    mark: lineMark(comparison, thin ? 0.9 : 1.5),
    encoding,
  }));
  return [sampled, ...lines];
}

/** The line of a prediction in its own colour and dashes. */
export const lineMark = ({ name }: { readonly name: PredictionName }, strokeWidth: number) => ({
  type: 'line',
  color: lineStyles[name].color,
  strokeDash: lineStyles[name].dash,
  strokeWidth,
  clip: true,
});

/** Residuals of both predictions on one symmetric-logarithmic axis, with the band of ±3. */
function residualPanel(result: RunResult, ensemble: EnsembleFrame, x: Range, most: number) {
  const marks = most < 200 ? [3, 10, 100] : [10, 100, 1000];
  const values = [0, ...marks.flatMap((v) => [-v, v])].filter((v) => Math.abs(v) <= most);
  const scale = { type: 'symlog', constant: 3, domain: [-most, most], nice: false };
  const position = { field: 'x', type: 'quantitative', scale: { domain: x, nice: false } };
  const band = {
    data: { values: [{ low: -3, high: 3 }] },
    mark: { type: 'rect', color: '#d0d7de', opacity: 0.45 },
    encoding: {
      y: { field: 'low', type: 'quantitative', scale },
      y2: { field: 'high' },
    },
  };
  const lines = ensemble.comparisons.map((comparison) => ({
    data: { values: residuals(result, ensemble, comparison) },
    mark: { ...lineMark(comparison, 1), interpolate: 'step' },
    encoding: { x: position, y: { field: 'residual', type: 'quantitative', scale } },
  }));
  return {
    width,
    height: 90,
    layer: [band, ...lines],
    encoding: axes(result.experiment.grid[0].name, 'residual (s.e.)', { values }),
  };
}

/** The main picture of one ensemble: density, density on a logarithmic scale, residuals. */
export const densityPicture = (result: RunResult, index: number): Promise<string> =>
  renderSvg(densitySpec(result, index));

/** With the density on one of the two scales alone, or on both. */
export function densitySpec(
  result: RunResult,
  index: number,
  scale: 'linear' | 'logarithmic' | 'both' = 'both',
): Spec {
  const { ensembles } = result.frames[result.frames.length - 1];
  const ensemble = ensembles[index];
  const x = occupiedRange(result, ensembles);
  const color = accentOf(index);
  const panel = (height: number, title: string, logarithmic: boolean) => {
    const density = densityRange(result, ensembles, logarithmic);
    return {
      width,
      height,
      layer: densityLayer(result, ensemble, color, { x, density, logarithmic }),
      encoding: axes(null, title, densityTicks(density, logarithmic)),
    };
  };
  const panels = {
    linear: [panel(190, 'density', false)],
    logarithmic: [panel(190, 'density', true)],
    both: [panel(190, 'density', false), panel(110, 'log scale', true)],
  };
  const most = Math.max(
    6,
    ...ensembles.flatMap((e) =>
      e.comparisons.flatMap((c) => residuals(result, e, c).map((r) => Math.abs(r.residual ?? 0))),
    ),
  );
  const hasPredictions = ensemble.comparisons.some((c) => c.prediction.probabilities);
  return {
    title: { text: ensemble.name },
    spacing: 10,
    vconcat: [
      ...panels[scale],
      ...(hasPredictions ? [residualPanel(result, ensemble, x, most * 1.1)] : []),
    ],
  } as Spec;
}

/** Total variation against step for one ensemble, with the floor that sampling alone gives. */
export function distancePicture(result: RunResult, index: number): Promise<string> {
  const rowsOf = (i: number) =>
    result.experiment.predictions.map((name) => ({ name, rows: distances(result, i, name) }));
  const all = result.experiment.ensembles.flatMap((_, i) => rowsOf(i).flatMap((s) => s.rows));
  const positive = all.flatMap((r) => [r.distance, r.floor]).filter((v) => v > 0);
  const domain = [Math.min(...positive) / 2, Math.max(...positive) * 1.6];
  const steps = result.experiment.snapshots;
  const [first, last] = [steps[0], steps[steps.length - 1]];
  const x = {
    field: 'step',
    type: 'quantitative',
    scale: { type: 'symlog', domain: [first < last ? first : 0, last], nice: false },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', domain, nice: false },
  });
  const series = rowsOf(index).filter((s) => s.rows.length > 0);
  const visible = (rows: readonly { distance: number; floor: number }[]) =>
    rows.filter((r) => r.distance > 0 && r.floor > 0);
  return renderSvg({
    title: { text: result.experiment.ensembles[index].name },
    width,
    height: 130,
    layer: [
      ...series.slice(0, 1).map(({ rows }) => ({
        data: { values: visible(rows) },
        mark: { type: 'area', color: '#8c959f', opacity: 0.3 },
        encoding: { x, y: y('floor'), y2: { datum: domain[0] } },
      })),
      ...series.map(({ name, rows }) => ({
        data: { values: visible(rows) },
        mark: {
          ...lineMark({ name }, 1.5),
          point: { color: lineStyles[name].color, size: 28, filled: true },
        },
        encoding: { x, y: y('distance') },
      })),
    ],
    encoding: axes('step', 'total variation', {
      format: '~g',
      values: logTicks(domain[0], domain[1]),
    }),
  } as Spec);
}

/** All snapshots of one ensemble, one above the other, each with a density scale of its own. */
export function snapshotsPicture(result: RunResult, index: number): Promise<string> {
  const states = result.frames.map((frame) => frame.ensembles);
  const x = occupiedRange(result, states.flat());
  const rows = result.frames.map(({ step, ensembles }, i) => ({
    title: { text: `step ${step}`, fontSize: 11, fontWeight: 'normal', offset: 2 },
    width,
    height: 58,
    layer: densityLayer(result, ensembles[index], accentOf(index), {
      x,
      density: [0, largestDensity(result, ensembles) * 1.06],
    }),
    encoding: axes(i === states.length - 1 ? result.experiment.grid[0].name : null, null, {
      tickCount: 2,
    }),
  }));
  return renderSvg({
    title: { text: result.experiment.ensembles[index].name },
    spacing: 6,
    vconcat: rows,
  } as Spec);
}

/** The headline picture on its own: the last snapshot of every ensemble, or of some, side by side. */
export function headlineSvg(
  result: RunResult,
  shown: readonly number[] = result.experiment.ensembles.map((_, index) => index),
  logarithmic = false,
): Promise<string> {
  const frame = result.frames[result.frames.length - 1];
  const x = occupiedRange(result, frame.ensembles);
  const density = densityRange(result, frame.ensembles, logarithmic);
  const ticks = densityTicks(density, logarithmic);
  const legend = withDensities(result.experiment.predictions).map(
    (name) => `${lineStyles[name].words}: ${predictions[name].title}`,
  );
  return renderSvg({
    background: 'white',
    padding: 14,
    title: {
      text: `Where ${result.experiment.walkers.toLocaleString('en-US')} walkers are after ${frame.step} steps`,
      subtitle: [
        ['filled: sampled', ...legend].join(' · '),
        'floor: the total variation that sampling alone gives',
      ],
      fontSize: 16,
      subtitleFontSize: 12,
      subtitlePadding: 5,
      offset: 14,
    },
    spacing: 14,
    hconcat: shown.map((index, place) => ({
      title: { text: frame.ensembles[index].name, subtitle: captionOf(frame.ensembles[index]) },
      width: 320,
      height: 200,
      layer: densityLayer(result, frame.ensembles[index], accentOf(index), {
        x,
        density,
        logarithmic,
      }),
      encoding: axes(result.experiment.grid[0].name, place === 0 ? 'density' : null, ticks),
    })),
  } as Spec);
}

function captionOf({ comparisons }: EnsembleFrame): string[] {
  return comparisons.flatMap(({ name, verdict }) => {
    if (!verdict) return [];
    const { judgement, totalVariation, totalVariationFloor } = verdict;
    const words = {
      holds: 'not refused',
      refused: `refused, ${formatNumber(totalVariation / totalVariationFloor)} × floor`,
      undecided: 'undecided',
    } as const;
    return [`${predictions[name].title}: ${words[judgement]}`];
  });
}
