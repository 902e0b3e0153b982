/** Starts on a ring: anywhere on the line, however wide, wound to the same cells by every solver. */
import { describe, expect, test } from 'vitest';
import type { InitialLaw } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { initialDistribution } from '../../../src/theory/law/initialLaw1d.js';
import { cellsOnRing, onRing } from '../../../src/theory/law/ringLaw1d.js';
import { predict } from '../../../src/theory/predict.js';
import { solve } from '../../../src/theory/solve.js';

const rings = [
  [0, 1],
  [-0.25, 0.5],
  [-Math.PI, Math.PI],
] as const;

const laws: readonly InitialLaw[] = [
  { kind: 'point', value: 0 },
  { kind: 'point', value: 0.2 },
  { kind: 'point', value: -7.31 },
  { kind: 'normal', mean: 0.05, standardDeviation: 0.01 },
  { kind: 'normal', mean: 12.3, standardDeviation: 0.4 },
  { kind: 'normal', mean: -3, standardDeviation: 1.3 },
  { kind: 'normal', mean: 1, standardDeviation: 40 },
  { kind: 'uniform', min: -0.5, max: 0.5 },
  { kind: 'uniform', min: 0.05, max: 0.06 },
  { kind: 'uniform', min: 0.9, max: 3.45 },
  { kind: 'uniform', min: -500, max: 1000.7 },
];

/** Cells by adding up turn after turn what the law has there. */
function turnByTurn(law: InitialLaw, [min, max]: readonly [number, number], cells: number) {
  const length = max - min;
  const at = (i: number, k: number) =>
    initialDistribution(law, min + (length * i) / cells + k * length);
  return Float64Array.from({ length: cells }, (_, i) => {
    let sum = 0;
    for (let k = -3000; k <= 3000; k++) sum += at(i + 1, k) - at(i, k);
    return sum;
  });
}

describe.each(rings)('on the ring from %d to %d', (min, max) => {
  const edges = Float64Array.from({ length: 17 }, (_, i) => min + ((max - min) * i) / 16);
  test.each(laws)('$kind wound at once is $kind added up turn by turn', (law) => {
    const cells = cellsOnRing(law, edges);
    expect(Math.abs(cells.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-13);
    if (law.kind === 'point') {
      const cell = Math.floor(((onRing(law.value, { min, max }) - min) / (max - min)) * 16 + 1e-12);
      expect({ value: law.value, mass: cells[cell] }).toEqual({ value: law.value, mass: 1 });
      return;
    }
    turnByTurn(law, [min, max], 16).forEach((v, i) => {
      expect(Math.abs(cells[i] - v)).toBeLessThan(1e-11);
    });
  });
});

const experimentOn = (initial: unknown, more: object = {}) =>
  resolveExperiment({
    landscape: { parameters: ['x'], loss: 'cos(2 * pi * x)' },
    learningRate: 0.002,
    steps: 4,
    snapshots: [0, 1, 4],
    initial: { x: initial },
    ensembles: [{ rule: 'langevin', temperature: 1 }],
    grid: { x: { min: 0, max: 1, cells: 40, boundary: 'periodic' } },
    walkers: 1e6,
    ...more,
  });

/** Starts that are one law on the ring [0, 1]. */
const same: readonly [string, readonly unknown[]][] = [
  ['points', [0.31, 5.31, -2.69]],
  ['points at the ends', [0, 1, -4]],
  ['normal laws', [{ normal: [0.9, 0.2] }, { normal: [7.9, 0.2] }, { normal: [-0.1, 0.2] }]],
  ['uniform laws', [{ uniform: [0.7, 1.3] }, { uniform: [-2.3, -1.7] }]],
  [
    'what covers the ring evenly',
    [{ uniform: [0, 1] }, { uniform: [-0.5, 2.5] }, { normal: [0.2, 3] }],
  ],
];

const names = ['masterEquation', 'fokkerPlanck', 'fokkerPlanckDiscrete'] as const;

describe.each(names)('%s on a ring', (name) => {
  test.each(same)('%s that are one law on the ring have one prediction', async (_, starts) => {
    const all = [];
    for (const start of starts) {
      const series = await predict(experimentOn(start), 0, name);
      if ('absent' in series) throw new Error(series.absent);
      all.push(series.predictions);
    }
    for (const [step, first] of all[0]) {
      const wound = first.probabilities!;
      expect(Math.abs(wound.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-9);
      for (const other of all.slice(1)) {
        const p = other.get(step)!;
        const distance = wound.reduce((s, v, i) => s + Math.abs(v - p.probabilities![i]) / 2, 0);
        expect(distance).toBeLessThan(first.solverError + p.solverError + 1e-11);
      }
    }
  });
});

/** KL of the uniform law on [a, b] from e^{−cos 2πx}/I₀(1) on the ring, by the midpoint rule. */
function exactEntropy(a: number, b: number): number {
  const n = 20_000;
  const density = (x: number) => Math.exp(-Math.cos(2 * Math.PI * x)) / 1.2660658777520082;
  // Several turns wind to a step function.
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = (i + 0.5) / n;
    let p = 0;
    for (let k = Math.floor(a) - 1; k <= b; k++) if (x + k > a && x + k < b) p += 1 / (b - a);
    if (p > 0) sum += (p * Math.log(p / density(x))) / n;
  }
  return sum;
}

test.each([
  [-0.5, 0.5],
  [0, 1],
  [0.25, 0.75],
  [-0.25, 0.25],
  [3.1, 5.7],
])('the entropy of a start on [%d, %d] is that of the law wound around', async (a, b) => {
  const experiment = experimentOn({ uniform: [a, b] });
  const { entropy } = await solve(experiment, 0, 'fokkerPlanck');
  if ('absent' in entropy) throw new Error(entropy.absent);
  expect(Math.abs(entropy.values[0] - exactEntropy(a, b))).toBeLessThan(1e-4);
  expect(entropy.values[1]).toBeLessThan(entropy.values[0]);
});

test('wherever walkers start, and on either end, the law that they come to is one', async () => {
  const laws: Float64Array[] = [];
  for (const start of [0, 1, 0.01, -3, 5.5, { normal: [0, 0.1] }]) {
    const { stationary } = await solve(experimentOn(start), 0, 'fokkerPlanck');
    if ('absent' in stationary) throw new Error(stationary.absent);
    laws.push(stationary.probabilities);
  }
  for (const law of laws) {
    law.forEach((v, i) => {
      expect(Math.abs(v - laws[0][i])).toBeLessThan(1e-12);
    });
  }
});

test.each(['masterEquation', 'fokkerPlanck', 'fokkerPlanckDiscrete'] as const)(
  'in the plane %s starts from the law wound around its ring',
  async (name) => {
    const [x, y] = [
      { min: 0, max: 1, cells: 16, boundary: 'periodic' as const },
      { min: -2, max: 2, cells: 16 },
    ];
    const experiment = resolveExperiment({
      landscape: { parameters: ['x', 'y'], loss: 'cos(2 * pi * x) / 10 + y^2 / 2' },
      learningRate: 0.01,
      steps: 2,
      snapshots: [0],
      initial: { x: { normal: [3, 0.2] }, y: { normal: [0, 0.2] } },
      ensembles: [{ rule: 'langevin', temperature: 0.1 }],
      grid: { x, y },
    });
    const series = await predict(experiment, 0, name);
    if ('absent' in series) throw new Error(series.absent);
    const { probabilities, outside } = series.predictions.get(0)!;
    expect(outside).toBeLessThan(1e-12);
    const edges = (a: { min: number; max: number }) =>
      Float64Array.from({ length: 17 }, (_, i) => a.min + ((a.max - a.min) * i) / 16);
    const across = cellsOnRing({ kind: 'normal', mean: 3, standardDeviation: 0.2 }, edges(x));
    const below = edges(y).map((v) =>
      initialDistribution({ kind: 'normal', mean: 0, standardDeviation: 0.2 }, v),
    );
    probabilities!.forEach((p, k) => {
      const j = k % 16;
      expect(Math.abs(p - across[k >> 4] * (below[j + 1] - below[j]))).toBeLessThan(1e-12);
    });
  },
);
