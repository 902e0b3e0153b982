/** One noise model on a two-dimensional landscape: walkers per cell as a heat map, and the numbers. */
import type { Grid } from '../../math/grid.js';
import type { EnsembleSpec, PredictionName } from '../../model/experiment.js';
import { formatCount } from '../../run/format.js';
import type { EnsembleFrame } from '../../run/frame.js';
import { element } from '../dom.js';
import type { Known } from '../live/solver.js';
import { createHeatMap } from '../plots/heatMap.js';
import type { Theme } from '../plots/theme.js';
import { createCardHeader, signed } from './cardHeader.js';
import { createComparisonRow } from './comparisonRows.js';

export interface HeatCard {
  readonly element: HTMLElement;
  show(frame: EnsembleFrame, known: readonly Known[], most: number): void;
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
  const header = createCardHeader(spec.name, accent, null, []);
  const box = element('div', { class: 'heat' });
  const rows = element('div', { class: 'rows' });
  const card = element(
    'article',
    { class: 'card', 'data-rule': spec.rule },
    header.element,
    box,
    rows,
  );
  card.style.setProperty('--accent', accent);
  parent.append(card);

  let counts: Float64Array | null = null;
  const map = createHeatMap(box, {
    ...options,
    onCursor(at) {
      if (!at || !counts) return header.point('');
      const [x, y] = at.position.map((v) => signed(v));
      const walkers = formatCount(counts[at.cell]);
      header.point(`${grid[0].name} = ${x}, ${grid[1].name} = ${y}: ${walkers} walkers`);
    },
  });
  const parameters = grid.map((axis) => axis.name);
  const comparisonRows = predictions.map((name) => createComparisonRow(name, parameters, null));
  rows.append(...comparisonRows.map((row) => row.element));

  return {
    element: card,
    show(frame, known, most) {
      counts = frame.snapshot.counts;
      map.show(counts, most);
      header.show(frame);
      for (const [i, row] of comparisonRows.entries()) {
        row.show(frame, known[i]);
      }
    },
    redraw: () => map.redraw(),
    destroy() {
      map.destroy();
      card.remove();
    },
  };
}
