/** Laws between the experiment's cells and the solver's, in one and two dimensions alike. */
import { isPeriodic } from '../../../math/grid.js';
import { createMonotoneSlopes } from '../../../math/spline.js';
import type { InitialLaw } from '../../../model/experiment.js';
import { startWeights1d } from '../../escape/generator/exitGrid1d.js';
import { lawOnCells } from '../../law/cutLaw.js';
import { initialMoments } from '../../law/initialLaw1d.js';
import { outerProduct } from '../../law/initialLaw2d.js';
import { onRing } from '../../law/ringLaw1d.js';
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
 * The law at step 0 on the solver's cells: exact probabilities, or for a point weights with its mean
 * and next moments, which may be negative beside it.
 */
export function startOnCells(
  initial: readonly InitialLaw[],
  axes: readonly SolverGrid1d[],
): Float64Array {
  const weights = axes.map(({ axis, edges, width }, a) => {
    const law = initial[a];
    const { mean, variance } = initialMoments(law);
    if (variance > 0) return lawOnCells(law, axis, edges).cells;
    return isPeriodic(axis)
      ? pointOnRing(onRing(mean, axis), edges, width)
      : pointOnLine(mean, edges);
  });
  const p = weights.length === 1 ? weights[0] : outerProduct(weights[0], weights[1]);
  const total = p.reduce((a, b) => a + b, 0);
  return total > 0 ? p.map((v) => v / total) : p;
}

/** Nothing where the point is beyond the ends; on an end it counts as inside. */
function pointOnLine(value: number, edges: Float64Array): Float64Array {
  const cells = edges.length - 1;
  const [low, high] = [edges[0], edges[cells]];
  const within = value < low || value > high ? value : inwards(value, low, high);
  return startWeights1d({ edges, panels: [0, cells] }, { kind: 'point', value: within });
}

/** Inside by next to nothing. */
const inwards = (value: number, low: number, high: number) =>
  Math.min(high - 1e-9 * (high - low), Math.max(low + 1e-9 * (high - low), value));

/** Cells beyond the ends of a ring that weights may fall on. */
const ghosts = 3;

function pointOnRing(value: number, edges: Float64Array, width: number): Float64Array {
  const cells = edges.length - 1;
  const wider = Float64Array.from(
    { length: cells + 1 + 2 * ghosts },
    (_, k) => edges[0] + (k - ghosts) * width,
  );
  const law = { kind: 'point', value } as const;
  const weights = startWeights1d({ edges: wider, panels: [0, wider.length - 1] }, law);
  const ring = new Float64Array(cells);
  weights.forEach((w, k) => {
    ring[(k - ghosts + cells) % cells] += w;
  });
  return ring;
}
