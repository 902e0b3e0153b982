/** One noisy map in one dimension as rows of the transfer operator, and as its first update. */
import type { Start1d } from './start1d.js';

export interface Spread1d {
  /**
   * Adds weight · (this map's row for the edge `x`) through `add(column, value)`. Columns 0 … n are
   * the values of the distribution function at the n + 1 edges, n + 1 … 2n + 1 its slopes per cell.
   */
  addRow(x: number, weight: number, add: (column: number, value: number) => void): void;
  /** Adds weight · P(first update of a walker of the start's parts < edge) to every edge. */
  addStart(start: Start1d, weight: number, next: Float64Array): void;
}
