/**
 * One noise model on a landscape with two parameters: walkers per cell, a prediction of them, and
 * the difference in standard errors, over the contours of the loss.
 */
import type { Grid } from '../../math/grid.js';
import type { EnsembleSpec, PredictionName } from '../../model/experiment.js';
import { predictions as catalogue } from '../../model/predictions.js';
import type { EnsembleFrame } from '../../run/frame.js';
import type { Ramp } from '../../run/report/ramps.js';
import { element, setText } from '../dom.js';
import type { Known } from '../live/solver.js';
import { lineColour, lineDash } from '../plots/lines.js';
import { createColourKey } from '../plots/maps/colourKey.js';
import type { Line } from '../plots/maps/contourLines.js';
import { type DensityScale, shadeAround, shadeOn } from '../plots/maps/heatMap.js';
import { densityMarks, differenceLimit, differenceMarks } from '../plots/maps/heatMarks.js';
import { marginsOf } from '../plots/maps/marginals.js';
import { room, squareIn } from '../plots/maps/squareFrame.js';
import { residuals } from '../plots/residualPlot.js';
import type { Theme } from '../plots/theme.js';
import { whenSeen } from '../plots/whenSeen.js';
import type { Minimum, Terrain } from '../terrain/terrain.js';
import { createCardHeader } from './cardHeader.js';
import { createComparisonRow } from './comparisonRows.js';
import { createKeyColumn, createMarginColumn } from './heatColumn.js';
import { cellWords, differenceWords, mapWords } from './heatWords.js';

/** What all cards of an experiment have in common, so that they can be compared by eye. */
export interface HeatStyle {
  /** Of probabilities per cell. */
  readonly scale: DensityScale;
  readonly sequential: Ramp;
  readonly diverging: Ramp;
  /** The prediction on show; null where none has probabilities. */
  readonly selected: PredictionName | null;
}

export interface HeatCard {
  readonly element: HTMLElement;
  draw(frame: EnsembleFrame, style: HeatStyle): void;
  tell(frame: EnsembleFrame, known: readonly Known[]): void;
  /** Says in words what the maps show. */
  describe(): void;
  showTerrain(terrain: Terrain, contours: readonly Line[]): void;
  showMinima(minima: readonly Minimum[]): void;
  /** Draws what lies over the maps again, in the page's present colours. */
  redrawFrames(): void;
  destroy(): void;
}

export interface HeatCardOptions {
  readonly accent: string;
  readonly grid: Grid;
  readonly predictions: readonly PredictionName[];
  /** The predictions to choose from. */
  readonly choices: readonly PredictionName[];
  readonly theme: () => Theme;
  readonly onSelect: (name: PredictionName) => void;
}

interface Shown {
  readonly frame: EnsembleFrame;
  readonly style: HeatStyle;
  readonly probabilities: Float64Array | null;
  readonly difference: Float64Array | null;
}

export function createHeatCard(
  parent: HTMLElement,
  spec: EnsembleSpec,
  options: HeatCardOptions,
): HeatCard {
  const { accent, grid, theme } = options;
  const header = createCardHeader(spec.name, accent, null);
  const choice = createChoice(options);
  let shown: Shown | null = null;
  let terrain: Terrain | null = null;
  let pointed: number | null = null;
  const point = () =>
    header.point(pointed === null || !shown ? '' : cellWords(grid, pointed, shown, terrain));
  const onCursor = (cell: number | null) => {
    pointed = cell;
    point();
  };
  const common = { grid, theme, onCursor };
  const sampled = createMarginColumn({ ...common, caption: ['sampled'] });
  const predicted = createKeyColumn({ ...common, caption: choice.caption });
  const difference = createKeyColumn({
    ...common,
    caption: ['difference in standard errors'],
  });
  const isCompared = options.choices.length > 0;
  const columns = isCompared ? [sampled, predicted, difference] : [sampled];
  const maps = element('div', { class: 'maps' }, ...columns.map((column) => column.element));
  // With nothing beside it, the one map has the key of its colours below.
  const ownKey = isCompared ? null : createColourKey();
  const below = ownKey ? [element('div', { class: 'own-key' }, ownKey.canvas)] : [];
  const rows = element('div', { class: 'rows' });
  const card = element(
    'article',
    { class: 'card heat-card', 'data-rule': spec.rule },
    header.element,
    maps,
    ...below,
    rows,
  );
  card.style.setProperty('--accent', accent);
  parent.append(card);
  const parameters = grid.map((axis) => axis.name);
  const comparisonRows = options.predictions.map((name) =>
    createComparisonRow(name, parameters, null),
  );
  rows.append(...comparisonRows.map((row) => row.element));

  const draw = () => {
    if (!shown) return;
    const { frame, style, probabilities, difference: errors } = shown;
    const { snapshot, comparisons } = frame;
    const { counts, walkers } = snapshot;
    const shadeOf = shadeOn(style.scale);
    sampled.map.paint(counts, style.sequential, (count) => shadeOf(count / walkers));
    const name = style.selected;
    sampled.margins.show(
      marginsOf(counts, walkers, grid),
      probabilities && marginsOf(probabilities, 1, grid),
      {
        accent,
        line: name ? lineColour(name, theme()) : accent,
        dash: name ? lineDash(name) : [],
      },
    );
    if (probabilities) predicted.map.paint(probabilities, style.sequential, shadeOf);
    else predicted.map.clear();
    const key = ownKey ?? predicted.key;
    key.show(style.sequential, densityMarks(style.scale, grid), theme());
    if (errors) difference.map.paint(errors, style.diverging, shadeAround(differenceLimit));
    else difference.map.clear();
    difference.key.show(style.diverging, differenceMarks, theme());
    choice.select(style.selected, comparisons.length);
    point();
  };
  const describe = () => {
    if (!shown) return;
    const { frame, probabilities, difference: errors } = shown;
    const { counts, walkers } = frame.snapshot;
    sampled.tell(mapWords(`${spec.name}, sampled`, grid, counts, walkers));
    predicted.tell(
      probabilities
        ? mapWords(`${spec.name}, predicted`, grid, probabilities, 1)
        : 'Not solved yet',
    );
    difference.tell(errors ? differenceWords(spec.name, errors) : 'Not solved yet');
  };
  const seen = whenSeen(card, draw);
  const fit = () => {
    for (const column of columns) column.fit();
    ownKey?.place(room.left, squareIn(sampled.element.clientWidth, true).side);
  };
  const observer = new ResizeObserver(fit);
  observer.observe(maps);

  return {
    element: card,
    draw(frame, style) {
      const { snapshot, comparisons } = frame;
      const found = comparisons.find((c) => c.name === style.selected);
      const probabilities = found?.prediction.probabilities ?? null;
      const errors = probabilities && residuals(snapshot.counts, probabilities, snapshot.walkers);
      shown = { frame, style, probabilities, difference: errors };
      seen.draw();
    },
    tell(frame, known) {
      header.show(frame);
      for (const [i, row] of comparisonRows.entries()) row.show(frame, known[i]);
      describe();
    },
    describe,
    showTerrain(next, contours) {
      terrain = next;
      for (const { frame } of columns) frame.showContours(contours);
    },
    showMinima(minima) {
      for (const { frame } of columns) frame.showMinima(minima);
    },
    redrawFrames() {
      for (const { frame } of columns) frame.redraw();
    },
    destroy() {
      observer.disconnect();
      seen.stop();
      card.remove();
    },
  };
}

/** The caption of the predicted map, with a choice where there are several predictions. */
function createChoice({ choices, onSelect }: HeatCardOptions) {
  if (choices.length < 2) {
    const title = choices.length > 0 ? `: ${catalogue[choices[0]].title}` : '';
    return { caption: [`predicted${title}`], select: () => {} };
  }
  const menu = element('select', { 'aria-label': 'Prediction on show' });
  for (const name of choices) {
    menu.append(element('option', { value: name }, catalogue[name].title));
  }
  menu.addEventListener('change', () => {
    const chosen = choices.find((name) => name === menu.value);
    if (chosen) onSelect(chosen);
  });
  const state = element('span');
  return {
    caption: [element('label', {}, 'predicted: ', menu), state],
    select(name: PredictionName | null, known: number) {
      if (name) menu.value = name;
      setText(state, known === 0 ? ' …' : '');
    },
  };
}
