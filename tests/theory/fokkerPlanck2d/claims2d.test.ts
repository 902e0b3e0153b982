/**
 * What the Fokker–Planck solver in the plane claims of its error covers the truth where the law is
 * narrower than its cells: Ornstein–Uhlenbeck laws, whose mean and covariance are known.
 */
import { expect, test } from 'vitest';
import { solveFokkerPlanck2d } from '../../../src/theory/fokkerPlanck2d/fokkerPlanck2d.js';
import { normalCells2d } from '../../../src/theory/law/normalCells2d.js';
import { createPace } from '../../../src/theory/pace.js';
import { planeExperiment } from '../master2d/plane.js';

/** Entries xx, xy and yy of a Hessian. */
type Hessian = readonly [number, number, number];

/** Mean and covariance at time t under dθ = −Hθ dt + √(2T) dW from a point, mode by mode. */
function exactLaw([a, b, c]: Hessian, temperature: number, start: readonly number[], t: number) {
  const half = Math.hypot((a - c) / 2, b);
  const angle = Math.atan2(2 * b, a - c) / 2;
  const mean = new Float64Array(2);
  const covariance = new Float64Array(4);
  for (const [rate, turn] of [
    [(a + c) / 2 + half, angle],
    [(a + c) / 2 - half, angle + Math.PI / 2],
  ]) {
    const v = [Math.cos(turn), Math.sin(turn)];
    const along = (v[0] * start[0] + v[1] * start[1]) * Math.exp(-rate * t);
    const variance = (temperature * (1 - Math.exp(-2 * rate * t))) / rate;
    for (let i = 0; i < 2; i++) mean[i] += along * v[i];
    for (let e = 0; e < 4; e++) covariance[e] += variance * v[e >> 1] * v[e & 1];
  }
  return { mean, covariance };
}

test.each([
  { hessian: [20.1, 19.9, 20.1] as const, temperature: 1e-3, start: [1, 0.5], learningRate: 0.01 },
  // At rest at its minimum, thinner than any cell: extrapolation leaves no variance at all.
  { hessian: [7.5, 2.5, 1] as const, temperature: 1e-4, start: [0, 0], learningRate: 0.02 },
])('T = $temperature at $hessian: the claim covers the truth', async (given) => {
  const { hessian, temperature, start, learningRate } = given;
  const [a, b, c] = hessian;
  const e = planeExperiment({ rule: 'langevin', temperature }, [-2, 2, 40], {
    landscape: {
      parameters: ['x', 'y'],
      loss: `${a} * x^2 / 2 + ${b} * x * y + ${c} * y^2 / 2`,
    },
    learningRate,
    steps: 10,
    initial: { x: start[0], y: start[1] },
    snapshots: [1, 10],
  });
  const series = await solveFokkerPlanck2d(e, 0, createPace());
  if ('absent' in series) throw new Error(series.absent);
  for (const [step, { probabilities, solverError }] of series.predictions) {
    const { mean, covariance } = exactLaw(hessian, temperature, start, step * learningRate);
    const exact = normalCells2d(mean, covariance, e.grid);
    const distance = exact.reduce((sum, v, k) => sum + Math.abs(v - probabilities![k]) / 2, 0);
    expect(solverError, `step ${step}`).toBeGreaterThan(distance);
    expect(solverError, `step ${step}`).toBeLessThanOrEqual(1);
  }
});
