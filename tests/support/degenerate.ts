/**
 * Experiments at the edge of what one may ask for: one walker, two cells, no noise, everybody off
 * the grid or diverged, no spread, one snapshot at 0, one sample, and what comes of several at once.
 */
import { randomNumbers } from '../math/randomCounts.js';

type Fields = Record<string, unknown>;

const losses = {
  1: [
    { loss: '(x - a)^2 / 2', data: { a: [-1, 0, 1] } },
    { loss: '(x - a)^2 / 2', data: { a: [0.5] } },
    { loss: '(x - a)^2 / 2', data: { a: [1, 1, 1] } },
    { loss: '(x^2 - 1)^2 / 4 + a * x', data: { a: [-0.3, 0.3] } },
    { loss: '(1 + a) * x^2 / 2', data: { a: [-0.5, 0.5] } },
    { loss: 'x^4 / 4' },
    { loss: '0' },
    { loss: 'x' },
    { loss: 'cos(x)' },
  ],
  2: [
    { loss: '(x - a)^2 / 2 + (y - a)^2 / 2', data: { a: [-1, 0, 1] } },
    { loss: '(x - a)^2 / 2 + x * y + y^2', data: { a: [0.5] } },
    { loss: 'x^4 + y^2' },
    { loss: '0' },
    { loss: 'x + y' },
  ],
} as const;

const starts = [
  1,
  0,
  0.123,
  100,
  1e7,
  { normal: [0, 0.5] },
  { normal: [50, 1] },
  { normal: [0, 1e-6] },
  { uniform: [-1, 1] },
  { uniform: [-1, 200] },
];

const isWithin = (start: (typeof starts)[number]) =>
  typeof start === 'number' ? Math.abs(start) < 2 : 'uniform' in start && start.uniform[1] < 2;

const rules = [
  { rule: 'sgd', batchSize: 1 },
  { rule: 'sgd', batchSize: 1, replacement: false },
  { rule: 'gaussianSgd', batchSize: 1 },
  { rule: 'langevin', temperature: 0.1 },
  { rule: 'langevin', temperature: 0 },
];

const densities = ['masterEquation', 'fokkerPlanck', 'closedForm'];

/** Experiment number `seed`; the same for ever. */
export function degenerateExperiment(seed: number, dimension: 1 | 2): Fields {
  const u = randomNumbers(seed * 7919 + dimension);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(u() * choices.length)];
  const parameters = ['x', 'y'].slice(0, dimension);
  const each = (make: () => unknown) => Object.fromEntries(parameters.map((p) => [p, make()]));
  const steps = pick([1, 3, 20]);
  const cells = dimension === 1 ? pick([2, 3, 40, 200]) : pick([2, 12]);
  const landscape = pick<Fields>(losses[dimension]);
  // A ring needs a loss that repeats along it.
  const repeats = landscape.loss === '0';
  const boundary = pick(['open', 'open', 'reflecting', 'absorbing', repeats ? 'periodic' : 'open']);
  const isWalled = boundary === 'reflecting' || boundary === 'absorbing';
  const first = pick(rules);
  const second = pick(rules);
  const predictions: unknown[] = densities.filter(() => u() < 0.6);
  if (u() < 0.3) predictions.push({ exitTime: { region: pick(['x < 0.5', 'x > -3', 'x > 5']) } });
  return {
    name: `degenerate-${dimension}d-${seed}`,
    landscape: { parameters, ...landscape },
    learningRate: pick([1e-6, 0.1, 0.1, 0.5, 3, 40]),
    steps,
    snapshots: pick([[0], [steps], [0, steps]]),
    walkers: pick([1, 2, 19, 25, 500]),
    seed: String(seed),
    // Walls refuse what starts beyond them.
    initial: each(() => pick(isWalled ? starts.filter(isWithin) : starts)),
    ensembles: [{ name: 'A', ...first }, ...(u() < 0.3 ? [{ name: 'B', ...second }] : [])],
    grid: each(() => ({ min: -2, max: 2, cells, boundary })),
    predictions,
  };
}
