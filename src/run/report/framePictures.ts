/**
 * Pictures of a single frame that stand alone, with title, step and legend: of one noise model, of
 * all side by side, and in one dimension of all on the same axes.
 */
import type { PredictionName } from '../../model/experiment.js';
import { predictions, withDensities } from '../../model/predictions.js';
import { formatCount } from '../format.js';
import type { RunResult } from '../frame.js';
import { lawAt } from '../lawChanges.js';
import { axes, densityRange, densityTicks } from './axes.js';
import { headlineSvg } from './headline.js';
import { heatMapSpec } from './heatMaps.js';
import { accentOf, lineStyles } from './palette.js';
import { occupiedRange, sampledSteps } from './plotData.js';
import { densitySpec } from './plots.js';
import { renderSheet } from './sheet.js';
import type { Spec } from './svg.js';

/** Which noise models a picture shows: one by its index, all side by side, or all in one. */
export type Part = number | 'all' | 'overlay';

/** How densities are looked at. */
export interface FrameView {
  readonly logarithmic: boolean;
  /** Noise models on show by their indices, where a picture has several. */
  readonly ensembles: readonly number[];
  /** Predictions on show, where they are lines; maps have all. */
  readonly predictions: readonly PredictionName[];
}

/**
 * The last frame of a result as SVG text; `overlay` is of one-dimensional experiments alone.
 *
 * @throws where no noise model is on show.
 */
export function framePicture(whole: RunResult, part: Part, view: FrameView): Promise<string> {
  const { logarithmic, ensembles } = view;
  if (typeof part !== 'number' && ensembles.length === 0) throw new Error('all panels are hidden');
  if (whole.experiment.grid.length === 2) {
    const maps = (part === 'all' ? ensembles : [Number(part)]).map((index) =>
      heatMapSpec(whole, index, logarithmic),
    );
    return standAlone(whole, { spacing: 24, hconcat: maps } as Spec, []);
  }
  const result = withPredictions(whole, view.predictions);
  if (part === 'all') return headlineSvg(result, ensembles, logarithmic);
  if (part === 'overlay') return standAlone(result, overlaySpec(result, view), []);
  const spec = densitySpec(result, part, logarithmic ? 'logarithmic' : 'linear');
  return standAlone(result, spec, [lineWords(result)]);
}

/** A result that knows of these predictions alone. */
function withPredictions(result: RunResult, names: readonly PredictionName[]): RunResult {
  const { experiment, frames } = result;
  const isShown = ({ name }: { readonly name: PredictionName }) => names.includes(name);
  return {
    ...result,
    experiment: { ...experiment, predictions: [...names] },
    frames: frames.map((frame) => ({
      ...frame,
      ensembles: frame.ensembles.map((ensemble) => ({
        ...ensemble,
        comparisons: ensemble.comparisons.filter(isShown),
      })),
    })),
  };
}

/** What the lines are: "filled: sampled · solid black line: master equation". */
function lineWords({ experiment }: RunResult): string {
  const lines = withDensities(experiment.predictions).map(
    (name) => `${lineStyles[name].words}: ${predictions[name].title}`,
  );
  return ['filled: sampled', ...lines].join(' · ');
}

/** A picture under the experiment's title and step, on white. */
function standAlone(result: RunResult, spec: Spec, words: readonly string[]): Promise<string> {
  const { experiment, frames, lawChanges } = result;
  const { step, ensembles } = frames[frames.length - 1];
  const { learningRate } = lawAt(experiment, lawChanges, step);
  const first =
    `${formatCount(ensembles[0].snapshot.walkers)} walkers, step ${formatCount(step)}, ` +
    `learning rate ${learningRate}`;
  return renderSheet(experiment.title, [first, ...words], { vconcat: [spec] } as Spec);
}

/** The sampled densities of the noise models on show as outlines on the same axes. */
function overlaySpec(result: RunResult, { ensembles: shown, logarithmic }: FrameView): Spec {
  const { experiment, frames } = result;
  const { ensembles } = frames[frames.length - 1];
  const domain = densityRange(result, ensembles, logarithmic);
  const labels = axes(experiment.grid[0].name, 'density', densityTicks(domain, logarithmic));
  const x = occupiedRange(result, ensembles);
  const values = shown.flatMap((index) =>
    sampledSteps(result, ensembles[index])
      .filter((row) => row.x >= x[0] && row.x <= x[1])
      .map((row) => ({
        x: row.x,
        // A logarithmic axis has no zero.
        density: Math.max(row.density ?? 0, domain[0]),
        model: ensembles[index].name,
      })),
  );
  const names = shown.map((index) => ensembles[index].name);
  const type = logarithmic ? 'log' : 'linear';
  return {
    width: 560,
    height: 280,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.3, clip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale: { domain: x, nice: false }, ...labels.x },
      y: {
        field: 'density',
        type: 'quantitative',
        scale: { domain, type, nice: false },
        ...labels.y,
      },
      color: {
        field: 'model',
        type: 'nominal',
        scale: { domain: names, range: shown.map(accentOf) },
        legend: { title: null, orient: 'top' },
      },
    },
  } as Spec;
}
