import { expect, test } from 'vitest';
import { cellCentres } from '../../../../src/math/grid.js';
import { gaussLegendre } from '../../../../src/math/quadrature.js';
import type { Experiment } from '../../../../src/model/experiment.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';
import type { Absent } from '../../../../src/theory/absent.js';
import { solveGenerator } from '../../../../src/theory/chain/generator/generatorSolution.js';
import { createPace } from '../../../../src/theory/pace.js';

const langevin = (temperature: number) => ({ rule: 'langevin', temperature });

const line = (
  loss: string,
  rule: object,
  axis: object = {},
  rest: object = {},
  landscape: object = {},
): Experiment =>
  resolveExperiment({
    name: 'case',
    landscape: { parameters: ['x'], loss, ...landscape },
    learningRate: 0.1,
    steps: 60,
    snapshots: [60],
    initial: { x: 0 },
    ensembles: [{ name: 'walkers', ...rule }],
    grid: { x: { min: -2, max: 2, cells: 64, ...axis } },
    ...rest,
  });

const plane = (loss: string, rule: object, landscape: object = {}, reach = 2): Experiment => {
  const axis = { min: -reach, max: reach, cells: 32 };
  return resolveExperiment({
    name: 'case',
    landscape: { parameters: ['x', 'y'], loss, ...landscape },
    learningRate: 0.1,
    steps: 20,
    snapshots: [20],
    initial: { x: { normal: [0.3, 0.3] }, y: { normal: [0, 0.3] } },
    ensembles: [{ name: 'walkers', ...rule }],
    grid: { x: axis, y: axis },
  });
};

/** The part of a solution that is there; fails the test where it is absent. */
function there<T extends object>(part: T | Absent | null): T {
  if (part === null) throw new Error('null');
  if ('absent' in part) throw new Error(part.absent);
  return part;
}

const solve = (experiment: Experiment) =>
  solveGenerator(experiment, 0, 'fokkerPlanck', createPace());

test('Ornstein–Uhlenbeck: variance, gap, no current, entropy Δ²/2V e^{−2mt} to 1e-5', async () => {
  const [variance, shift] = [0.2, 0.4];
  const solution = await solve(
    line(
      'x^2 / 2',
      langevin(variance),
      {},
      { initial: { x: { normal: [shift, Math.sqrt(variance)] } } },
    ),
  );
  const stationary = there(solution.stationary);
  expect(stationary.covariance[0]).toBeCloseTo(variance, 8);
  expect(stationary.residual).toBeLessThan(1e-14);
  expect(stationary.irreversibility).toBeLessThan(1e-12);
  const { gap, time } = there(solution.relaxation);
  expect(Math.abs(gap.value - 1)).toBeLessThan(1e-7);
  expect(Math.abs(gap.value - 1)).toBeLessThan(gap.error + 1e-12);
  expect(time.value * gap.value).toBeCloseTo(1, 12);
  const { steps, values, errors } = there(solution.entropy);
  steps.forEach((step, k) => {
    const exact = (shift ** 2 / (2 * variance)) * Math.exp(-2 * 0.1 * step);
    expect(Math.abs(values[k] / exact - 1)).toBeLessThan(2e-5);
    expect(Math.abs(values[k] - exact)).toBeLessThan(2 * errors[k]);
  });
  expect(steps[steps.length - 1]).toBe(60);
});

test('a driven ring has a stationary law with the current of Stratonovich’s formula', async () => {
  const [force, temperature] = [0.5, 0.3];
  const ring = { min: -Math.PI, max: Math.PI, boundary: 'periodic' };
  const solution = await solve(line(`cos(x) - ${force} * x`, langevin(temperature), ring));
  // J = T(1 − e^{−2πF/T})/∫₀^{2π} e^{−Fs/T} 2π I₀(2 sin(s/2)/T) ds.
  const bessel = (z: number) => {
    let [term, sum] = [1, 1];
    for (let k = 1; k < 60; k++) {
      term *= (z / 2 / k) ** 2;
      sum += term;
    }
    return sum;
  };
  const { nodes, weights } = gaussLegendre(60);
  const integral = nodes.reduce((sum, node, k) => {
    const s = Math.PI * (1 + node);
    const inner = 2 * Math.PI * bessel((2 * Math.sin(s / 2)) / temperature);
    return sum + weights[k] * Math.PI * Math.exp((-force * s) / temperature) * inner;
  }, 0);
  const current = (temperature * (1 - Math.exp((-2 * Math.PI * force) / temperature))) / integral;
  const stationary = there(solution.stationary);
  for (const v of stationary.current![0]) expect(Math.abs(v / current - 1)).toBeLessThan(1e-6);
  expect(stationary.irreversibility).toBeGreaterThan(1e-5);
  expect(stationary.residual).toBeLessThan(1e-14);
  expect(stationary.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

test('noise that is not aligned with the curvature: a Gaussian with the current that turns it', async () => {
  // Gradient (x + a, 3y + b) with correlated a, b: D = η/2 Cov, HV + VH = 2D.
  const data = { a: [1, -1, 1, -1], b: [1, -1, -0.4, 0.4] };
  const solution = await solve(
    plane('x^2 / 2 + 3 * y^2 / 2 + a * x + b * y', { rule: 'sgd', batchSize: 1 }, { data }, 1.5),
  );
  const [dxx, dxy, dyy] = [1, 0.3, 0.58].map((c) => c * 0.05);
  const [vxx, vxy, vyy] = [dxx, (2 * dxy) / 4, dyy / 3];
  const stationary = there(solution.stationary);
  [vxx, vxy, vxy, vyy].forEach((v, k) => {
    expect(Math.abs(stationary.covariance[k] - v)).toBeLessThan(2e-6);
  });
  // J = p (−H + DV⁻¹) θ.
  const determinant = vxx * vyy - vxy * vxy;
  const centres = cellCentres({ name: 'x', min: -1.5, max: 1.5, cells: 32 });
  let [worst, largest] = [0, 0];
  centres.forEach((x, i) => {
    centres.forEach((y, j) => {
      const [ux, uy] = [(vyy * x - vxy * y) / determinant, (vxx * y - vxy * x) / determinant];
      const density = Math.exp(-(x * ux + y * uy) / 2) / (2 * Math.PI * Math.sqrt(determinant));
      const exact = [
        density * (-x + dxx * ux + dxy * uy),
        density * (-3 * y + dxy * ux + dyy * uy),
      ];
      exact.forEach((v, a) => {
        largest = Math.max(largest, Math.abs(v));
        worst = Math.max(worst, Math.abs(stationary.current![a][i * 32 + j] - v));
      });
    });
  });
  expect(worst / largest).toBeLessThan(5e-3);
  expect(stationary.irreversibility).toBeGreaterThan(1e-3);
});

/** ∫ e^{L/T} from −1 to x over that to 1, of the double well. */
function scaleRatio(x: number, from: number, to: number, temperature: number): number {
  const { nodes, weights } = gaussLegendre(40);
  const integral = (a: number, b: number) =>
    nodes.reduce((sum, node, k) => {
      const y = (a + b) / 2 + ((b - a) / 2) * node;
      return sum + weights[k] * ((b - a) / 2) * Math.exp((y ** 4 / 4 - y ** 2 / 2) / temperature);
    }, 0);
  return integral(from, x) / integral(from, to);
}

test.each([
  [0.05, 729.67],
  [0.1, 66.269],
])(
  'double well at T = %f: rates of 1/%f, half the walkers on each side, the scale function',
  async (temperature, time) => {
    const solution = await solve(line('x^4 / 4 - x^2 / 2', langevin(temperature)));
    const { minima, shares, rates, committor } = there(solution.basins);
    expect(minima.map(({ at }) => at[0])).toEqual([expect.closeTo(-1, 8), expect.closeTo(1, 8)]);
    for (const share of shares) expect(share).toBeCloseTo(0.5, 9);
    // Cores end a tenth of the barrier up: between the core and its minimum little time is lost.
    expect(rates[0][1].value * time).toBeGreaterThan(1);
    expect(rates[0][1].value * time).toBeLessThan(temperature < 0.1 ? 1.01 : 1.05);
    expect(rates[1][0].value / rates[0][1].value).toBeCloseTo(1, 9);
    // Metastable: the gap is the sum of both rates.
    const { gap } = there(solution.relaxation);
    expect(Math.abs(gap.value / (2 * rates[0][1].value) - 1)).toBeLessThan(
      temperature < 0.1 ? 0.02 : 0.1,
    );
    // L(±1 ∓ r) = L_min + 1/40 at the cores' inner edges.
    const edge = Math.sqrt(1 - Math.sqrt(0.1));
    cellCentres({ name: 'x', min: -2, max: 2, cells: 64 }).forEach((x, k) => {
      if (Math.abs(x) > edge) return;
      const exact = scaleRatio(x, -edge, edge, temperature);
      expect(Math.abs(committor![k] - exact)).toBeLessThan(0.01);
    });
  },
);

test('a second coordinate that knows nothing of the first changes neither gap nor rates', async () => {
  const solution = await solve(plane('x^4 / 4 - x^2 / 2 + y^2 / 2', langevin(0.1)));
  expect(there(solution.stationary).irreversibility).toBeLessThan(1e-12);
  const { gap } = there(solution.relaxation);
  expect(Math.abs(gap.value / 0.0335453 - 1)).toBeLessThan(1e-4);
  const { rates } = there(solution.basins);
  expect(Math.abs(rates[0][1].value * 66.269 - 1)).toBeLessThan(0.03);
});

test('no law at rest: a flat loss, an absorbing end, no noise; each says why', async () => {
  const flat = await solve(line('1e-9 * x', langevin(0.1)));
  expect(flat.stationary).toHaveProperty(
    'absent',
    expect.stringMatching(/probability .* reflecting or periodic/),
  );
  const walled = await solve(line('1e-9 * x', langevin(0.1), { boundary: 'reflecting' }));
  expect(there(walled.stationary).covariance[0]).toBeCloseTo(16 / 12, 5);
  const lost = await solve(line('x^2 / 2', langevin(0.1), { boundary: 'absorbing' }));
  expect(lost.stationary).toHaveProperty('absent', expect.stringContaining('absorbing'));
  const quiet = await solve(line('x^2 / 2', { rule: 'sgd' }));
  expect(quiet.stationary).toHaveProperty('absent', expect.stringContaining('degenerate'));
  const steps = line('x^2 / 2', langevin(0.1));
  const discrete = await solveGenerator(steps, 0, 'fokkerPlanckDiscrete', createPace());
  expect(discrete.stationary).toHaveProperty('absent', expect.stringContaining('no generator'));
});
