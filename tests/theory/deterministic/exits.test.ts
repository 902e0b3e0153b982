/** Without noise a walker leaves a region at a step, or a time of the flow, that is known, or never. */
import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { predictExit } from '../../../src/theory/escape/predictExit.js';
import { solve } from '../../../src/theory/solve.js';

const rate = 0.01;
const leaving = (initial: object | number, region = 'x > 0.5') =>
  resolveExperiment({
    landscape: { parameters: ['x'], loss: '(x - a)^2 / 2', data: { a: [0, 0] } },
    learningRate: rate,
    steps: 100,
    initial: { x: initial },
    ensembles: [{ rule: 'sgd' }],
    grid: { x: { min: -1, max: 2, cells: 30 } },
    predictions: ['masterEquation', 'fokkerPlanck', { exitTime: { region } }],
  });

test('from a point: the step of the map, the time of the flow', async () => {
  // 0.99^k < 1/2 from k = 69 on; e^{−t} = 1/2 at t = ln 2.
  const map = await predictExit(leaving(1), 0, 'masterEquation');
  if ('absent' in map) throw new Error(map.absent);
  expect(map.mean).toBe(69);
  expect([...map.distribution.subarray(67, 71)]).toEqual([0, 0, 1, 1]);
  expect(map.distributionError).toBeLessThan(1e-14);
  const flow = await predictExit(leaving(1), 0, 'fokkerPlanck');
  if ('absent' in flow) throw new Error(flow.absent);
  expect([...flow.distribution.subarray(68, 72)]).toEqual([0, 0, 1, 1]);
});

test('from a uniform start the flow empties the region from its edge', async () => {
  const flow = await predictExit(leaving({ uniform: [0.5, 1.5] }), 0, 'fokkerPlanck');
  if ('absent' in flow) throw new Error(flow.absent);
  for (const k of [10, 50, 90]) {
    expect(Math.abs(flow.distribution[k] - 0.5 * Math.expm1(k * rate))).toBeLessThan(
      flow.distributionError,
    );
  }
  // ∫ ln(2x) dx over [1/2, 3/2], in steps.
  const mean = (1.5 * Math.log(3) - 1) / rate;
  expect(Math.abs(flow.mean - mean)).toBeLessThan(1);
});

test('walkers that come to rest inside never leave, and say so', async () => {
  const rests = await predictExit(leaving(1, 'x > -0.5'), 0, 'masterEquation');
  if ('absent' in rests) throw new Error(rests.absent);
  expect(rests.mean).toBe(Number.POSITIVE_INFINITY);
  expect(Math.max(...rests.distribution)).toBe(0);
  const all = await solve(leaving(1), 0, 'fokkerPlanck');
  expect(all.stationary).toEqual({ absent: expect.stringContaining('no noise') });
  if (!all.exit || 'absent' in all.exit) throw new Error('no exit');
  // From the centre of the cell [1, 1.1] in units of time.
  expect(Math.abs(all.exit.meanFrom[20] - Math.log(2.1))).toBeLessThan(rate);
  expect(all.exit.meanFrom[10]).toBeNaN();
});
