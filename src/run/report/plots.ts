/**
 * The pictures of one-dimensional experiments: sampled densities as filled steps, predictions as
 * lines, residuals in standard errors, distance against step. One picture per ensemble, all with
 * the same scales, so that they can stand side by side or below each other.
 */

import type { EnsembleFrame, RunResult } from '../frame.js';
import {
  axes,
  densityRange,
  densityTicks,
  logAxis,
  noteLayer,
  type Range,
  stepTicks,
  wholeSteps,
} from './axes.js';
import { densityLayer, lineMark } from './densityLayer.js';
import { accentOf, lineStyles } from './palette.js';
import { type DistanceRow, distances, enough, occupiedRange, residuals } from './plotData.js';
import { renderSvg, type Spec } from './svg.js';

/** Of one picture, in pixels. */
export const width = 280;

/** Residuals of both predictions on one symmetric-logarithmic axis, with the band of ±3. */
function residualPanel(result: RunResult, ensemble: EnsembleFrame, x: Range, most: number) {
  const height = 90;
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
  const isEmpty = lines.every(({ data }) => data.values.every((row) => row.residual === null));
  const note = isEmpty ? [noteLayer(`no cell expects ${enough} walkers`, width, height)] : [];
  return {
    width,
    height,
    layer: [band, ...lines, ...note],
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
      layer: densityLayer(result, ensemble, color, { x, density, logarithmic, width, height }),
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

/** Total variations below this are no more than rounding. */
const rounding = 1e-12;

/** Total variation against step for one ensemble, with the floor that sampling alone gives. */
export function distancePicture(result: RunResult, index: number): Promise<string> {
  const rowsOf = (i: number) =>
    result.experiment.predictions.map((name) => ({ name, rows: distances(result, i, name) }));
  const all = result.experiment.ensembles.flatMap((_, i) => rowsOf(i).flatMap((s) => s.rows));
  const positive = all.flatMap((r) => [r.distance, r.floor]).filter((v) => v > rounding);
  // Laws of points may have neither a distance nor a floor; the axis then is that of one walker.
  const shown = positive.length > 0 ? positive : [1 / result.experiment.walkers];
  const domain = [Math.min(...shown) / 2, Math.max(...shown) * 1.6];
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
  const height = 130;
  const series = rowsOf(index).filter((s) => s.rows.length > 0);
  // A logarithmic axis has no zero, and what rounding leaves of one says nothing.
  const above = (rows: readonly DistanceRow[], key: 'distance' | 'floor') =>
    rows.filter((row) => row[key] > rounding);
  const isEmpty = series.every(({ rows }) => above(rows, 'distance').length === 0);
  const words = series.length > 0 ? 'no distance at any snapshot' : 'no prediction';
  return renderSvg({
    title: { text: result.experiment.ensembles[index].name },
    width,
    height,
    layer: [
      // The axes, also where there is nothing else.
      { data: { values: [] }, mark: 'line', encoding: { x, y: y('distance') } },
      ...series.slice(0, 1).map(({ rows }) => ({
        data: { values: above(rows, 'floor') },
        mark: { type: 'area', color: '#8c959f', opacity: 0.3 },
        encoding: { x, y: y('floor'), y2: { datum: domain[0] } },
      })),
      ...series.map(({ name, rows }) => ({
        data: { values: above(rows, 'distance') },
        mark: {
          ...lineMark({ name }, 1.5),
          point: { color: lineStyles[name].color, size: 28, filled: true },
        },
        encoding: { x, y: y('distance') },
      })),
      ...(isEmpty ? [noteLayer(words, width, height)] : []),
    ],
    encoding: wholeSteps(
      axes('step', 'total variation', logAxis(domain[0], domain[1])),
      stepTicks(last),
    ),
  } as Spec);
}

/** All snapshots of one ensemble, one above the other, each with a density scale of its own. */
export function snapshotsPicture(result: RunResult, index: number): Promise<string> {
  const states = result.frames.map((frame) => frame.ensembles);
  const x = occupiedRange(result, states.flat());
  const height = 58;
  const rows = result.frames.map(({ step, ensembles }, i) => ({
    title: { text: `step ${step}`, fontSize: 11, fontWeight: 'normal', offset: 2 },
    width,
    height,
    layer: densityLayer(result, ensembles[index], accentOf(index), {
      x,
      density: densityRange(result, ensembles, false),
      width,
      height,
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
