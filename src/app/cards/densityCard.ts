/** One noise model on a one-dimensional landscape: density, residual strip, legend and numbers. */
import { type Axis, cellCentres, cellWidth } from '../../math/grid.js';
import type { EnsembleSpec, PredictionName } from '../../model/experiment.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { element, lineSample, setPressed, toggleKey } from '../dom.js';
import type { Known } from '../live/solver.js';
import { createDensityPlot } from '../plots/densityPlot.js';
import type { Range } from '../plots/layeredPlot.js';
import { predictionCurve } from '../plots/lines.js';
import type { Mark } from '../plots/marks.js';
import { createResidualPlot, residuals } from '../plots/residualPlot.js';
import type { Theme } from '../plots/theme.js';
import { whenSeen } from '../plots/whenSeen.js';
import { createCardHeader, signed } from './cardHeader.js';
import { createComparisonRow } from './comparisonRows.js';

export interface CardOptions {
  readonly accent: string;
  readonly axis: Axis;
  readonly loss: Float64Array;
  readonly marks: Promise<readonly Mark[]>;
  readonly predictions: readonly PredictionName[];
  readonly theme: () => Theme;
  readonly logarithmic: boolean;
}

/** Densities and residuals of one frame, computed once for the picture and its common scales. */
export interface CardData {
  readonly sampled: Float64Array;
  readonly predicted: readonly (Float64Array | null)[];
  readonly residuals: readonly (Float64Array | null)[];
}

export interface DensityCard {
  readonly element: HTMLElement;
  draw(data: CardData, density: Range, residualLimit: number): void;
  tell(frame: EnsembleFrame, known: readonly Known[]): void;
  /** Shows or hides a prediction's line, or the loss. */
  toggle(name: string, visible: boolean): void;
  redraw(): void;
  destroy(): void;
}

/** Probability per cell and residuals of an ensemble's frame as what the pictures show. */
export function cardData(
  { snapshot, comparisons }: EnsembleFrame,
  axis: Axis,
  names: readonly PredictionName[],
): CardData {
  const width = cellWidth(axis);
  const probabilities = names.map(
    (name) => comparisons.find((c) => c.name === name)?.prediction.probabilities ?? null,
  );
  return {
    sampled: snapshot.counts.map((count) => count / (snapshot.walkers * width)),
    predicted: probabilities.map((law) => law?.map((p) => p / width) ?? null),
    residuals: probabilities.map((law) => law && residuals(snapshot.counts, law, snapshot.walkers)),
  };
}

/** The predictions that have a line; closed forms give moments alone. */
export const drawn = (names: readonly PredictionName[]): PredictionName[] =>
  names.filter((name) => name !== 'closedForm');

export function createDensityCard(
  parent: HTMLElement,
  spec: EnsembleSpec,
  options: CardOptions,
): DensityCard {
  const { accent, axis, predictions, theme } = options;
  const lossKey = toggleKey(lineSample('var(--muted)', []), 'loss', (visible) =>
    density.toggle(-1, visible),
  );
  const header = createCardHeader(spec.name, accent, (visible) => density.toggle(0, visible), [
    lossKey,
  ]);
  const densityBox = element('div', { class: 'density' });
  const residualBox = element('div', { class: 'residual' });
  const lines = drawn(predictions);
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

  let shown: { readonly range: Range; readonly limit: number } | null = null;
  const seen = whenSeen(card, () => {
    if (!current || !shown) return;
    density.show([current.sampled, ...current.predicted], shown.range);
    residual?.show(current.residuals, shown.limit);
  });

  const toggleLine = (i: number, visible: boolean) => {
    density.toggle(i + 1, visible);
    residual?.toggle(i, visible);
  };
  const comparisonRows = predictions.map((name) => {
    const i = lines.indexOf(name);
    const toggle = (visible: boolean) => toggleLine(i, visible);
    return createComparisonRow(name, [axis.name], i < 0 ? null : toggle);
  });
  rows.append(...comparisonRows.map((row) => row.element));

  return {
    element: card,
    draw(data, range, limit) {
      current = data;
      shown = { range, limit };
      seen.draw();
    },
    tell(frame, known) {
      header.show(frame);
      for (const [i, row] of comparisonRows.entries()) {
        row.show(frame, known[i]);
      }
    },
    toggle(name, visible) {
      if (name === 'loss') {
        setPressed(lossKey, visible);
        density.toggle(-1, visible);
      }
      const i = (lines as readonly string[]).indexOf(name);
      if (i < 0) return;
      toggleLine(i, visible);
      comparisonRows[predictions.indexOf(lines[i])].press(visible);
    },
    redraw() {
      density.redraw();
      residual?.redraw();
    },
    destroy() {
      seen.stop();
      density.destroy();
      residual?.destroy();
      card.remove();
    },
  };
}
