import { expect, test } from 'vitest';
import { gaussLegendre } from '../../../src/math/quadrature.js';
import type { Coefficients1d } from '../../../src/theory/fokkerPlanck/coefficients1d.js';
import {
  createGenerator1d,
  stationaryCells,
} from '../../../src/theory/fokkerPlanck/generator1d.js';
import { generatorOf } from '../experiments.js';

const langevin = (temperature: number) => ({ rule: 'langevin', temperature });
const base = { learningRate: 0.1, initial: 0, steps: 1 } as const;

test.each([
  ['(x^2 - 1)^2 / 4 + 0.2 * x', (x: number) => (x * x - 1) ** 2 / 4 + 0.2 * x, 0.05, 2.5],
  ['(x^2 - 1)^2 / 4', (x: number) => (x * x - 1) ** 2 / 4, 1, 3],
  ['x^2 / 2 + cos(6 * x) / 5', (x: number) => (x * x) / 2 + Math.cos(6 * x) / 5, 0.2, 4],
] as const)('Langevin in %s: Gibbs cell probabilities to 1e-10', (loss, L, temperature, reach) => {
  const cells = stationaryCells(
    generatorOf({ ...base, loss, rule: langevin(temperature), grid: [-reach, reach, 200] }),
  );
  const rule = gaussLegendre(20);
  const width = reach / 100;
  const gibbs = cells.map((_, j) => {
    const centre = -reach + (j + 0.5) * width;
    return rule.nodes.reduce(
      (s, t, k) => s + rule.weights[k] * Math.exp(-L(centre + (t * width) / 2) / temperature),
      0,
    );
  });
  const total = gibbs.reduce((a, b) => a + b, 0);
  cells.forEach((p, j) => {
    expect(Math.abs(p / (gibbs[j] / total) - 1)).toBeLessThan(1e-10);
  });
});

test('the closed form is what the rates leave in balance, and they do not overflow', () => {
  const generator = generatorOf({
    ...base,
    loss: 'x^4 / 4',
    rule: langevin(0.001),
    grid: [-8, 8, 200],
  });
  const p = stationaryCells(generator);
  for (let j = 0; j + 1 < p.length; j++) {
    const forth = p[j] * generator.up[j];
    const back = p[j + 1] * generator.down[j + 1];
    if (forth > 1e-300) expect(Math.abs(forth / back - 1)).toBeLessThan(1e-9);
  }
  expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
});

test('minibatch noise of state-dependent strength: p ∝ D⁻¹ exp(−∫L′/D)', () => {
  // Gradient x + a(1 + x/4), a = ±1: D = η(1 + x/4)²/2.
  const generator = generatorOf({
    loss: 'x^2 / 2 + a * (x + x^2 / 8)',
    data: { a: [-1, 1] },
    learningRate: 0.1,
    initial: 0,
    steps: 1,
    rule: { rule: 'sgd', batchSize: 1 },
    grid: [-1.5, 1.5, 300],
  });
  const p = stationaryCells(generator);
  // ∫ x/(0.05 (1 + x/4)²) dx = 320 (ln(1 + x/4) + 1/(1 + x/4)).
  const density = (x: number) => {
    const s = 1 + x / 4;
    return Math.exp(-320 * (Math.log(s) + 1 / s - 1)) / (0.05 * s * s);
  };
  const rule = gaussLegendre(10);
  const exact = p.map((_, j) => {
    const centre = -1.5 + (j + 0.5) / 100;
    return rule.nodes.reduce((s, t, k) => s + rule.weights[k] * density(centre + t / 200), 0);
  });
  const total = exact.reduce((a, b) => a + b, 0);
  p.forEach((v, j) => {
    expect(Math.abs(v - exact[j] / total)).toBeLessThan(1e-13);
  });
});

test('without noise there is no generator', () => {
  expect(
    generatorOf({ ...base, loss: 'x^2', rule: { rule: 'sgd' }, grid: [-1, 1, 20] }),
  ).toBeNull();
});

test('down a slope over which log p changes by z ≫ 1 from cell to cell walkers slide by D s/h', () => {
  const width = 0.04;
  for (const z of [10, 100, 1000]) {
    const slope = z / width;
    const constant: Coefficients1d = {
      evaluate(_, drift, diffusion) {
        drift.fill(0.3 * slope);
        diffusion.fill(0.3);
      },
    };
    const edges = Float64Array.from({ length: 6 }, (_, k) => k * width);
    const { up, down } = createGenerator1d(constant, edges)!;
    expect(up[1] / ((0.3 * slope) / width)).toBeCloseTo(1, 3);
    expect(down[2] / up[1]).toBeLessThan(Math.exp(-0.9 * z) + 1e-300);
  }
});
