/** Weighted points that stand for the last law that is known without a solver's grid. */
import { initialRange } from '../law/initialLaw1d.js';
import { outerProduct } from '../law/initialLaw2d.js';
import { createSolverGrid1d } from '../solverGrid1d.js';
import type { SolverGrid2d } from '../solverGrid2d.js';
import type { Cloud2d } from './lookAhead2d.js';
import { initialPoints } from './nodalMasses2d.js';
import type { Task2d } from './task2d.js';

/** The atoms, or points of the initial law as dense as the nodes of `grid`. */
export function startingPoints(
  { exact, experiment: { initial } }: Task2d,
  grid: Pick<SolverGrid2d, 'x' | 'y'>,
): Cloud2d {
  if (exact.atoms) return { points: exact.atoms.positions, weights: exact.atoms.weights };
  const x = initialPoints(initial[0], grid.x);
  const y = initialPoints(initial[1], grid.y);
  const n = y.points.length;
  return {
    points: [
      Float64Array.from({ length: x.points.length * n }, (_, k) => x.points[Math.floor(k / n)]),
      Float64Array.from({ length: x.points.length * n }, (_, k) => y.points[k % n]),
    ],
    weights: outerProduct(x.weights, y.weights),
  };
}

/** The same on cells of their own: `size` of them along each axis, just wide enough. */
export function startingPointsWithin(task: Task2d, size: number): Cloud2d {
  const [x, y] = task.experiment.initial.map((law, k) => {
    const [low, high] = initialRange(law);
    const { name } = task.experiment.grid[k];
    const beyond = high > low ? 0.15 * (high - low) : 1;
    return createSolverGrid1d(
      { name, min: low - beyond, max: high + beyond, cells: size },
      1,
      [0, 0],
    );
  });
  return startingPoints(task, { x, y });
}
