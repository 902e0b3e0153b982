import { expect, test } from 'vitest';
import type { InitialLaw } from '../../../../src/model/experiment.js';
import { jumpRates1d } from '../../../../src/theory/chain/generator/jumpRates.js';
import { exitOfDiffusion1d } from '../../../../src/theory/escape/generator/exitDiffusion1d.js';
import {
  createExitGrid1d,
  startWeights1d,
} from '../../../../src/theory/escape/generator/exitGrid1d.js';
import type { ExitLaw } from '../../../../src/theory/escape/generator/exitLaw.js';
import { exitTimes } from '../../../../src/theory/escape/generator/exitLevel.js';
import type { Interval } from '../../../../src/theory/escape/generator/intervals1d.js';
import { findJumps } from '../../../../src/theory/escape/generator/jumps1d.js';
import type { Coefficients1d } from '../../../../src/theory/fokkerPlanck/coefficients1d.js';
import { createGenerator1d } from '../../../../src/theory/fokkerPlanck/generator1d.js';
import { createPace } from '../../../../src/theory/pace.js';

const diffusion = (
  drift: (x: number) => number,
  strength: (x: number) => number,
): Coefficients1d => ({
  evaluate(x, a, d) {
    for (let i = 0; i < x.length; i++) {
      a[i] = drift(x[i]);
      d[i] = strength(x[i]);
    }
  },
});

const between = (low: number, high: number): Interval => ({
  low,
  high,
  endsLow: true,
  endsHigh: true,
});

async function exitOf(
  coefficients: Coefficients1d,
  initial: InitialLaw | number,
  intervals: readonly Interval[],
  { spacing, count } = { spacing: 0.01, count: 1 },
): Promise<ExitLaw> {
  const law = typeof initial === 'number' ? ({ kind: 'point', value: initial } as const) : initial;
  const question = { coefficients, initial: law, intervals, spacing, count };
  return (await exitOfDiffusion1d(question, createPace()))!;
}

/** P(a Brownian motion with D = 1 that starts at x is still in (0, 1) at `time`). */
function brownianSurvival(x: number, time: number): number {
  let sum = 0;
  for (let k = 1; k < 200; k += 2) {
    const decay = Math.exp(-((k * Math.PI) ** 2) * time);
    sum += (4 / (Math.PI * k)) * Math.sin(k * Math.PI * x) * decay;
  }
  return sum;
}

test('Brownian motion in an interval: mean, variance, rate, and the law at every time', async () => {
  const x = 0.3;
  const law = await exitOf(
    diffusion(
      () => 0,
      () => 1,
    ),
    x,
    [between(0, 1)],
    {
      spacing: 1e-3,
      count: 1001,
    },
  );
  expect(law.mean).toBeCloseTo((x * (1 - x)) / 2, 12);
  // E T² = (x − 2x³ + x⁴)/12.
  const variance = (x - 2 * x ** 3 + x ** 4) / 12 - ((x * (1 - x)) / 2) ** 2;
  expect(law.deviation / Math.sqrt(variance)).toBeCloseTo(1, 7);
  expect(law.rate / Math.PI ** 2).toBeCloseTo(1, 8);
  let worst = 0;
  law.distribution.forEach((p, k) => {
    worst = Math.max(worst, Math.abs(1 - p - (k === 0 ? 1 : brownianSurvival(x, k / 1000))));
  });
  expect(worst).toBeLessThan(2 * law.errors.distribution);
  expect(law.errors.distribution).toBeLessThan(1e-6);
});

test('a uniform start that reaches over the edge: those outside are out at once', async () => {
  const law = await exitOf(
    diffusion(
      () => 0,
      () => 1,
    ),
    { kind: 'uniform', min: 0.5, max: 1.5 },
    [between(0, 1)],
  );
  // ∫ x(1 − x)/2 over (½, 1).
  expect(law.mean).toBeCloseTo(1 / 24, 10);
  expect(law.distribution[0]).toBeCloseTo(0.5, 12);
});

test('two intervals at once: the sum of both, settling at the slower rate', async () => {
  const law = await exitOf(
    diffusion(
      () => 0,
      () => 1,
    ),
    { kind: 'uniform', min: 0, max: 3 },
    [between(0, 1), between(1, 3)],
  );
  // A third of the walkers has L = 1, two thirds L = 2: L²/12 each.
  expect(law.mean).toBeCloseTo(1 / 36 + (2 / 3) * (4 / 12), 9);
  expect(law.rate / (Math.PI / 2) ** 2).toBeCloseTo(1, 8);
});

const doubleWell = (temperature: number) =>
  diffusion(
    (x) => x - x ** 3,
    () => temperature,
  );
const leftOfOne: Interval = { low: -3, high: 1, endsLow: false, endsHigh: true };

test.each([
  [0.05, 729.6707],
  [0.1, 66.26863],
])('docs/theory.md §5: exit from −1 to +1 at D = %f takes %f', async (temperature, time) => {
  const law = await exitOf(doubleWell(temperature), -1, [leftOfOne]);
  expect(Math.abs(law.mean / time - 1)).toBeLessThan(1e-6);
  expect(law.errors.mean).toBeLessThan(1e-6);
});

test('cells halved: the mean exit time converges with order 2, with a jump between cells too', () => {
  const valleys = diffusion(
    (x) => (x >= 0 ? 0.5 : -1) - x,
    (x) => (x >= 0 ? 0.2 : 0.5),
  );
  const interval = between(-1, 2);
  for (const [coefficients, jumps] of [
    [
      diffusion(
        (x) => x - x ** 3,
        () => 0.2,
      ),
      [],
    ],
    [valleys, findJumps(valleys, -1, 2)],
  ] as const) {
    const [a, b, c] = [0, 1, 2].map((level) => {
      const grid = createExitGrid1d(interval, jumps, 24, level);
      const generator = createGenerator1d(coefficients, grid.edges)!;
      const rates = jumpRates1d(generator, { left: 'absorbing', right: 'absorbing' });
      const start = startWeights1d(grid, { kind: 'point', value: 0.3 });
      return exitTimes(rates, start).mean.reduce((sum, u, k) => sum + start[k] * u, 0);
    });
    expect(Math.log2((a - b) / (b - c))).toBeGreaterThan(1.9);
  }
});

test('jumps of drift or diffusion are found where they are, steep slopes are none', () => {
  const steep = diffusion(
    (x) => Math.tanh(200 * (x - 0.3)),
    (x) => (x < 0.125 ? 1 : 2),
  );
  expect(findJumps(steep, -1, 1)).toEqual([0.125]);
  const cusp = diffusion(
    (x) => -Math.sign(x - 1 / 3),
    () => 1,
  );
  const [at] = findJumps(cusp, -1, 1);
  expect(at).toBeCloseTo(1 / 3, 11);
});

test('small noise: Kramers’ law, with its correction of first order', async () => {
  // 2π/√2 e^{1/(4D)} (1 + cD + …): the ratio less 1 halves with D.
  const excess = [];
  for (const temperature of [0.02, 0.01]) {
    const kramers = (2 * Math.PI * Math.exp(0.25 / temperature)) / Math.SQRT2;
    excess.push((await exitOf(doubleWell(temperature), -1, [leftOfOne])).mean / kramers - 1);
  }
  expect(excess[1]).toBeLessThan(0.025);
  expect(Math.log2(excess[0] / excess[1])).toBeCloseTo(1, 0);
});

test('an escape of 10⁴⁰ relaxation times loses no digits', async () => {
  const temperature = 1 / 380;
  const kramers = (2 * Math.PI * Math.exp(0.25 / temperature)) / Math.SQRT2;
  const law = await exitOf(doubleWell(temperature), -1, [leftOfOne]);
  expect(law.mean).toBeGreaterThan(1e41);
  expect(Math.abs(law.mean / kramers - 1)).toBeLessThan(0.01);
  // From deep inside the exit time is exponential.
  expect(law.rate * law.mean).toBeCloseTo(1, 6);
});

/** One valley of the frozen landscape: L = x(x − g)/f with D = 2Δ/f, from its minimum at g/2. */
function valleyTime(f: number, g: number, strength: number): number {
  // T = (f/2)√(π/2) ∫₀^{a/s} e^{z²/2} (1 + erf(z/√2)) dz, s² = Δ, a = g/2: midpoints.
  const reach = g / 2 / Math.sqrt(strength);
  const parts = 20000;
  let sum = 0;
  let below = Math.sqrt(Math.PI / 2);
  for (let k = 0; k < parts; k++) {
    const z = ((k + 0.5) * reach) / parts;
    const half = reach / parts / 2;
    const gain = Math.exp(-(z ** 2) / 2) * half;
    // √(π/2)(1 + erf(z/√2)) = ∫_{−∞}^z e^{−w²/2} dw.
    sum += Math.exp(z ** 2 / 2) * (below + gain) * 2 * half;
    below += 2 * gain;
  }
  return (f / 2) * sum;
}

test.each([5e-4, 1e-3, 3e-3, 1e-2])(
  'frozen valleys at Δ = %f: each escape over the cusp takes what the quadrature says',
  async (strength) => {
    // y = 5 of docs/theory.md: g = 2·width·y/(y + 30), f = width² ((y + 20)/(y + 30))².
    const times = [];
    for (const width of [0.8, 0.65]) {
      const g = (2 * width * 5) / 35;
      const f = (width * 25) ** 2 / 35 ** 2;
      const valley = diffusion(
        (x) => -(2 * x - g) / f,
        () => (2 * strength) / f,
      );
      const reach = { low: 0, high: 1.5 + g, endsLow: true, endsHigh: false };
      const { mean } = await exitOf(valley, g / 2, [reach]);
      expect(Math.abs(mean / valleyTime(f, g, strength) - 1)).toBeLessThan(1e-5);
      times.push(mean);
    }
    expect(times[0]).toBeGreaterThan(times[1]);
  },
);

test('frozen valleys: mass times resistance gives the table of preferences', () => {
  // T = (π/2) f erfi(g/(2√(2Δ))): the whole well's ∫ρ times ∫1/(Dρ) from its minimum to the cusp.
  const preferences = [5e-4, 1e-3, 3e-3, 1e-2].map((strength) => {
    const [flat, sharp] = [0.8, 0.65].map((width) => {
      const g = (2 * width * 5) / 35;
      const f = (width * 25) ** 2 / 35 ** 2;
      const valley = diffusion(
        (x) => (-2 * x) / f,
        () => (2 * strength) / f,
      );
      const whole: Interval = { low: -1, high: 1, endsLow: false, endsHigh: false };
      // Edges at 0 and at the cusp, 400 cells between them.
      const cells = Math.round(320 / g);
      const reach = (cells * g) / 800;
      const edges = createExitGrid1d(
        { ...whole, low: -reach, high: reach },
        [],
        2 * cells,
        0,
      ).edges;
      const { up, exitLeft, logWeights } = createGenerator1d(valley, edges)!;
      let resistance = 1 / (Math.exp(logWeights[cells]) * exitLeft[cells]);
      for (let k = cells; k < cells + 400; k++) {
        const toEdge = k === cells + 399 ? 0.5 : 1;
        resistance += toEdge / (Math.exp(logWeights[k]) * up[k]);
      }
      return resistance * logWeights.reduce((sum, v) => sum + Math.exp(v), 0);
    });
    return flat / (flat + sharp);
  });
  [0.99, 0.913, 0.731, 0.67].forEach((expected, k) => {
    expect(Math.abs(preferences[k] - expected)).toBeLessThan(6e-4);
  });
});

test('through a cusp where the diffusion jumps: the quadrature on both sides', async () => {
  const [f1, g1, f2, g2] = [0.3265, 0.2286, 0.2156, 0.1857];
  const strength = 2e-3;
  const well = diffusion(
    (x) => (x >= 0 ? -(2 * x - g1) / f1 : -(2 * x + g2) / f2),
    (x) => (2 * strength) / (x >= 0 ? f1 : f2),
  );
  // In all of Φ = ∫L′/D the curvatures cancel: x(x − g1)/2Δ and x(x + g2)/2Δ.
  const potential = (x: number) => (x * (x >= 0 ? x - g1 : x + g2)) / (2 * strength);
  const inverse = (x: number) => (x >= 0 ? f1 : f2) / (2 * strength);
  const [from, to, parts] = [g1 / 2, -g2 / 2, 4e5];
  // Trapezoids on equal steps with 0 among the nodes, from the right.
  let [weight, time] = [0, 0];
  const step = (1 - to) / parts;
  const nodes = Math.round(1 / step);
  const fine = 1 / nodes;
  for (let k = nodes; k * fine > to + fine; k--) {
    const x = (k - 0.5) * fine;
    const density = Math.exp(-potential(x)) * inverse(x);
    if (x < from) time += fine * Math.exp(potential(x)) * (weight + (density * fine) / 2);
    weight += density * fine;
  }
  const law = await exitOf(well, from, [{ low: to, high: 1, endsLow: true, endsHigh: false }]);
  expect(Math.abs(law.mean / time - 1)).toBeLessThan(2e-4);
  // Cells that meet at the jump leave the order at 2, so that extrapolation holds to far below.
  expect(law.errors.mean).toBeLessThan(1e-6);
});
