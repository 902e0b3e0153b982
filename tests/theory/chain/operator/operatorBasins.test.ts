/** Rates between basins and committors in steps: against walkers, and the generator as η → 0. */
import { expect, test } from 'vitest';
import { normalsFromWords } from '../../../../src/math/random/normals.js';
import { threefryBlocks } from '../../../../src/math/random/threefry.js';
import type { Experiment } from '../../../../src/model/experiment.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import type { Absent } from '../../../../src/theory/absent.js';
import { solveGenerator } from '../../../../src/theory/chain/generator/generatorSolution.js';
import { basinsInSteps } from '../../../../src/theory/chain/operator/operatorBasins.js';
import { solveOperator } from '../../../../src/theory/chain/operator/operatorSolution.js';
import { stationaryOperator2d } from '../../../../src/theory/chain/operator/operatorStationary2d.js';
import { createPace } from '../../../../src/theory/pace.js';

const tilted = 'x^4 / 4 - x^2 / 2 + a * x';
const temperature = 0.1;
const langevin = { rule: 'langevin', temperature };

const axis = { min: -2.2, max: 2.2, cells: 44 };
const line = (rule: object, learningRate: number, a: readonly number[]): Experiment =>
  resolveExperiment({
    name: 'two-wells',
    landscape: { parameters: ['x'], loss: tilted, data: { a } },
    learningRate,
    steps: 1,
    initial: { x: { normal: [-1, 0.3] } },
    ensembles: [{ name: 'walkers', ...rule }],
    walkers: 1e5,
    grid: { x: axis },
  });

function there<T extends object>(part: T | Absent | null): T {
  if (part === null) throw new Error('null');
  if ('absent' in part) throw new Error(part.absent);
  return part;
}

const basinsOf = async (e: Experiment) => there((await solveOperator(e, 0, createPace())).basins);

interface Walk {
  /** Moves one walker by a step with four words and four normals of its own. */
  step(at: Float64Array, words: Uint32Array, normals: Float32Array, from: number): void;
  /** 0 or 1 in a core, else −1. */
  core(at: Float64Array): number;
}

/**
 * Walkers that start in core 0 or 1 in turn: transitions from either core to the other, and the
 * steps that began in each, being that of the core last seen.
 */
function watch({ step, core }: Walk, starts: readonly Float64Array[], steps: number) {
  const walkers = 400;
  const at = Array.from({ length: walkers }, (_, w) => starts[w % 2].slice());
  const last = at.map((_, w) => w % 2);
  const words = new Uint32Array(4 * walkers);
  const normals = new Float32Array(4 * walkers);
  const transitions = [0, 0];
  const stayed = [0, 0];
  for (let k = 0; k < steps; k++) {
    threefryBlocks([7, 0, 1, 2], 0, walkers, 0, k, 0, words);
    normalsFromWords(words, normals);
    at.forEach((point, w) => {
      step(point, words, normals, 4 * w);
      stayed[last[w]]++;
      const seen = core(point);
      if (seen < 0 || seen === last[w]) return;
      transitions[last[w]]++;
      last[w] = seen;
    });
  }
  return { transitions, rates: transitions.map((n, i) => n / stayed[i]) };
}

/** The symmetric well's cores: a tenth of the barrier of 1/4 above the minima at ±1. */
const coreAt = (x: number, y = 0) =>
  (x * x - 1) ** 2 / 4 + (y * y) / 2 > 0.025 ? -1 : Number(x > 0);

const slope = (x: number) => x ** 3 - x;
const kicks = [-2, -1.2, -0.4, 0.4, 1.2, 2];

test.each<[string, object, number, readonly number[], Walk['step']]>([
  [
    'Langevin',
    langevin,
    0.1,
    [0],
    (at, _, normals, k) => {
      at[0] += -0.1 * slope(at[0]) + Math.sqrt(2 * 0.1 * temperature) * normals[k];
    },
  ],
  [
    'SGD',
    { rule: 'sgd', batchSize: 1 },
    0.2,
    kicks,
    (at, words, _, k) => {
      at[0] -= 0.2 * (slope(at[0]) + kicks[words[k] % kicks.length]);
    },
  ],
])('%s: rates between two wells are those of walkers', async (_, rule, learningRate, a, step) => {
  const { rates, shares, committor, minima } = await basinsOf(line(rule, learningRate, a));
  expect(minima.map(({ at }) => at[0])).toEqual([-1, 1].map((v) => expect.closeTo(v, 9)));
  const starts = [Float64Array.of(-1), Float64Array.of(1)];
  const seen = watch({ step, core: ([x]) => coreAt(x) }, starts, 10_000);
  for (const i of [0, 1]) {
    const { value, error } = rates[i][1 - i];
    // Transitions are rare and so nearly a Poisson count.
    expect(seen.transitions[i]).toBeGreaterThan(1000);
    expect(Math.abs(seen.rates[i] / value - 1)).toBeLessThan(4 / Math.sqrt(seen.transitions[i]));
    expect(error / value).toBeLessThan(1e-3);
    expect(shares[i]).toBeCloseTo(0.5, 6);
  }
  expect(Math.abs(rates[0][1].value / rates[1][0].value - 1)).toBeLessThan(1e-6);
  // By symmetry q(x) + q(−x) = 1, on all cells.
  committor!.forEach((q, c) => {
    expect(q + committor![committor!.length - 1 - c]).toBeCloseTo(1, 6);
  });
});

test('at a small η the rate per step over η is the generator’s rate, to half a percent', async () => {
  const e = line(langevin, 0.01, [0.05]);
  const steps = await basinsOf(e);
  const time = there((await solveGenerator(e, 0, 'fokkerPlanck', createPace())).basins);
  for (const i of [0, 1]) {
    const limit = time.rates[i][1 - i].value;
    expect(Math.abs(steps.rates[i][1 - i].value / 0.01 / limit - 1)).toBeLessThan(0.005);
    expect(Math.abs(steps.shares[i] - time.shares[i])).toBeLessThan(1e-3);
  }
  // The wells are not alike, but what goes from one to the other comes back.
  expect(steps.shares[0]).toBeGreaterThan(0.6);
  const [forth, back] = [steps.rates[0][1].value, steps.rates[1][0].value];
  expect((steps.shares[0] * forth) / (steps.shares[1] * back)).toBeCloseTo(1, 6);
  expect(steps.shares[0] + steps.shares[1]).toBeCloseTo(1, 12);
});

test('in the plane: rates are those of walkers, the committor is that of the mirrored start', async () => {
  const plane = { ...axis, cells: 32 };
  const e = resolveExperiment({
    name: 'two-wells',
    landscape: { parameters: ['x', 'y'], loss: 'x^4 / 4 - x^2 / 2 + y^2 / 2' },
    learningRate: 0.3,
    steps: 1,
    initial: { x: { normal: [-1, 0.3] }, y: { normal: [0, 0.3] } },
    ensembles: [{ name: 'walkers', rule: 'langevin', temperature: 0.15 }],
    walkers: 1e3,
    grid: { x: plane, y: plane },
  });
  const found = await stationaryOperator2d(e, 0, createPace());
  if ('absent' in found) throw new Error(found.absent);
  const { chains } = found;
  const { rates, shares, committor } = there(await basinsInSteps(e, chains, createPace()));
  const step: Walk['step'] = (at, _, normals, k) => {
    const noise = Math.sqrt(2 * 0.3 * 0.15);
    at[0] += -0.3 * slope(at[0]) + noise * normals[k];
    at[1] += -0.3 * at[1] + noise * normals[k + 1];
  };
  const starts = [Float64Array.of(-1, 0), Float64Array.of(1, 0)];
  const seen = watch({ step, core: ([x, y]) => coreAt(x, y) }, starts, 4000);
  for (const i of [0, 1]) {
    const { value, error } = rates[i][1 - i];
    const tolerance = 4 / Math.sqrt(seen.transitions[i]) + error / value;
    expect(Math.abs(seen.rates[i] / value - 1)).toBeLessThan(tolerance);
    expect(error / value).toBeLessThan(0.02);
    expect(shares[i]).toBeCloseTo(0.5, 3);
  }
  const n = plane.cells;
  committor!.forEach((q, c) => {
    const mirrored = (n - 1 - Math.floor(c / n)) * n + (c % n);
    expect(Math.abs(q + committor![mirrored] - 1)).toBeLessThan(1e-3);
  });
});
