/** The law that the Fokker–Planck equation in two dimensions starts from, on the solver's cells. */
import { endsOf, isPeriodic } from '../../math/grid.js';
import { canAbsorb } from '../../model/boundary.js';
import type { InitialLaw } from '../../model/experiment.js';
import { keepMass } from '../fokkerPlanck/timeSteps.js';
import { type CutLaw, lawOnCells } from '../law/cutLaw.js';
import { initialMoments, initialQuadrature } from '../law/initialLaw1d.js';
import { outerProduct } from '../law/initialLaw2d.js';
import { onRing } from '../law/ringLaw1d.js';
import { isOpen, type SolverGrid1d } from '../solverGrid1d.js';
import { type SolverGrid2d, solverCentres } from '../solverGrid2d.js';
import { type Coefficients2d, createField2d } from './coefficients2d.js';
import { addGaussianCells, type Gaussian2d, shortTimeLaw2d } from './shortTime2d.js';

/**
 * The law that time starts from: exact cells, or for a point in either coordinate what it becomes
 * a short time later, summed over the other coordinate. `age` is the time in which diffusion alone
 * would have spread a point as far, less `time`.
 */
export function startOn(
  { x, y, cells: count }: SolverGrid2d,
  coefficients: Coefficients2d,
  initial: readonly InitialLaw[],
  firstTime: number,
): { state: Float64Array; time: number; age: number } {
  const axes = [x, y];
  const moments = initial.map(initialMoments);
  const field = createField2d(1);
  const [mx, my] = moments.map((m) => m.mean);
  coefficients.evaluate(Float64Array.of(mx), Float64Array.of(my), field);
  const diffusion = [field.xx[0], field.yy[0]];
  const times = axes.map((axis, i) => {
    if (moments[i].variance === 0) return (2 * axis.width ** 2) / diffusion[i];
    const scale = initial[i].kind === 'uniform' ? axis.width ** 2 : moments[i].variance;
    return scale / (2 * diffusion[i]);
  });
  const isPoint = moments.map((m) => m.variance === 0);
  if (!isPoint.includes(true) || !times.every((t) => t > 0 && t < Number.POSITIVE_INFINITY)) {
    const laws = axes.map((axis, i) => lawOnCells(initial[i], axis.axis, axis.edges));
    return { state: jointState(laws, axes), time: 0, age: Math.min(...times) };
  }
  const time = Math.min(firstTime, ...times.filter((_, i) => isPoint[i]));
  const cells = new Float64Array(count);
  const [px, py] = initial.map((law, i) =>
    initialQuadrature(law, Math.sqrt(2 * diffusion[i] * time)),
  );
  const spacing = [x.width, y.width] as const;
  const mean = [0, 0];
  for (let i = 0; i < px.points.length; i++) {
    for (let j = 0; j < py.points.length; j++) {
      const start = [px.points[i], py.points[j]] as const;
      const law = shortTimeLaw2d(coefficients, start, time, spacing);
      const weight = px.weights[i] * py.weights[j];
      for (const image of imagesOf(law, [x, y])) {
        addGaussianCells(image, weight, [x.edges, y.edges], cells);
      }
      for (const k of [0, 1]) mean[k] += weight * law.mean[k];
    }
  }
  keepMass(cells);
  // Cells wider than the law would move its mean by up to half of one.
  axes.forEach((axis, k) => {
    if (isOpen(axis.axis)) moveMean(cells, [x, y], k, mean[k]);
  });
  const sinks = canAbsorb(axes.map((axis) => axis.axis)) ? 4 : 0;
  const state = new Float64Array(count + sinks);
  state.set(cells);
  return { state, time, age: 0 };
}

/** Cells of two independent coordinates, and behind them the sinks where an end absorbs. */
function jointState([a, b]: readonly CutLaw[], axes: readonly SolverGrid1d[]): Float64Array {
  const cells = outerProduct(a.cells, b.cells);
  if (!canAbsorb(axes.map((axis) => axis.axis))) return cells;
  const inX = 1 - a.below - a.above;
  const state = new Float64Array(cells.length + 4);
  state.set(cells);
  state.set([a.below, a.above, inX * b.below, inX * b.above], cells.length);
  return state;
}

/**
 * Hands on the share of every cell to its neighbour along axis `k` that gives the whole the mean
 * `mean`, where a cell is enough for it.
 */
function moveMean(cells: Float64Array, axes: readonly SolverGrid1d[], k: number, mean: number) {
  const [nx, ny] = axes.map((axis) => axis.cells);
  const centres = solverCentres(axes[k]);
  const [stride, lines, length] = k === 0 ? [ny, ny, nx] : [1, nx, ny];
  const cellOf = (line: number, i: number) => (k === 0 ? line : line * ny) + i * stride;
  let now = 0;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) now += cells[cellOf(line, i)] * centres[i];
  }
  const share = Math.abs(mean - now) / axes[k].width;
  if (!(share < 1)) return;
  const up = mean > now;
  for (let line = 0; line < lines; line++) {
    // Against the move, so that nothing is handed on twice; the last cell keeps what it has.
    for (let i = 1; i < length; i++) {
      const from = cellOf(line, up ? length - 1 - i : i);
      const moved = share * cells[from];
      cells[from] -= moved;
      cells[from + (up ? stride : -stride)] += moved;
    }
  }
}

/** A Gaussian and its images: around rings, and in walls. */
function imagesOf(law: Gaussian2d, axes: readonly SolverGrid1d[]): Gaussian2d[] {
  return axes.reduce(
    (laws: Gaussian2d[], { axis }, k) => {
      const moved = (g: Gaussian2d, at: number, sign: number): Gaussian2d => {
        const [xx, xy, yy] = g.covariance;
        return {
          mean: k === 0 ? [at, g.mean[1]] : [g.mean[0], at],
          covariance: [xx, sign * xy, yy],
        };
      };
      if (isPeriodic(axis)) {
        const length = axis.max - axis.min;
        const near = (g: Gaussian2d) => onRing(g.mean[k], axis);
        return laws.flatMap((g) => [-1, 0, 1].map((s) => moved(g, near(g) + s * length, 1)));
      }
      return laws.flatMap((g) => [
        g,
        ...endsOf(axis).flatMap((end, side) =>
          end === 'reflecting' ? [moved(g, 2 * [axis.min, axis.max][side] - g.mean[k], -1)] : [],
        ),
      ]);
    },
    [law],
  );
}
