/** The headline picture: the last densities of all noise models side by side, with their verdicts. */
import { predictions, withDensities } from '../../model/predictions.js';
import { counted, formatNumber } from '../format.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { axes, densityRange, densityTicks } from './axes.js';
import { densityLayer } from './densityLayer.js';
import { accentOf, lineStyles } from './palette.js';
import { occupiedRange } from './plotData.js';
import { renderSvg, type Spec } from './svg.js';

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
  const size = { width: 320, height: 200 };
  const legend = withDensities(result.experiment.predictions).map(
    (name) => `${lineStyles[name].words}: ${predictions[name].title}`,
  );
  return renderSvg({
    background: 'white',
    padding: 14,
    title: {
      text: `Where ${counted(result.experiment.walkers)} ${result.experiment.walkers === 1 ? 'is' : 'are'} after ${counted(frame.step, 'step')}`,
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
      ...size,
      layer: densityLayer(result, frame.ensembles[index], accentOf(index), {
        x,
        density,
        logarithmic,
        ...size,
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
