/** What flows between the cells of a chain under a law: the current, and how far from balance it is. */
import type { Axis } from '../../../math/grid.js';
import type { JumpRates } from '../../../math/sparse/stateElimination.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';

export interface Currents {
  /**
   * Probability current on the cells, one component for each axis: per unit of time in one
   * dimension, per unit of time and length across in two.
   */
  readonly current: readonly Float64Array[];
  /** Largest net flux between two cells over the largest one-way flux: 0 in detailed balance. */
  readonly irreversibility: number;
}

/** Currents of the law `p`. Each jump's net flux is half the current of either of its cells. */
export function currentsOf(
  { states, starts, targets, rates, place }: JumpRates,
  axes: readonly SolverGrid1d[],
  p: Float64Array,
): Currents {
  const d = axes.length;
  const current = axes.map(() => new Float64Array(states));
  const sizes = axes.map(({ cells }) => cells);
  // Σ ½ F e, e in cells: times a width for each axis, divided by the volume of the cell.
  const across = axes.map((_, a) =>
    axes.reduce((product, { width }, b) => (a === b ? product : product * width), 1),
  );
  // A jump and its reverse are met one after the other: what is one way less what is the other.
  const forth = new Map<number, number>();
  let [largest, net] = [0, 0];
  for (let c = 0; c < states; c++) {
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      const to = targets[e];
      const flux = rates[e] * p[c];
      largest = Math.max(largest, flux);
      for (let a = 0; a < d; a++) {
        const step = nearestImage(place[to * d + a] - place[c * d + a], sizes[a]);
        current[a][c] += (flux * step) / (2 * across[a]);
        current[a][to] += (flux * step) / (2 * across[a]);
      }
      const reverse = to * states + c;
      const back = forth.get(reverse);
      if (back === undefined) forth.set(c * states + to, flux);
      else {
        net = Math.max(net, Math.abs(flux - back));
        forth.delete(reverse);
      }
    }
  }
  for (const flux of forth.values()) net = Math.max(net, flux);
  return { current, irreversibility: largest > 0 ? net / largest : 0 };
}

/** A jump over the end of a ring is the short way round; no jump on a line is that long. */
function nearestImage(step: number, cells: number): number {
  if (step > cells / 2 && step > 6) return step - cells;
  return step < -cells / 2 && step < -6 ? step + cells : step;
}

/** Values on the solver's cells at the centres of the experiment's, linear in between. */
export function atExperimentCentres(
  values: Float64Array,
  axes: readonly SolverGrid1d[],
): Float64Array {
  let shape = axes.map(({ cells }) => cells);
  let field = values;
  for (const [a, grid] of axes.entries()) {
    const before = shape.slice(0, a).reduce((n, v) => n * v, 1);
    const after = shape.slice(a + 1).reduce((n, v) => n * v, 1);
    const next = new Float64Array(before * grid.axis.cells * after);
    for (let i = 0; i < grid.axis.cells; i++) {
      const { cell, share } = between(grid, i);
      for (let b = 0; b < before; b++) {
        for (let c = 0; c < after; c++) {
          const at = (b * grid.cells + cell) * after + c;
          const second = grid.cells > 1 ? field[at + after] : field[at];
          next[(b * grid.axis.cells + i) * after + c] = (1 - share) * field[at] + share * second;
        }
      }
    }
    field = next;
    shape = shape.map((v, k) => (k === a ? grid.axis.cells : v));
  }
  return field;
}

/** The solver's cell whose centre is below the experiment's centre `i`, and how far on that is. */
function between({ axis, edges, width, cells }: SolverGrid1d, i: number) {
  const centre = centreOf(axis, i);
  const position = (centre - edges[0]) / width - 0.5;
  const cell = Math.min(cells - 2, Math.max(0, Math.floor(position)));
  return { cell: Math.max(0, cell), share: Math.min(1, Math.max(0, position - cell)) };
}

const centreOf = ({ min, max, cells }: Axis, i: number) => min + ((max - min) * (i + 0.5)) / cells;
