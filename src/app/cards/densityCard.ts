/** One noise model on a one-dimensional landscape: density, residual strip, legend and numbers. */

import { type Axis, cellCentres, cellWidth } from '../../math/grid.js';
import type { EnsembleSpec, PredictionName } from '../../model/experiment.js';
import { withDensities } from '../../model/predictions.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { element } from '../dom.js';
import type { Known } from '../live/solver.js';
import { createDensityPlot } from '../plots/densityPlot.js';
import type { Range } from '../plots/layeredPlot.js';
import { predictionCurve } from '../plots/lines.js';
import type { Mark } from '../plots/marks.js';
import { lawWords, plotBox } from '../plots/plotWords.js';
import { createResidualPlot, residuals } from '../plots/residualPlot.js';
import type { Theme } from '../plots/theme.js';
import { whenSeen } from '../plots/whenSeen.js';
import { type CardName, cardKey, isShown } from '../state.js';
import { createCardHeader, signed } from './cardHeader.js';
import { createComparisonRow } from './comparisonRows.js';

export interface CardOptions {
  readonly name: CardName;
  readonly accent: string;
  readonly axis: Axis;
  readonly loss: Float64Array;
  readonly marks: Promise<readonly Mark[]>;
  readonly predictions: readonly PredictionName[];
  readonly theme: () => Theme;
  readonly logarithmic: boolean;
  /** A key of `View.hidden` was pressed. */
  readonly onToggle: (key: string) => void;
}

/** Densities of one frame, computed once for the picture and its common scales. */
export interface CardData {
  readonly sampled: Float64Array;
  readonly predicted: readonly (Float64Array | null)[];
}

type Residuals = readonly (Float64Array | null)[];

export interface DensityCard {
  readonly element: HTMLElement;
  draw(data: CardData, range: Range): void;
  compare(residuals: Residuals, limit: number): void;
  tell(frame: EnsembleFrame, known: readonly Known[]): void;
  /** Hides what is in the set (`View.hidden`) and shows the rest. */
  hide(hidden: ReadonlySet<string>): void;
  redraw(): void;
  destroy(): void;
}

/** Probability per unit length of an ensemble's frame, sampled and by each of the predictions. */
export function cardData(
  frame: EnsembleFrame,
  axis: Axis,
  names: readonly PredictionName[],
): CardData {
  const { counts, walkers } = frame.snapshot;
  const width = cellWidth(axis);
  return {
    sampled: counts.map((count) => count / (walkers * width)),
    predicted: lawsOf(frame, names).map((law) => law?.map((p) => p / width) ?? null),
  };
}

/** What of an ensemble's frame each of the predictions leaves unexplained. */
export function cardResiduals(frame: EnsembleFrame, names: readonly PredictionName[]): Residuals {
  const { counts, walkers } = frame.snapshot;
  return lawsOf(frame, names).map((law) => law && residuals(counts, law, walkers));
}

const lawsOf = ({ comparisons }: EnsembleFrame, names: readonly PredictionName[]) =>
  names.map((name) => comparisons.find((c) => c.name === name)?.prediction.probabilities ?? null);

export function createDensityCard(
  parent: HTMLElement,
  spec: EnsembleSpec,
  options: CardOptions,
): DensityCard {
  const { accent, axis, name, predictions, theme } = options;
  const toggle = (curve: string) => () => options.onToggle(cardKey(name, curve));
  const header = createCardHeader(spec.name, accent, toggle('sampled'));
  const lines: readonly PredictionName[] = withDensities(predictions);
  const scale = options.logarithmic ? ' on a logarithmic scale' : '';
  const densityBox = plotBox(
    'density',
    `${spec.name}: density of ${axis.name}${scale}, ${lawWords(lines)}, over the loss`,
  );
  const residualBox = plotBox(
    'residual',
    `${spec.name}: differences in standard errors between ${lawWords(lines)}, over ${axis.name}`,
  );
  const rows = element('div', { class: 'rows' });
  const boxes = lines.length > 0 ? [densityBox, residualBox] : [densityBox];
  const card = element(
    'article',
    { class: 'card', 'data-rule': spec.rule },
    header.element,
    ...boxes,
    rows,
  );
  card.style.setProperty('--accent', accent);
  parent.append(card);

  const centres = cellCentres(axis);
  let current: CardData | null = null;
  const readCursor = (cell: number | null) => {
    if (cell === null || !current) return header.point('');
    const values = [current.sampled, ...current.predicted].map((v) => (v ? signed(v[cell]) : '–'));
    header.point(`${axis.name} = ${signed(centres[cell])}: ${values.join(' · ')}`);
  };
  const curves = lines.map(predictionCurve);
  const density = createDensityPlot(densityBox, {
    ...options,
    curves: [{ kind: 'filledSteps', colour: () => accent, dash: [] }, ...curves],
    showsX: lines.length === 0,
    onCursor: readCursor,
  });
  const residual = lines.length > 0 ? createResidualPlot(residualBox, axis, curves, theme) : null;

  let range: Range | null = null;
  const densitySeen = whenSeen(densityBox, () => {
    if (current && range) density.show([current.sampled, ...current.predicted], range);
  });
  let compared: { readonly residuals: Residuals; readonly limit: number } | null = null;
  const residualSeen = whenSeen(residualBox, () => {
    if (compared) residual?.show(compared.residuals, compared.limit);
  });

  const comparisonRows = predictions.map((line) =>
    createComparisonRow(line, [axis.name], lines.includes(line) ? toggle(line) : null),
  );
  rows.append(...comparisonRows.map((row) => row.element));

  return {
    element: card,
    draw(data, next) {
      current = data;
      range = next;
      densitySeen.draw();
    },
    compare(residuals, limit) {
      compared = { residuals, limit };
      residualSeen.draw();
    },
    tell(frame, known) {
      header.show(frame);
      for (const [i, row] of comparisonRows.entries()) {
        row.show(frame, known[i]);
      }
    },
    hide(hidden) {
      const shows = (curve: string) => isShown(hidden, name, curve);
      density.toggle(-1, shows('loss'));
      density.toggle(0, shows('sampled'));
      header.press(shows('sampled'));
      for (const [i, line] of lines.entries()) {
        density.toggle(i + 1, shows(line));
        residual?.toggle(i, shows(line));
        comparisonRows[predictions.indexOf(line)].press(shows(line));
      }
    },
    redraw() {
      density.redraw();
      residual?.redraw();
    },
    destroy() {
      densitySeen.stop();
      residualSeen.stop();
      density.destroy();
      residual?.destroy();
      card.remove();
    },
  };
}
