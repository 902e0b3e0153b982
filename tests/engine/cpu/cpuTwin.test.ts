/**
 * The GPU's walkers are the twin's: the same minibatch indices exactly, and positions to a few
 * units in the last place, for every rule on every landscape of the catalogue.
 */
import { describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../../src/engine/cpu/cpuBackend.js';
import type { Backend } from '../../../src/engine/ensemble.js';
import type { Experiment } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { landscapes } from '../../../src/model/landscapes.js';
import { useAdapter } from '../../support/adapter.js';

const walkers = 4096;
const firstWalker = 123_457;
const gpu = useAdapter();
const twin = createCpuBackend();

async function walk(backend: Backend, experiment: Experiment, index: number, steps: number) {
  const ensemble = await backend.create({ experiment, index, firstWalker, walkers });
  await ensemble.advance(steps);
  const positions = await ensemble.readWalkers(0, walkers);
  const divergences = await ensemble.divergences();
  ensemble.destroy();
  return { positions, divergences };
}

/**
 * The largest distance between both, in units of 2⁻²³ of the larger of 1 (the scale of all these
 * landscapes) and the coordinate.
 */
function distanceInUlps(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let largest = 0;
  a.forEach((column, p) => {
    column.forEach((x, w) => {
      const ulp = 2 ** -23 * Math.max(1, Math.abs(x));
      largest = Math.max(largest, Math.abs(x - b[p][w]) / ulp);
    });
  });
  return largest;
}

const ensembles = [
  { name: 'SGD 1', rule: 'sgd', batchSize: 1 },
  { name: 'SGD 2', rule: 'sgd', batchSize: 2 },
  { name: 'SGD 5', rule: 'sgd', batchSize: 5 },
  { name: 'Gaussian 3', rule: 'gaussianSgd', batchSize: 3 },
  { name: 'Langevin', rule: 'langevin', temperature: 0.05 },
];

function onLandscape(landscape: object, coordinates: readonly string[], extra: object[] = []) {
  return resolveExperiment({
    name: 'twin',
    landscape,
    learningRate: 0.1,
    steps: 10,
    initial: Object.fromEntries(
      coordinates.map((p, i) => [p, i === 0 ? { normal: [0.2, 0.5] } : { uniform: [-0.7, 0.8] }]),
    ),
    ensembles: [...ensembles, ...extra],
    walkers,
    seed: '12345678901234567890',
    grid: Object.fromEntries(coordinates.map((p) => [p, { min: -3, max: 3, cells: 32 }])),
    snapshots: [10],
    predictions: [],
  });
}

async function expectTwin(experiment: Experiment, index: number, steps = 10) {
  const [a, b] = [
    await walk(gpu.backend, experiment, index, steps),
    await walk(twin, experiment, index, steps),
  ];
  // Ten steps, each of about ten roundings of half a unit that add up at random and are hardly
  // stretched; 2 on a software adapter. A GPU may fuse products and sums, which moves each once more.
  expect(distanceInUlps(a.positions, b.positions)).toBeLessThan(16);
  expect(a.divergences).toEqual(b.divergences);
}

describe.each(Object.entries(landscapes))('%s', (name, { coordinates }) => {
  const experiment = onLandscape({ name }, coordinates);
  test.each(ensembles.map((e, index) => ({ name: e.name, index })))('$name', ({ index }) =>
    expectTwin(experiment, index),
  );
});

describe('a gradient that cannot be separated is summed over the samples', () => {
  const landscape = {
    parameters: ['x', 'y'],
    loss: 'log(1 + exp(a * x + b * y)) + sin(a * x) * cos(b * y) + (x^2 + y^2) / 4',
    data: { a: [1, -0.5, 0.3, 0.8, -1.1], b: [0.2, 0.9, -1, 0.4, 0.5] },
  };
  const experiment = onLandscape(landscape, ['x', 'y']);
  test.each(ensembles.map((e, index) => ({ name: e.name, index })))('$name', ({ index }) => {
    expect(experiment.landscape.moments).toBeNull();
    return expectTwin(experiment, index);
  });
});

describe('minibatch indices are equal', () => {
  /** x′ = x − mean of the minibatch: sums of powers of 11 spell out which samples were drawn. */
  const spelled = (rows: number, ensemble: object) =>
    resolveExperiment({
      name: 'indices',
      landscape: {
        parameters: ['x'],
        loss: 'a * x',
        data: { a: Array.from({ length: rows }, (_, i) => (rows <= 7 ? 11 ** i : i)) },
      },
      learningRate: 1,
      steps: 3,
      initial: { x: 0 },
      ensembles: [ensemble],
      walkers,
      seed: '99',
      grid: { x: { min: -1e7, max: 1e7, cells: 32 } },
      snapshots: [1],
      predictions: [],
    });
  test.each([
    { rows: 1000, batchSize: 1, replacement: true },
    { rows: 2, batchSize: 1, replacement: true },
    { rows: 7, batchSize: 4, replacement: true },
    { rows: 7, batchSize: 2, replacement: false },
    { rows: 7, batchSize: 4, replacement: false },
    { rows: 6, batchSize: 5, replacement: false },
    { rows: 5, batchSize: 5, replacement: false },
    { rows: 1000, batchSize: 16, replacement: false },
    // Beyond 16 the kernel loops.
    { rows: 1000, batchSize: 16, replacement: true },
    { rows: 1000, batchSize: 22, replacement: true },
    { rows: 1000, batchSize: 18, replacement: false },
    { rows: 1000, batchSize: 64, replacement: false },
  ])('$batchSize of $rows, with replacement: $replacement', async ({ rows, ...draw }) => {
    const experiment = spelled(rows, { name: 'SGD', rule: 'sgd', ...draw });
    for (const steps of [1, 3]) {
      const [a] = (await walk(gpu.backend, experiment, 0, steps)).positions;
      const [b] = (await walk(twin, experiment, 0, steps)).positions;
      // Every sum is below 2²⁴; its division by b is off by an ulp, half of one step of a sum.
      a.forEach((x, w) => {
        expect(Math.abs(x - b[w])).toBeLessThanOrEqual(2 ** -22 * Math.abs(x));
      });
      expect(new Set(b).size).toBeGreaterThan(rows === 5 ? 0 : 1);
    }
    // Decoded: without replacement no digit of the sum is above 1, and all samples occur.
    if (rows > 7 || draw.replacement) return;
    const [b] = (await walk(twin, experiment, 0, 1)).positions;
    const seen = new Float64Array(rows);
    for (const x of b) {
      let sum = Math.round(-x * draw.batchSize);
      for (let i = 0; i < rows; i++, sum = Math.floor(sum / 11)) {
        expect(sum % 11).toBeLessThanOrEqual(1);
        seen[i] += sum % 11;
      }
    }
    // Each sample is in a minibatch with probability b/n: within 5 standard errors.
    const p = draw.batchSize / rows;
    for (const count of seen) {
      const se = Math.sqrt(walkers * p * (1 - p));
      expect(Math.abs(count - walkers * p)).toBeLessThanOrEqual(5 * se);
    }
  });
});
