/**
 * Pictures of a single frame that stand alone, with title, step and legend: of one noise model, of
 * all side by side, and in one dimension of all on the same axes.
 */
import { predictions } from '../../model/predictions.js';
import { formatCount } from '../format.js';
import type { RunResult } from '../frame.js';
import { lawAt } from '../lawChanges.js';
import { heatMapSpec } from './heatMaps.js';
import { accentOf, lineStyles } from './palette.js';
import { largestDensity, occupiedRange, sampledSteps } from './plotData.js';
import { axes, densitySpec, headlineSvg } from './plots.js';
import { renderSvg, type Spec } from './svg.js';

/** Which noise models a picture shows: one by its index, all side by side, or all in one. */
export type Part = number | 'all' | 'overlay';

/** The last frame of a result as SVG text; `overlay` is of one-dimensional experiments alone. */
export function framePicture(result: RunResult, part: Part): Promise<string> {
  const plane = result.experiment.grid.length === 2;
  if (part === 'overlay') return standAlone(result, overlaySpec(result), []);
  if (part !== 'all') {
    const spec = plane ? heatMapSpec(result, part) : densitySpec(result, part);
    return standAlone(result, spec, plane ? [] : [lineWords(result)]);
  }
  if (!plane) return headlineSvg(result);
  const maps = result.experiment.ensembles.map((_, index) => heatMapSpec(result, index));
  return standAlone(result, { spacing: 24, hconcat: maps } as Spec, []);
}

/** What the lines are: "filled: sampled · solid black line: master equation". */
function lineWords({ experiment }: RunResult): string {
  const lines = experiment.predictions
    .filter((name) => name !== 'closedForm')
    .map((name) => `${lineStyles[name].words}: ${predictions[name].title}`);
  return ['filled: sampled', ...lines].join(' · ');
}

/** A picture under the experiment's title and step, on white. */
function standAlone(result: RunResult, spec: Spec, words: readonly string[]): Promise<string> {
  const { experiment, frames, lawChanges } = result;
  const { step, ensembles } = frames[frames.length - 1];
  const { learningRate } = lawAt(experiment, lawChanges, step);
  const whole = {
    background: 'white',
    padding: 14,
    title: {
      text: experiment.title,
      subtitle: [
        `${formatCount(ensembles[0].snapshot.walkers)} walkers, step ${formatCount(step)}, ` +
          `learning rate ${learningRate}`,
        ...words,
      ],
      fontSize: 15,
      subtitleFontSize: 11,
      subtitlePadding: 5,
      offset: 12,
    },
    vconcat: [spec],
  };
  return renderSvg(whole as Spec);
}

/** The sampled densities of all noise models as outlines on the same axes. */
function overlaySpec(result: RunResult): Spec {
  const { experiment, frames } = result;
  const { ensembles } = frames[frames.length - 1];
  const labels = axes(experiment.grid[0].name, 'density');
  const x = occupiedRange(result, ensembles);
  const values = ensembles.flatMap((ensemble) =>
    sampledSteps(result, ensemble)
      .filter((row) => row.x >= x[0] && row.x <= x[1])
      .map((row) => ({ ...row, model: ensemble.name })),
  );
  const names = ensembles.map(({ name }) => name);
  const domain = [0, largestDensity(result, ensembles) * 1.06];
  return {
    width: 560,
    height: 280,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.3, clip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale: { domain: x, nice: false }, ...labels.x },
      y: { field: 'density', type: 'quantitative', scale: { domain, nice: false }, ...labels.y },
      color: {
        field: 'model',
        type: 'nominal',
        scale: { domain: names, range: names.map((_, index) => accentOf(index)) },
        legend: { title: null, orient: 'top' },
      },
    },
  } as Spec;
}
