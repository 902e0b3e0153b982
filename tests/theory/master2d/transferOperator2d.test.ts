import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../../src/model/experiment.js';
import { createPair } from '../../../src/theory/law/gradient2d.js';
import { outerProduct } from '../../../src/theory/law/initialLaw2d.js';
import { normalCells2d } from '../../../src/theory/law/normalCells2d.js';
import { createMaps2d } from '../../../src/theory/master2d/maps2d.js';
import { createLawFromMasses, initialPoints } from '../../../src/theory/master2d/nodalMasses2d.js';
import {
  createTransferOperator2d,
  planOperator2d,
} from '../../../src/theory/master2d/transferOperator2d.js';
import { createPace } from '../../../src/theory/pace.js';
import { createSolverGrid2d } from '../../../src/theory/solverGrid2d.js';
import { planeExperiment, turnedQuadratics } from './plane.js';

/** The law after the experiment's steps, on its own cells and no others. */
async function lawOnOwnCells({ landscape, ensembles, grid, initial, steps }: Experiment) {
  const maps = createMaps2d(landscape, ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const degree = 5;
  const solverGrid = createSolverGrid2d(grid, 1, [
    [0, 0],
    [0, 0],
  ]);
  const plan = planOperator2d(maps, solverGrid, { degree, order: 9 })!;
  const operator = await createTransferOperator2d(plan, createPace());
  const x = initialPoints(initial[0], solverGrid.x);
  const y = initialPoints(initial[1], solverGrid.y);
  const points = createPair(x.points.length * y.points.length);
  for (let k = 0; k < points[0].length; k++) {
    points[0][k] = x.points[Math.floor(k / y.points.length)];
    points[1][k] = y.points[k % y.points.length];
  }
  let masses: Float64Array = operator.start(points, outerProduct(x.weights, y.weights));
  let next: Float64Array = new Float64Array(masses.length);
  for (let k = 1; k < steps; k++) {
    operator.apply(masses, next);
    [masses, next] = [next, masses];
  }
  return {
    law: createLawFromMasses(solverGrid, degree)(masses),
    mass: masses.reduce((a, b) => a + b, 0),
  };
}

describe.each([0.02, 0.1, 0.5])('two quadratics at learning rate %f, 256 × 256 cells', (rate) => {
  test.each([
    ['a product', 0],
    ['turned', 0.5],
  ])('%s: no numerical diffusion', async (_, angle) => {
    const one = rate / (2 - rate);
    const deviation = Math.sqrt(one);
    const normal = { normal: [0, deviation] };
    // The start has the stationary variances along x; every step then keeps them, up to the solver.
    const e = planeExperiment({ rule: 'sgd' }, [-8 * deviation, 8 * deviation, 256], {
      landscape: turnedQuadratics(angle),
      learningRate: rate,
      steps: 16,
      initial: { x: normal, y: normal },
    });
    const { law, mass } = await lawOnOwnCells(e);
    const left = (1 - rate) ** 32;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const along = [one, left * one + (1 - left) * 0.25 * one];
    const exact = [
      c * c * along[0] + s * s * along[1],
      c * s * (along[0] - along[1]),
      s * s * along[0] + c * c * along[1],
    ];
    // Linear deposits would add some 16 · h²/6, 1 % of it; these are exact to rounding.
    expect(Math.abs(law.covariance[0] - exact[0])).toBeLessThan(1e-9);
    expect(Math.abs(law.covariance[1] - exact[1])).toBeLessThan(1e-9);
    expect(Math.abs(law.covariance[3] - exact[2])).toBeLessThan(1e-9);
    expect(Math.abs(mass - 1)).toBeLessThan(1e-12);
  });
});

test('at least fourth order in the cell size on a law that stays normal', async () => {
  const errorOn = async (cells: number) => {
    const e = planeExperiment({ rule: 'gaussianSgd', batchSize: 1 }, [-2.4, 2.4, cells], {
      landscape: turnedQuadratics(0.4),
      steps: 12,
      initial: { x: { normal: [0.1, 0.3] }, y: { normal: [0, 0.3] } },
    });
    const { law } = await lawOnOwnCells(e);
    const mean = Float64Array.of(0.1 * 0.9 ** 12, 0);
    const exact = normalCells2d(mean, law.covariance, e.grid);
    return law.cells.reduce((sum, v, k) => sum + Math.abs(v - exact[k]) / 2, 0);
  };
  const [coarse, middle, fine] = [await errorOn(32), await errorOn(48), await errorOn(72)];
  expect(fine).toBeLessThan(1e-4);
  expect(Math.log(coarse / middle) / Math.log(1.5)).toBeGreaterThan(4);
  expect(Math.log(middle / fine) / Math.log(1.5)).toBeGreaterThan(4);
});
