/** One density plot of one ensemble: what was sampled as filled steps, predictions as lines. */
import type { PredictionName } from '../../model/experiment.js';
import type { EnsembleFrame, RunResult } from '../frame.js';
import { noteLayer, type Range } from './axes.js';
import { lineStyles } from './palette.js';
import { predictedLine, sampledSteps } from './plotData.js';

/** Where there is nothing to draw in the place of a density. */
const noneOnGrid = 'no walker is on the grid';

export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly x: Range;
  readonly density: Range;
  readonly logarithmic?: boolean;
}

/** Sampled density in filled steps under the predicted lines; words where no walker is on the grid. */
export function densityLayer(
  result: RunResult,
  ensemble: EnsembleFrame,
  color: string,
  { x, density, logarithmic = false, width, height }: Panel,
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
  const isEmpty = ensemble.snapshot.counts.every((count) => count === 0);
  return [sampled, ...lines, ...(isEmpty ? [noteLayer(noneOnGrid, width, height)] : [])];
}

/** The line of a prediction in its own colour and dashes. */
export const lineMark = ({ name }: { readonly name: PredictionName }, strokeWidth: number) => ({
  type: 'line',
  color: lineStyles[name].color,
  strokeDash: lineStyles[name].dash,
  strokeWidth,
  clip: true,
});
