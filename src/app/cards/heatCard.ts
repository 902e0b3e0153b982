/** One noise model on a two-dimensional landscape: walkers per cell as a heat map, and the numbers. */
import type { Grid } from '../../math/grid.js';
import type { EnsembleSpec, PredictionName } from '../../model/experiment.js';
import { formatCount, formatNumber } from '../../run/format.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { element, setText } from '../dom.js';
import type { Series } from '../live/solver.js';
import { createHeatMap } from '../plots/heatMap.js';
import type { Theme } from '../plots/theme.js';
import { createComparisonRow, createSampledRow } from './comparisonRows.js';
import { cardHeader } from './densityCard.js';

export interface HeatCard {
  readonly element: HTMLElement;
  show(frame: EnsembleFrame, series: readonly Series[], most: number): void;
  redraw(): void;
  destroy(): void;
}

export function createHeatCard(
  parent: HTMLElement,
  spec: EnsembleSpec,
  options: {
    readonly accent: string;
    readonly grid: Grid;
    readonly predictions: readonly PredictionName[];
    readonly theme: () => Theme;
    readonly logarithmic: boolean;
  },
): HeatCard {
  const { accent, grid, predictions } = options;
  const { header, cursor } = cardHeader(spec.name, accent);
  const box = element('div', { class: 'heat' });
  const rows = element('div', { class: 'rows' });
  const card = element('article', { class: 'card', 'data-rule': spec.rule }, header, box, rows);
  card.style.setProperty('--accent', accent);
  parent.append(card);

  let counts: Float64Array | null = null;
  const map = createHeatMap(box, {
    ...options,
    onCursor(at) {
      if (!at || !counts) return setText(cursor, '');
      const [x, y] = at.position.map((v) => formatNumber(v, 3).replace('-', '−'));
      const walkers = formatCount(counts[at.cell]);
      setText(cursor, `${grid[0].name} = ${x}, ${grid[1].name} = ${y}: ${walkers} walkers`);
    },
  });
  const sampledRow = createSampledRow(null);
  const comparisonRows = predictions.map((name) => createComparisonRow(name, null));
  rows.append(sampledRow.element, ...comparisonRows.map((row) => row.element));

  return {
    element: card,
    show(frame, series, most) {
      counts = frame.snapshot.counts;
      map.show(counts, most);
      sampledRow.show(frame, undefined);
      for (const [i, row] of comparisonRows.entries()) {
        row.show(
          frame,
          series.find((s) => s.name === predictions[i]),
        );
      }
    },
    redraw: () => map.redraw(),
    destroy() {
      map.destroy();
      card.remove();
    },
  };
}
