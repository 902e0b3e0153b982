/** Laws between the experiment's cells and the solver's, in one and two dimensions alike. */
import { createMonotoneSlopes } from '../../../math/spline.js';
import type { InitialLaw } from '../../../model/experiment.js';
import { startWeights1d } from '../../escape/generator/exitGrid1d.js';
import { outerProduct } from '../../law/initialLaw2d.js';
import { atExperimentEdges } from '../../snapshot1d.js';
import type { SolverGrid1d } from '../../solverGrid1d.js';

/** A law on the experiment's cells. */
export interface CellLaw {
  readonly cells: Float64Array;
  readonly outside: number;
  readonly mean: Float64Array;
  /** d × d row-major. */
  readonly covariance: Float64Array;
}

/** What probabilities per cell of the solver, sum 1, say of the experiment's cells. */
export function lawOnExperiment(p: Float64Array, axes: readonly SolverGrid1d[]): CellLaw {
  let field = p;
  let [before, after] = [1, p.length];
  for (const grid of axes) {
    after /= grid.cells;
    field = alongAxis(field, grid, before, after);
    before *= grid.axis.cells;
  }
  const inside = field.reduce((a, b) => a + b, 0);
  return { cells: field, outside: Math.max(0, 1 - inside), ...momentsOf(p, axes) };
}

/** Probabilities of the experiment's cells along one axis, through the distribution function. */
function alongAxis(
  field: Float64Array,
  grid: SolverGrid1d,
  before: number,
  after: number,
): Float64Array {
  const out = new Float64Array(before * grid.axis.cells * after);
  const distribution = new Float64Array(grid.cells + 1);
  const slopes = new Float64Array(grid.cells + 1);
  const findSlopes = createMonotoneSlopes(grid.cells + 1);
  for (let b = 0; b < before; b++) {
    for (let a = 0; a < after; a++) {
      for (let i = 0; i < grid.cells; i++) {
        distribution[i + 1] = distribution[i] + field[(b * grid.cells + i) * after + a];
      }
      findSlopes(distribution, slopes);
      const outer = atExperimentEdges(grid, distribution, slopes);
      for (let i = 0; i < grid.axis.cells; i++) {
        out[(b * grid.axis.cells + i) * after + a] = outer[i + 1] - outer[i];
      }
    }
  }
  return out;
}

function momentsOf(p: Float64Array, axes: readonly SolverGrid1d[]) {
  const d = axes.length;
  const centre = (c: number) => {
    let rest = c;
    const at = new Float64Array(d);
    for (let a = d - 1; a >= 0; a--) {
      const { edges, width, cells } = axes[a];
      at[a] = edges[0] + ((rest % cells) + 0.5) * width;
      rest = Math.floor(rest / cells);
    }
    return at;
  };
  const mean = new Float64Array(d);
  const covariance = new Float64Array(d * d);
  for (let c = 0; c < p.length; c++) {
    const at = centre(c);
    for (let a = 0; a < d; a++) mean[a] += p[c] * at[a];
  }
  for (let c = 0; c < p.length; c++) {
    if (p[c] === 0) continue;
    const at = centre(c);
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        covariance[a * d + b] += p[c] * (at[a] - mean[a]) * (at[b] - mean[b]);
      }
    }
  }
  // Sheppard: probabilities of cells are wider than the density by the variance of a cell.
  for (let a = 0; a < d; a++) {
    const v = covariance[a * d + a];
    covariance[a * d + a] = Math.max(v / 2, v - axes[a].width ** 2 / 12);
  }
  return { mean, covariance };
}

/**
 * The law at step 0 on the solver's cells: mean and next moments right for a point too, whose weights
 * may then be negative beside it.
 */
export function startOnCells(
  initial: readonly InitialLaw[],
  axes: readonly SolverGrid1d[],
): Float64Array {
  const weights = axes.map(({ edges, cells }, a) => {
    return startWeights1d({ edges, panels: [0, cells] }, initial[a]);
  });
  const p = weights.length === 1 ? weights[0] : outerProduct(weights[0], weights[1]);
  const total = p.reduce((a, b) => a + b, 0);
  return total > 0 ? p.map((v) => v / total) : p;
}
