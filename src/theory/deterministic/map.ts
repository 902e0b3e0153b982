/** The law's own update as a motion: one map, step by step, with the ends of the axes (no chance). */
import { createTape } from '../../math/expression/tape.js';
import { type Axis, endsOf, type Grid } from '../../math/grid.js';
import { foldBetween } from '../../model/boundary.js';
import { divergenceBounds } from '../../model/divergence.js';
import type { Experiment } from '../../model/experiment.js';
import { inputs } from '../../model/law.js';
import { createGradient1d, withNumbers } from '../law/gradient1d.js';
import { createGradient2d } from '../law/gradient2d.js';
import type { Motion, Points } from './motion.js';

/** Operations of a gradient at one point. */
export const workPerGradient = 20;

/** The map of ensemble `index`, whose law is deterministic. Walkers beyond the bound are lost. */
export function createMapMotion({ landscape, ensembles, grid }: Experiment, index: number): Motion {
  const { law } = ensembles[index];
  const { parameters } = landscape;
  const gradientOf = meanGradient(landscape);
  const tape = createTape(
    law.increment.map((e) => withNumbers(e, law.scalars)),
    [...parameters, ...parameters.map((_, i) => inputs.gradient(i).name)],
    'float64',
  );
  const keep = createKeep(grid);
  const passes = landscape.moments ? 1 : landscape.data.rows;
  return {
    isMap: true,
    error: 1e-15,
    effort: (step) => step * passes,
    async advance(points, from, to, pace) {
      const n = points[0].length;
      const gradient = points.map(() => new Float64Array(n));
      const move = points.map(() => new Float64Array(n));
      for (let step = from; step < to; step++) {
        gradientOf(points, gradient);
        tape([...points, ...gradient], move, n);
        points.forEach((column, a) => {
          for (let k = 0; k < n; k++) column[k] += move[a][k];
        });
        keep(points);
        await pace.tick(workPerGradient * passes * n);
      }
    },
  };
}

/** ∇L at many points. */
export function meanGradient(landscape: Experiment['landscape']) {
  if (landscape.parameters.length === 1) {
    const { mean } = createGradient1d(landscape);
    return ([x]: Points, [out]: Points) => mean(x, out);
  }
  const { mean } = createGradient2d(landscape);
  return ([x, y]: Points, [gx, gy]: Points) => mean([x, y], [gx, gy]);
}

/**
 * What happens to points after an update, and at step 0: those that have diverged, or lie beyond an
 * absorbing end, are dropped; those beyond a reflecting end are folded back.
 */
export function createKeep(grid: Grid): (points: Points) => void {
  const bounds = divergenceBounds(grid);
  const axes = grid.map(createHeld);
  return (points) => {
    const n = points[0].length;
    for (let k = 0; k < n; k++) {
      let isKept = true;
      for (const [a, { fold, isGone }] of axes.entries()) {
        const x = points[a][k];
        if (!(Math.abs(x) < bounds[a])) {
          isKept = false;
          break;
        }
        points[a][k] = fold(x);
        isKept &&= !isGone(points[a][k]);
      }
      if (!isKept) for (const column of points) column[k] = Number.NaN;
    }
  };
}

/** The fold of an axis and what its absorbing ends take, by the rule of `model/boundary.ts`. */
function createHeld(axis: Axis) {
  const [atLow, atHigh] = endsOf(axis);
  const [low, high] = [Math.fround(axis.min), Math.fround(axis.max)];
  // On a ring walkers go on, and only cells are counted modulo its length.
  const fold = atLow === 'periodic' ? (x: number) => x : foldBetween([atLow, atHigh], low, high);
  const isGone = (x: number) =>
    (atLow === 'absorbing' && x < low) || (atHigh === 'absorbing' && x >= high);
  return { fold, isGone };
}
