/** One column of a two-dimensional card: caption, what stands in the strip above, and the map. */
import type { Grid } from '../../math/grid.js';
import { element } from '../dom.js';
import { type ColourKey, createColourKey } from '../plots/maps/colourKey.js';
import { createHeatMap, type HeatMap } from '../plots/maps/heatMap.js';
import { createMarginalPlot, type MarginalPlot } from '../plots/maps/marginals.js';
import { createSquareFrame, room, type SquareFrame, squareIn } from '../plots/maps/squareFrame.js';
import type { Theme } from '../plots/theme.js';

interface Column {
  readonly element: HTMLElement;
  readonly map: HeatMap;
  readonly frame: SquareFrame;
  /** Fits the square into the column's present width. */
  fit(): void;
  /** Sets what a screen reader says of the map. */
  tell(text: string): void;
}

export interface ColumnOptions {
  readonly grid: Grid;
  readonly theme: () => Theme;
  readonly caption: readonly (Node | string)[];
  /** The cell under the pointer; null when it leaves. */
  readonly onCursor: (cell: number | null) => void;
}

/** A map with both margins. */
export function createMarginColumn(
  options: ColumnOptions,
): Column & { readonly margins: MarginalPlot } {
  const margins = createMarginalPlot();
  return { ...createColumn(options, margins.canvas, true, margins.place), margins };
}

/** A map below a key of its colours. */
export function createKeyColumn(options: ColumnOptions): Column & { readonly key: ColourKey } {
  const key = createColourKey();
  const place = ({ left, side }: { left: number; side: number }) => key.place(left, side);
  return { ...createColumn(options, key.canvas, false, place), key };
}

function createColumn(
  { grid, theme, caption, onCursor }: ColumnOptions,
  above: HTMLCanvasElement,
  hasMargins: boolean,
  place: (square: ReturnType<typeof squareIn>) => void,
): Column {
  const map = createHeatMap(grid);
  const frame = createSquareFrame(grid, theme, map.canvas);
  const title = element('figcaption', {}, ...caption);
  title.style.left = `${room.left}px`;
  frame.element.append(above);
  const figure = element('figure', {}, title, frame.element);
  const [a, b] = grid;
  frame.element.addEventListener('pointermove', ({ clientX, clientY }) => {
    const { left, top, width, height } = map.canvas.getBoundingClientRect();
    const i = Math.floor(((clientX - left) / width) * a.cells);
    const j = Math.floor((1 - (clientY - top) / height) * b.cells);
    onCursor(i >= 0 && j >= 0 && i < a.cells && j < b.cells ? i * b.cells + j : null);
  });
  frame.element.addEventListener('pointerleave', () => onCursor(null));
  return {
    element: figure,
    map,
    frame,
    fit() {
      const square = squareIn(figure.clientWidth, hasMargins);
      frame.place(square);
      place(square);
    },
    tell: (text) => map.canvas.setAttribute('aria-label', text),
  };
}
