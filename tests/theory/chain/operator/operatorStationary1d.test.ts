import { expect, test } from 'vitest';
import { stationaryOperator1d } from '../../../../src/theory/chain/operator/operatorStationary1d.js';
import { createPace } from '../../../../src/theory/pace.js';
import { type Case, experimentOf, noisyQuadratic } from '../../experiments.js';

const sgd = { rule: 'sgd', batchSize: 1 } as const;
const base: Case = {
  ...noisyQuadratic,
  rule: sgd,
  learningRate: 0.1,
  initial: 0.1,
  steps: 1,
  grid: [-1.5, 1.5, 100],
};

const stationaryOf = (changes: Partial<Case>) =>
  stationaryOperator1d(experimentOf({ ...base, ...changes }), 0, createPace());

async function foundFor(changes: Partial<Case>) {
  const found = await stationaryOf(changes);
  if ('absent' in found) throw new Error(found.absent);
  return found;
}

async function reasonFor(changes: Partial<Case>) {
  const found = await stationaryOf(changes);
  if (!('absent' in found)) throw new Error('a stationary law was found');
  return found.absent;
}

/** Relaxation time in steps. */
function timeOf({ relaxation }: Awaited<ReturnType<typeof foundFor>>): number {
  if ('absent' in relaxation) throw new Error(relaxation.absent);
  return relaxation.time.value;
}

/** Half the distance of the cells to the increments of a distribution function, and the estimate. */
async function distanceTo(changes: Partial<Case>, below: (x: number) => number) {
  const found = await foundFor(changes);
  const [min, max, cells] = changes.grid ?? base.grid;
  const edge = (i: number) => min + ((max - min) * i) / cells;
  const distance = found.probabilities!.reduce(
    (s, p, i) => s + Math.abs(p - (below(edge(i + 1)) - below(edge(i)))) / 2,
    found.outside / 2,
  );
  return { ...found, distance };
}

/** The Cantor function on [0, 1]: ternary digits up to the first 1, twos halved, read in base 2. */
function cantor(x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  let [value, share, rest] = [0, 0.5, x];
  for (let k = 0; k < 50; k++) {
    const digit = Math.floor(3 * rest);
    rest = 3 * rest - digit;
    if (digit === 1) return value + share;
    value += (digit / 2) * share;
    share /= 2;
  }
  return value;
}

test('a smooth law: mean, variance, relaxation 1/−ln(1 − η), errors below the target', async () => {
  const found = await foundFor({});
  expect(Math.abs(found.covariance[0] / (0.1 / 1.9) - 1)).toBeLessThan(1e-7);
  expect(found.mean[0]).toBeCloseTo(0, 10);
  expect(timeOf(found)).toBeCloseTo(-1 / Math.log(0.9), 6);
  expect(found.solverError).toBeLessThan(1e-5);
  expect(found.negative).toBeLessThan(1e-10);
  expect(found.residual).toBeLessThan(1e-12);
  expect(found.lostPerStep).toBeLessThan(1e-12);
  expect(found.notes).toEqual([]);
});

test('η = 1/2 gives the uniform law, within the stated error although it has jumps', async () => {
  const uniform = (x: number) => Math.min(1, Math.max(0, (x + 1) / 2));
  const { distance, solverError, notes } = await distanceTo(
    { learningRate: 0.5, grid: [-1.5, 1.5, 97] },
    uniform,
  );
  expect(solverError).toBeLessThan(1e-3);
  expect(distance).toBeLessThan(Math.max(solverError, 3e-6));
  expect(notes.join()).toContain('no smooth density');
});

test('η = 2/3 gives the Cantor law: the loss of order is stated and the error honest', async () => {
  const { distance, solverError, notes, covariance, momentError } = await distanceTo(
    { learningRate: 2 / 3 },
    (x) => cantor((x + 1) / 2),
  );
  expect(distance).toBeLessThan(solverError);
  expect(Math.abs(covariance[0] / 0.5 - 1)).toBeLessThan(momentError);
  expect(notes.join()).toMatch(/divided the last change by 2\^0\.\d, not by 2\^3 or more/);
});

test.each([
  ['a flat direction', { loss: 'a * x' }, /leaves the solver's grid in every step for good .*flat/],
  ['a learning rate too large', { learningRate: 2.1 }, /learning rate too large/],
  [
    'a chain that turns back and forth',
    { loss: 'x^2 / 2 + 0 * a', learningRate: 2 },
    /no noise|period of 2 steps/,
  ],
  [
    'two basins that are never left',
    { loss: '(x^2 - 1)^2 / 4 + 0.1 * a * x', grid: [-2, 2, 100] },
    /one to working accuracy/,
  ],
  ['a step without noise', { loss: 'x^2 + 0 * a' }, /no noise/],
] as const)('%s has no stationary law, and why is said', async (_, changes, reason) => {
  expect(await reasonFor(changes as unknown as Partial<Case>)).toMatch(reason);
});

test('a metastable law is found, with its relaxation of millions of steps', async () => {
  const found = await foundFor({
    loss: '(x^2 - 1)^2 / 4 + 0 * a',
    rule: { rule: 'langevin', temperature: 0.02 },
    grid: [-2, 2, 100],
  });
  expect(found.mean[0]).toBeCloseTo(0, 6);
  // The stationary law of small steps has wells of equal weight, each of mean square near 1.
  expect(found.covariance[0]).toBeGreaterThan(0.9);
  expect(timeOf(found)).toBeGreaterThan(1e6);
});

test('noise that vanishes at the minimum lets all walkers shrink to it: one law, not two', async () => {
  const found = await foundFor({
    loss: '(2 + a) * x^2 / 2',
    learningRate: 0.2,
    grid: [-1.5, 1.5, 101],
  });
  // 0 is in the middle of a cell of width 0.03.
  expect(found.probabilities[50]).toBeCloseTo(1, 6);
  expect(found.covariance[0]).toBeLessThan(0.03 ** 2);
});

test('basins that exchange walkers once in 10⁸ steps have a law, and half of it each', async () => {
  const found = await foundFor({
    loss: '(x^2 - 1)^2 / 4 + a * x',
    data: { a: [-0.6, -0.2, 0.2, 0.6] },
    learningRate: 0.2,
    initial: -1,
    grid: [-2.5, 2.5, 200],
  });
  expect(timeOf(found)).toBeGreaterThan(1e7);
  expect(Math.abs(found.mean[0])).toBeLessThan(1e-6);
  expect(found.eigenvalues[0].re).toBeCloseTo(1, 12);
});
