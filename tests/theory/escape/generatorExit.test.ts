import { expect, test } from 'vitest';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import type { ExitPrediction } from '../../../src/theory/escape/exitPrediction.js';
import {
  predictGeneratorExit,
  solveGeneratorExit,
} from '../../../src/theory/escape/generatorExit.js';
import { createPace } from '../../../src/theory/pace.js';

interface Case {
  readonly parameters?: readonly string[];
  readonly loss: string;
  readonly rule?: object;
  readonly data?: object;
  readonly learningRate?: number;
  readonly steps?: number;
  readonly initial: object;
  readonly region: string;
  readonly grid?: object;
}

const seriesOf = (c: Case) =>
  predictGeneratorExit(
    resolveExperiment({
      name: 'case',
      landscape: {
        parameters: c.parameters ?? ['x'],
        loss: c.loss,
        ...(c.data && { data: c.data }),
      },
      learningRate: c.learningRate ?? 0.1,
      steps: c.steps ?? 1000,
      initial: c.initial,
      ensembles: [{ name: 'walkers', ...(c.rule ?? { rule: 'langevin', temperature: 0.1 }) }],
      grid: c.grid ?? { x: { min: -2, max: 2, cells: 50 } },
      predictions: [{ exitTime: { region: c.region } }],
    }),
    0,
    createPace(),
  );

async function exitOf(c: Case): Promise<ExitPrediction> {
  const series = await seriesOf(c);
  if ('absent' in series) throw new Error(series.absent);
  return series;
}

test('docs/theory.md §5: the double well in steps, its law, and its rate per step', async () => {
  const exit = await exitOf({ loss: 'x^4 / 4 - x^2 / 2', initial: { x: -1 }, region: 'x < 1' });
  expect(exit.mean).toBeCloseTo(662.6863, 3);
  expect(exit.meanError).toBeLessThan(1e-3);
  expect(exit.distribution.length).toBe(1001);
  expect(exit.distribution[0]).toBe(0);
  // Late exits are those of the settled law: 1 − F falls by the rate in each step.
  const left = (k: number) => 1 - exit.distribution[k];
  expect(left(1000) / left(999) / (1 - exit.rate)).toBeCloseTo(1, 7);
  exit.distribution.forEach((p, k) => {
    if (k > 0) expect(p).toBeGreaterThanOrEqual(exit.distribution[k - 1]);
  });
});

test('minibatch noise that depends on the place: the mean from scale and speed', async () => {
  // Gradient x + a(1 + x/2), a = ±1, η = 0.2: D = (1 + x/2)²/10; out of (−1, 1) from 0.2.
  const exit = await exitOf({
    loss: 'x^2 / 2 + a * (x + x^2 / 4)',
    data: { a: [-1, 1] },
    rule: { rule: 'sgd', batchSize: 1 },
    learningRate: 0.2,
    steps: 10,
    initial: { x: 0.2 },
    region: 'x > -1 and x < 1',
  });
  const D = (x: number) => (1 + x / 2) ** 2 / 10;
  // Φ = ∫ x/D = 40 (ln s + 1/s), s = 1 + x/2; u = ∫ scale · … by midpoints.
  const phi = (x: number) => 40 * (Math.log(1 + x / 2) + 1 / (1 + x / 2) - 1);
  const parts = 200_000;
  const h = 2 / parts;
  let [speed, scale, inner, atStart, scaleAtStart] = [0, 0, 0, 0, 0];
  for (let k = 0; k < parts; k++) {
    const x = -1 + (k + 0.5) * h;
    const half = (Math.exp(-phi(x)) / D(x)) * (h / 2);
    inner += Math.exp(phi(x)) * (speed + half) * h;
    speed += 2 * half;
    scale += Math.exp(phi(x)) * h;
    if (x < 0.2) [atStart, scaleAtStart] = [inner, scale];
  }
  const time = (scaleAtStart / scale) * inner - atStart;
  expect(Math.abs((exit.mean * 0.2) / time - 1)).toBeLessThan(1e-5);
});

test('in the plane: Brownian motion leaves a disc after (R² − r²)/4D, a rectangle after its series', async () => {
  // A loss so flat that it does not matter.
  const flat = { parameters: ['x', 'y'], loss: '1e-12 * (x + y)', steps: 20 } as const;
  const grid = { x: { min: -2, max: 2, cells: 32 }, y: { min: -2, max: 2, cells: 32 } };
  const rule = { rule: 'langevin', temperature: 1 };
  const disc = await exitOf({
    ...flat,
    rule,
    grid,
    learningRate: 0.02,
    initial: { x: 0.3, y: -0.2 },
    region: 'x^2 + y^2 < 1',
  });
  const time = (1 - 0.13) / 4;
  expect(Math.abs((disc.mean * 0.02) / time - 1)).toBeLessThan(5e-4);
  expect(Math.abs(disc.mean * 0.02 - time)).toBeLessThan(3 * disc.meanError * 0.02 + 1e-5);
  // Settled: the square of the first zero of J₀.
  expect(-Math.log1p(-disc.rate) / 0.02).toBeCloseTo(2.404825557695773 ** 2, 2);
  const box = await exitOf({
    ...flat,
    rule,
    grid,
    learningRate: 0.02,
    initial: { x: 0.5, y: 0 },
    region: 'x > -1 and x < 1.5 and abs(y) < 0.7',
  });
  let sum = 0;
  for (let m = 1; m < 80; m += 2) {
    for (let n = 1; n < 80; n += 2) {
      const rate = ((m * Math.PI) / 2.5) ** 2 + ((n * Math.PI) / 1.4) ** 2;
      const shape = Math.sin((m * Math.PI * 1.5) / 2.5) * Math.sin((n * Math.PI) / 2);
      sum += ((16 / (m * n * Math.PI ** 2)) * shape) / rate;
    }
  }
  expect(Math.abs((box.mean * 0.02) / sum - 1)).toBeLessThan(1e-3);
});

test.each([
  [0.05, 1],
  [0.05, -1],
  [0.3, 1],
])(
  'the catalogue’s frozen valleys, σ = %f, side %f: over the cusp as the quadrature says',
  async (noise, side) => {
    const learningRate = 0.01;
    const exit = await predictGeneratorExit(
      resolveExperiment({
        name: 'case',
        landscape: { name: 'frozenValleys', noise },
        learningRate,
        steps: 10,
        initial: { x: side > 0 ? 0.8 / 7 : -0.65 / 7 },
        ensembles: [{ name: 'walkers', rule: 'sgd', batchSize: 1 }],
        grid: { x: { min: -1, max: 1, cells: 80 } },
        // On to the other valley's minimum: through the cusp and the jump of the diffusion.
        predictions: [{ exitTime: { region: side > 0 ? `x > ${-0.65 / 7}` : `x < ${0.8 / 7}` } }],
      }),
      0,
      createPace(),
    );
    if ('absent' in exit) throw new Error(exit.absent);
    // Mirrored so that walkers leave upwards: Φ = s(s ∓ g)/2Δ, 1/D = f/2Δ on either side of 0.
    const strength = learningRate * noise;
    const [own, other] = side > 0 ? [0.8, 0.65] : [0.65, 0.8];
    const valley = (width: number) => ({ g: (2 * width) / 7, f: (width * 5) ** 2 / 49 });
    const [here, there] = [valley(own), valley(other)];
    const potential = (s: number) => (s * (s <= 0 ? s + here.g : s - there.g)) / (2 * strength);
    const parts = 400_000;
    const low = -1.2;
    const h = -low / parts;
    let [weight, time] = [0, 0];
    for (let k = 0; low + (k + 0.5) * h < there.g / 2; k++) {
      const s = low + (k + 0.5) * h;
      const half = (Math.exp(-potential(s)) * (s <= 0 ? here.f : there.f) * h) / (4 * strength);
      if (s > -here.g / 2) time += Math.exp(potential(s)) * (weight + half) * h;
      weight += 2 * half;
    }
    expect(Math.abs((exit.mean * learningRate) / time - 1)).toBeLessThan(1e-4);
    expect(exit.meanError / exit.mean).toBeLessThan(1e-4);
  },
);

test('docs/theory.md §5: the double well with a second coordinate exits as without it', async () => {
  const exit = await exitOf({
    parameters: ['x', 'y'],
    loss: 'x^4 / 4 - x^2 / 2 + y^2 / 2',
    rule: { rule: 'langevin', temperature: 0.05 },
    steps: 10,
    initial: { x: -1, y: 0 },
    region: 'x < 1',
    grid: { x: { min: -2, max: 2, cells: 32 }, y: { min: -1.5, max: 1.5, cells: 32 } },
  });
  expect(Math.abs((exit.mean * 0.1) / 729.6707 - 1)).toBeLessThan(1e-3);
  expect(Math.abs(exit.mean * 0.1 - 729.6707)).toBeLessThan(3 * exit.meanError * 0.1);
});

test('the mean exit time from every cell: (1 − r²)/4 in a disc, NaN outside', async () => {
  const axis = { min: -1.5, max: 1.5, cells: 15 };
  const field = await solveGeneratorExit(
    resolveExperiment({
      name: 'case',
      landscape: { parameters: ['x', 'y'], loss: '1e-12 * (x + y)' },
      learningRate: 0.1,
      steps: 1,
      initial: { x: 0, y: 0 },
      ensembles: [{ name: 'walkers', rule: 'langevin', temperature: 1 }],
      grid: { x: axis, y: axis },
      predictions: [{ exitTime: { region: 'x^2 + y^2 < 1' } }],
    }),
    0,
    'fokkerPlanck',
    createPace(),
  );
  if (field === null || 'absent' in field) throw new Error('absent');
  field.meanFrom.forEach((time, c) => {
    const [x, y] = [(Math.floor(c / 15) - 7) / 5, ((c % 15) - 7) / 5];
    const exact = (1 - x * x - y * y) / 4;
    if (exact < -1e-9) expect(time).toBeNaN();
    else if (exact > 1e-9) expect(Math.abs(time - exact)).toBeLessThan(exact > 0.05 ? 1e-3 : 0.02);
  });
});

test('no start in the region, no edge, no noise: absent, with numbers and the remedy', async () => {
  const loss = 'x^4 / 4 - x^2 / 2';
  const outside = await seriesOf({ loss, initial: { x: 1.5 }, region: 'x < 1' });
  expect(outside).toHaveProperty(
    'absent',
    expect.stringMatching(/probability 0.*… 1\.000.*start the walkers within/),
  );
  const endless = await seriesOf({ loss, initial: { x: 0 }, region: 'x^2 >= 0' });
  expect(endless).toHaveProperty('absent', expect.stringContaining('no edge'));
  const quiet = await seriesOf({ loss, initial: { x: 0 }, region: 'x < 1', rule: { rule: 'sgd' } });
  expect(quiet).toHaveProperty('absent', expect.stringContaining('degenerate'));
  const plane = {
    parameters: ['x', 'y'],
    loss: 'x^2 / 2 + y^2 / 2',
    grid: { x: { min: -2, max: 2, cells: 32 }, y: { min: -2, max: 2, cells: 32 } },
  };
  const far = await seriesOf({ ...plane, initial: { x: 1, y: 1 }, region: 'x^2 + y^2 < 1' });
  expect(far).toHaveProperty('absent', expect.stringContaining('start the walkers within'));
  const open = await seriesOf({ ...plane, initial: { x: 1, y: 1 }, region: 'x > -1e9' });
  expect(open).toHaveProperty('absent', expect.stringContaining('no edge'));
});

test('partly outside, and open where nothing holds the walkers: the notes say so', async () => {
  const partly = await exitOf({
    loss: 'x^2 / 2',
    initial: { x: { normal: [0.5, 0.25] } },
    region: 'x < 1',
  });
  expect(partly.distribution[0]).toBeCloseTo(0.02275, 5);
  expect(partly.notes.join()).toContain('2.28 % of the walkers start outside');
  const drifting = await exitOf({ loss: '1e-9 * x', initial: { x: 0 }, region: 'x < 1' });
  expect(drifting.notes.join()).toContain('depends on where it stands');
  expect(drifting.meanError).toBeGreaterThan(0.001 * drifting.mean);
});
