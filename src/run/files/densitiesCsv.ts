/** densities.csv: one row per snapshot, ensemble and cell, for spreadsheets and quick plots. */
import { cellEdges, cellWidth } from '../../math/grid.js';
import { withDensities } from '../../model/predictions.js';
import type { RunResult } from '../frame.js';

/**
 * Columns: step, ensemble, `<axis>_min` and `<axis>_max` for each axis, count, density (per unit of
 * the parameters, of all walkers), and the probability of the cell by each prediction of densities
 * (empty where it is absent). Fields are quoted as RFC 4180 says.
 */
export function densitiesCsv({ experiment, frames, ensembles }: RunResult): string {
  const { grid } = experiment;
  const predictions = withDensities(experiment.predictions);
  const edges = grid.map(cellEdges);
  const volume = grid.reduce((v, axis) => v * cellWidth(axis), 1);
  const bounds = grid.flatMap(({ name }) => [`${name}_min`, `${name}_max`]);
  const header = ['step', 'ensemble', ...bounds, 'count', 'density', ...predictions].map(quote);
  const lines = [header.join()];
  for (const { step, ensembles: states } of frames) {
    for (const [index, { name, snapshot, comparisons }] of states.entries()) {
      const start = `${step},${quote(name)}`;
      const laws = predictions.map(
        (p) => comparisons.find((c) => c.name === p)?.prediction.probabilities,
      );
      const scale = 1 / (volume * ensembles[index].walkers);
      for (const [cell, count] of snapshot.counts.entries()) {
        const probabilities = laws.map((law) => law?.[cell] ?? '');
        lines.push(
          [start, ...cellBounds(cell, edges), count, count * scale, ...probabilities].join(),
        );
      }
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

function cellBounds(cell: number, edges: readonly Float64Array[]): number[] {
  const bounds: number[] = [];
  let rest = cell;
  for (let axis = edges.length - 1; axis >= 0; axis--) {
    const cells = edges[axis].length - 1;
    const i = rest % cells;
    bounds.unshift(edges[axis][i], edges[axis][i + 1]);
    rest = Math.floor(rest / cells);
  }
  return bounds;
}

/** A field as RFC 4180 says. */
export const quote = (field: string) =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
