/** Stationary laws of the operator between walls and on rings: walkers go to them. */
import { expect, test } from 'vitest';
import { createCpuBackend } from '../../../../src/engine/cpu/cpuBackend.js';
import { chiSquareTest } from '../../../../src/math/statistics.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import { stationaryOperator1d } from '../../../../src/theory/chain/operator/operatorStationary1d.js';
import { stationaryOperator2d } from '../../../../src/theory/chain/operator/operatorStationary2d.js';
import { createPace } from '../../../../src/theory/pace.js';

test.each([
  { boundary: 'reflecting', loss: '(x - 0.3)^2 / 2 + a * x' },
  { boundary: ['reflecting', 'open'], loss: '(x - 0.3)^2 / 2 + a * x' },
  { boundary: 'periodic', loss: '-cos(2 * pi * x) / 30 + 0.3 * x + 0 * a' },
])('$boundary', async ({ boundary, loss }) => {
  const experiment = resolveExperiment({
    name: 'at-rest',
    learningRate: 0.1,
    steps: 150,
    walkers: 10_000,
    seed: '3',
    landscape: { parameters: ['x'], loss, data: { a: [-1, 0.2, 1.4] } },
    initial: { x: 0.5 },
    ensembles: [{ rule: 'langevin', temperature: 0.05 }],
    grid: { x: { min: 0, max: 1, cells: 40, boundary } },
  });
  const law = await stationaryOperator1d(experiment, 0, createPace());
  if ('absent' in law) throw new Error(law.absent);
  expect(Math.abs(law.lostPerStep)).toBeLessThan(1e-12);
  expect(law.solverError).toBeLessThan(1e-5);
  const { walkers } = experiment;
  const walk = await createCpuBackend().create({ experiment, index: 0, firstWalker: 0, walkers });
  await walk.advance(150);
  const { counts, outside } = await walk.snapshot();
  const expected = [...law.probabilities, law.outside].map((p) => p * walkers);
  const { pValue } = chiSquareTest(
    Float64Array.from([...counts, outside]),
    Float64Array.from(expected),
  );
  expect(pValue).toBeGreaterThan(1e-4);
});

test('in the plane, around a ring and between walls', async () => {
  const axis = { min: 0, max: 1, cells: 8 };
  const experiment = resolveExperiment({
    name: 'at-rest',
    learningRate: 0.1,
    steps: 80,
    walkers: 5000,
    seed: '3',
    landscape: {
      parameters: ['x', 'y'],
      loss: 'cos(2 * pi * x) * y / 30 + 0.3 * x + (y - 0.5)^2 / 2',
    },
    initial: { x: 0.5, y: 0.5 },
    ensembles: [{ rule: 'langevin', temperature: 0.02 }],
    grid: { x: { ...axis, boundary: 'periodic' }, y: { ...axis, boundary: 'reflecting' } },
  });
  const law = await stationaryOperator2d(experiment, 0, createPace());
  if ('absent' in law) throw new Error(law.absent);
  expect(Math.abs(law.lostPerStep)).toBeLessThan(1e-10);
  expect(law.solverError).toBeLessThan(1e-3);
  const { walkers } = experiment;
  const walk = await createCpuBackend().create({ experiment, index: 0, firstWalker: 0, walkers });
  await walk.advance(80);
  const { counts, outside } = await walk.snapshot();
  expect(outside).toBe(0);
  const expected = law.probabilities.map((p) => p * walkers);
  expect(chiSquareTest(counts, expected).pValue).toBeGreaterThan(1e-4);
});
