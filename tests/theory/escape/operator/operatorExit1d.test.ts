import { expect, test } from 'vitest';
import { solveDense } from '../../../../src/math/linearAlgebra.js';
import { gaussLegendre } from '../../../../src/math/quadrature.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import { meanExitSteps1d } from '../../../../src/theory/escape/operator/exitField1d.js';
import { predictOperatorExit } from '../../../../src/theory/escape/operatorExit.js';
import { createPace } from '../../../../src/theory/pace.js';

interface ExitCase {
  readonly loss: string;
  readonly data?: Readonly<Record<string, readonly number[]>>;
  readonly rule: Readonly<Record<string, string | number>>;
  readonly learningRate: number;
  readonly initial: unknown;
  readonly steps: number;
  readonly region?: string;
}

const experimentOf = (c: ExitCase) =>
  resolveExperiment({
    name: 'exit',
    landscape: { parameters: ['x'], loss: c.loss, ...(c.data && { data: c.data }) },
    learningRate: c.learningRate,
    steps: c.steps,
    initial: { x: c.initial },
    ensembles: [c.rule],
    walkers: 1e6,
    grid: { x: { min: -2, max: 2, cells: 100 } },
    predictions: c.region ? [{ exitTime: { region: c.region } }] : [],
  });

const exitOf = (c: ExitCase) => predictOperatorExit(experimentOf(c), 0, createPace());

async function foundFor(c: ExitCase) {
  const found = await exitOf(c);
  if ('absent' in found) throw new Error(found.absent);
  return found;
}

/** x′ = (1 − η) x + √(2ηT) ξ. */
const autoregressive: ExitCase = {
  loss: 'x^2 / 2',
  rule: { rule: 'langevin', temperature: 0.1 },
  learningRate: 0.2,
  initial: 0.1,
  steps: 50,
};

/** The same chain by Gauss–Legendre points on the intervals: P(inside through k), and the mean. */
function byQuadrature(intervals: readonly (readonly [number, number])[], start: number) {
  const rule = gaussLegendre(50);
  const x = intervals.flatMap(([a, b]) =>
    Array.from(rule.nodes, (t) => (a + b) / 2 + ((b - a) / 2) * t),
  );
  const w = intervals.flatMap(([a, b]) => Array.from(rule.weights, (v) => (v * (b - a)) / 2));
  const n = x.length;
  const density = (to: number, from: number) =>
    Math.exp(-0.5 * ((to - 0.8 * from) / 0.2) ** 2) / (0.2 * Math.sqrt(2 * Math.PI));
  const inside = (p: ArrayLike<number>) => w.reduce((s, v, i) => s + v * p[i], 0);
  const step = (p: ArrayLike<number>) =>
    Float64Array.from(x, (to) => x.reduce((s, from, j) => s + density(to, from) * w[j] * p[j], 0));
  const first = Float64Array.from(x, (to) => density(to, start));
  const matrix = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return Number(i === j) - density(x[i], x[j]) * w[j];
  });
  const survival = [1];
  let p = first;
  for (let k = 1; k <= 50; k++) {
    survival.push(inside(p));
    p = step(p);
  }
  return { survival, mean: 1 + inside(solveDense(matrix, first)!) };
}

test.each([
  ['abs(x) < 0.5', [[-0.5, 0.5]]],
  [
    'abs(x) < 0.5 and abs(x - 0.3) > 0.05',
    [
      [-0.5, 0.25],
      [0.35, 0.5],
    ],
  ],
  ['x < 0.3', [[-2, 0.3]]],
] as const)('exits from %s are those of an independent quadrature', async (region, intervals) => {
  const found = await foundFor({ ...autoregressive, region });
  const exact = byQuadrature(intervals, 0.1);
  expect(Math.abs(found.mean / exact.mean - 1)).toBeLessThan(1e-6);
  expect(Math.abs(found.mean - exact.mean)).toBeLessThan(found.meanError + 1e-9);
  for (const [k, s] of exact.survival.entries()) {
    expect(Math.abs(1 - s - found.distribution[k])).toBeLessThan(1e-6);
  }
  const [before, last] = exact.survival.slice(-2);
  expect(found.rate).toBeCloseTo(1 - last / before, 5);
  expect(found.notes).toEqual([]);
});

test('a jump out with probability 1/4 makes the exit geometric, from a point and from a law', async () => {
  const jumps: ExitCase = {
    loss: 'a * x',
    data: { a: [0, 0, 0, 10] },
    rule: { rule: 'sgd', batchSize: 1 },
    learningRate: 1,
    initial: 0.013,
    steps: 30,
    region: 'abs(x) < 1',
  };
  for (const initial of [0.013, { uniform: [-0.5, 0.5] }]) {
    const found = await foundFor({ ...jumps, initial });
    expect(found.mean).toBeCloseTo(4, 8);
    expect(found.rate).toBeCloseTo(0.25, 8);
    for (let k = 0; k <= 30; k++) expect(found.distribution[k]).toBeCloseTo(1 - 0.75 ** k, 9);
  }
});

test('walkers that start outside have left at step 0', async () => {
  const found = await foundFor({
    ...autoregressive,
    initial: { uniform: [-1, 1] },
    region: 'abs(x) < 0.5',
  });
  expect(found.distribution[0]).toBeCloseTo(0.5, 12);
  const cut = await foundFor({
    ...autoregressive,
    initial: { normal: [0.5, 0.2] },
    region: 'x < 0.5',
  });
  expect(cut.distribution[0]).toBeCloseTo(0.5, 12);
});

test('small steps: the exit time of the diffusion from a region wider by 0.5826 σ on each side', async () => {
  // Ornstein–Uhlenbeck at D = 0.1 from 0 to ±b: (1/D) ∫₀ᵇ e^{y²/2D} ∫₀^y e^{−z²/2D} dz dy.
  const rule = gaussLegendre(40);
  const integral = (f: (y: number) => number, b: number) =>
    rule.nodes.reduce((s, t, k) => s + ((rule.weights[k] * b) / 2) * f((b / 2) * (1 + t)), 0);
  const continuous = (b: number) =>
    integral((y) => Math.exp((y * y) / 0.2) * integral((z) => Math.exp((-z * z) / 0.2), y), b) /
    0.1;
  const off = async (learningRate: number) => {
    const { mean } = await foundFor({
      ...autoregressive,
      learningRate,
      initial: 0,
      region: 'abs(x) < 0.5',
    });
    // Broadie, Glasserman, Kou, Math. Finance 7, 1997: −ζ(1/2)/√(2π) of a step's deviation.
    const shift = 0.5826 * Math.sqrt(2 * learningRate * 0.1);
    const time = mean * learningRate;
    return { plain: time / continuous(0.5) - 1, shifted: time / continuous(0.5 + shift) - 1 };
  };
  const coarse = await off(0.02);
  const fine = await off(0.005);
  // Walkers are seen late: of order √η without the shift, of order η with it.
  expect(coarse.plain / fine.plain).toBeGreaterThan(1.8);
  expect(coarse.plain / fine.plain).toBeLessThan(2.3);
  expect(fine.plain).toBeGreaterThan(0.05);
  expect(Math.abs(fine.shifted)).toBeLessThan(2 * 0.005);
  expect(coarse.shifted / fine.shifted).toBeGreaterThan(3.2);
});

test.each([
  ['no region', {}, /names no exit region/],
  ['no start', { region: 'x > 1.5' }, /contains no start/],
  ['nowhere', { region: 'x > 300' }, /contains no start|holds no point/],
  ['everywhere', { region: 'x < 1000 and x > -1000' }, /nothing to leave/],
  [
    'a barrier of 40 temperatures',
    {
      region: 'x < 1.9',
      loss: '(x^2 - 1)^2 / 4',
      rule: { rule: 'langevin', temperature: 0.04 },
      learningRate: 0.05,
    },
    /does not exist: less than 1e-12/,
  ],
] as const)('%s: absent, with the reason', async (_, changes, reason) => {
  const found = await exitOf({ ...autoregressive, ...changes });
  expect('absent' in found && found.absent).toMatch(reason);
});

test('the mean exit step as a function of the start agrees with predictions from points', async () => {
  const region = 'abs(x) < 0.5';
  const experiment = experimentOf({ ...autoregressive, region });
  const field = await meanExitSteps1d(experiment, 0, experiment.exitRegion!, createPace());
  if ('absent' in field) throw new Error(field.absent);
  // Centres of cells of width 0.04 from −2 on: 50 and 61 are at 0.02 and 0.46.
  for (const [cell, initial] of [
    [50, 0.02],
    [61, 0.46],
  ] as const) {
    const { mean } = await foundFor({ ...autoregressive, initial, region });
    // Linear between cells of width 1/768: h²/8 of a second derivative of some 100.
    expect(Math.abs(field[cell] - mean)).toBeLessThan(1e-4);
  }
  expect(field[70]).toBeNaN();
});
