import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import { stationaryOperator2d } from '../../../../src/theory/chain/operator/operatorStationary2d.js';
import { createPace } from '../../../../src/theory/pace.js';

function stationaryOf(loss: string, learningRate: number, data: Record<string, number[]>) {
  const axis = { min: -1.5, max: 1.5, cells: 30 };
  const experiment = resolveExperiment({
    name: 'plane',
    landscape: { parameters: ['x', 'y'], loss, data },
    learningRate,
    steps: 1,
    initial: { x: { normal: [0, 0.1] }, y: { normal: [0, 0.1] } },
    ensembles: [{ rule: 'sgd', batchSize: 1 }],
    walkers: 1e4,
    grid: { x: axis, y: axis },
  });
  return stationaryOperator2d(experiment, 0, createPace());
}

const corners = { a: [-1, -1, 1, 1], b: [-1, 1, -1, 1] };

test.each([
  ['a product', '((x - a)^2 + (y - b)^2) / 2'],
  ['a rotated product', '((0.8*x + 0.6*y - a)^2 + (0.8*y - 0.6*x - b)^2) / 2'],
])(
  '%s of two quadratics: variance η/(2 − η) in each direction, relaxation of each',
  async (_, loss) => {
    const found = await stationaryOf(loss, 0.1, corners);
    if ('absent' in found) throw new Error(found.absent);
    const exact = 0.1 / 1.9;
    const [xx, xy, , yy] = found.covariance;
    expect(Math.abs(xx / exact - 1)).toBeLessThan(1e-10);
    expect(Math.abs(yy / exact - 1)).toBeLessThan(1e-10);
    expect(Math.abs(xy / exact)).toBeLessThan(1e-10);
    expect(found.residual).toBeLessThan(1e-10);
    expect(found.negative).toBeLessThan(1e-10);
    if ('absent' in found.relaxation) throw new Error(found.relaxation.absent);
    expect(found.relaxation.time.value).toBeCloseTo(-1 / Math.log(0.9), 6);
  },
);

test('three points at η = 1/2 give a gasket without a density, and the error says so', async () => {
  const h = Math.sqrt(3) / 2;
  const found = await stationaryOf('((x - a)^2 + (y - b)^2) / 2', 0.5, {
    a: [0, -h, h],
    b: [1, -0.5, -0.5],
  });
  if ('absent' in found) throw new Error(found.absent);
  // Bernoulli-like: each coordinate has the variance of one draw times η/(2 − η).
  expect(found.covariance[0]).toBeCloseTo(0.5 / 3, 3);
  expect(found.covariance[3]).toBeCloseTo(0.5 / 3, 3);
  expect(found.solverError).toBeGreaterThan(1e-3);
  expect(found.notes.join()).toMatch(/no density|no smooth density/);
});
