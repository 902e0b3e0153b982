/** First passages out of a region, on both backends: whose they are, when, and by which law. */
import { afterAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble, Exits } from '../../src/engine/ensemble.js';
import type { Grid } from '../../src/math/grid.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import type { Region } from '../../src/model/region.js';
import { useAdapter } from '../support/adapter.js';
import { doubling, hostCell, oneDimension, twoDimensions } from './contractFixtures.js';

const gpu = useAdapter();
const backends = [
  { kind: 'gpu', open: () => gpu.backend },
  { kind: 'cpu', open: createCpuBackend },
] as const;

const opened: Ensemble[] = [];
afterAll(() => {
  for (const ensemble of opened) ensemble.destroy();
});

interface Wave {
  readonly firstWalker?: number;
  readonly walkers?: number;
}

async function create(backend: Backend, experiment: Experiment, index = 0, wave: Wave = {}) {
  const { firstWalker = 0, walkers = experiment.walkers } = wave;
  const ensemble = await backend.create({ experiment, index, firstWalker, walkers });
  opened.push(ensemble);
  return ensemble;
}

async function exitsOf(ensemble: Ensemble): Promise<Exits> {
  const exits = await ensemble.exits();
  if (!exits) throw new Error('no exits');
  return exits;
}

async function exitsAfter(steps: number, ...args: Parameters<typeof create>): Promise<Exits> {
  const ensemble = await create(...args);
  await ensemble.advance(steps);
  return exitsOf(ensemble);
}

const within = (document: object, region: string) =>
  resolveExperiment({ ...document, predictions: [{ exitTime: { region } }] });

function withCells(document: object, grid: Grid, inside: (cell: number) => boolean): Experiment {
  const cells = grid.reduce((n, axis) => n * axis.cells, 1);
  const mask = Uint8Array.from({ length: cells }, (_, cell) => Number(inside(cell)));
  const exitRegion: Region = { kind: 'cells', text: 'cells', grid, inside: mask };
  return { ...resolveExperiment(document), exitRegion };
}

/** x′ = x ± ¼ with equal odds, exact in float32: a walk on a lattice. */
const lattice = {
  name: 'lattice',
  landscape: { parameters: ['x'], loss: 'a * x', data: { a: [-1, 1] } },
  learningRate: 0.25,
  steps: 2000,
  initial: { x: 0 },
  ensembles: [{ name: 'SGD', rule: 'sgd', batchSize: 1 }],
  walkers: 20_000,
  seed: '11',
  grid: { x: { min: -1000, max: 1000, cells: 8 } },
  snapshots: [0],
};
const sixteen: Grid = [{ name: 'x', min: -2, max: 2, cells: 16 }];
const plane: Grid = [
  { name: 'x', min: -0.8, max: 0.8, cells: 5 },
  { name: 'y', min: -1, max: 0.9, cells: 9 },
];

/** Regions with the same decision on the host, of one walker's float32 position. */
const regions = [
  {
    what: 'an interval',
    experiment: within(oneDimension, 'x > -0.7 and x < 0.9'),
    isInside: ([x]: number[]) => x > Math.fround(-0.7) && x < Math.fround(0.9),
  },
  {
    what: 'a function of x',
    experiment: within(oneDimension, 'exp(x) - tanh(2 * x) > 0.9'),
    isInside: ([x]: number[]) => Math.exp(x) - Math.tanh(2 * x) > 0.9,
  },
  {
    what: 'where the condition is no number',
    experiment: within(oneDimension, 'sqrt(x + 0.5) > 0'),
    isInside: ([x]: number[]) => x > -0.5,
  },
  {
    what: 'cells of a grid',
    experiment: withCells(oneDimension, sixteen, (cell) => cell % 7 !== 3),
    isInside: (at: number[]) => hostCell(sixteen, at) >= 0 && hostCell(sixteen, at) % 7 !== 3,
  },
  {
    what: 'a disc',
    experiment: within(twoDimensions, 'x^2 + y^2 < 0.8'),
    isInside: ([x, y]: number[]) => x * x + y * y < 0.8,
  },
  {
    what: 'cells of a plane',
    experiment: withCells(twoDimensions, plane, (cell) => cell % 11 !== 0),
    isInside: (at: number[]) => hostCell(plane, at) >= 0 && hostCell(plane, at) % 11 !== 0,
  },
];

describe.each(backends)('$kind', ({ open }) => {
  test('without a region there are no exits', async () => {
    const ensemble = await create(open(), resolveExperiment(oneDimension));
    expect(await ensemble.exits()).toBeNull();
  });

  test.each(
    regions.flatMap((row) =>
      row.experiment.ensembles.map(({ name }, index) => ({ ...row, name, index })),
    ),
  )('$what, $name: each walker is counted at its first step outside', async (row) => {
    const { experiment, isInside, index } = row;
    const ensemble = await create(open(), experiment, index);
    const last = 22;
    const expected = new Float64Array(last + 1);
    const gone = new Set<number>();
    for (let step = 0; step <= last; step++) {
      if (step > 0) await ensemble.advance(1);
      const columns = await ensemble.readWalkers(0, ensemble.walkers);
      for (let w = 0; w < ensemble.walkers; w++) {
        if (gone.has(w) || isInside(columns.map((column) => column[w]))) continue;
        gone.add(w);
        expected[step]++;
      }
      if (step === 3)
        expect([...(await exitsOf(ensemble)).counts]).toEqual([...expected.slice(0, 4)]);
    }
    const { counts, inside, diverged, step, walkers } = await exitsOf(ensemble);
    expect([...counts]).toEqual([...expected]);
    expect([step, walkers, inside, diverged]).toEqual([
      last,
      ensemble.walkers,
      walkers - gone.size,
      0,
    ]);
    expect(gone.size).toBeGreaterThan(walkers / 20);
    expect(inside).toBeGreaterThan(0);
  });

  test('it does not matter how steps are split', async () => {
    const experiment = within(oneDimension, 'x < 0.5');
    for (const index of experiment.ensembles.keys()) {
      const whole = await exitsAfter(100, open(), experiment, index);
      const split = await create(open(), experiment, index);
      for (const steps of [7, 0, 2, 3, 88]) {
        await split.advance(steps);
        await split.exits();
      }
      expect(await exitsOf(split)).toEqual(whole);
      expect(whole.inside).toBeGreaterThan(0);
    }
  });

  test('waves add up to the whole', async () => {
    const experiment = within(twoDimensions, 'x + y < 0.3');
    const whole = await exitsAfter(12, open(), experiment, 1);
    const parts = [
      await exitsAfter(12, open(), experiment, 1, { walkers: 1100 }),
      await exitsAfter(12, open(), experiment, 1, { firstWalker: 1100, walkers: 1900 }),
    ];
    const [a, b] = parts;
    expect([...whole.counts]).toEqual([...a.counts].map((count, k) => count + b.counts[k]));
    expect(whole.inside).toBe(a.inside + b.inside);
  });

  test('a walker that diverges has left, and is known to have diverged', async () => {
    const steps = 18;
    // Walkers below −0.001 leave by the front door, those above 0 only by diverging.
    const experiment = within(doubling, 'x > -0.001');
    const ensemble = await create(open(), experiment);
    const [start] = await ensemble.readWalkers(0, ensemble.walkers);
    await ensemble.advance(5);
    await ensemble.advance(steps - 5);
    const divergences = await ensemble.divergences();
    const { counts, inside, diverged } = await exitsOf(ensemble);
    const began = start.filter((x) => !(x > Math.fround(-0.001))).length;
    const crept = start.filter((x) => x < 0 && x > Math.fround(-0.001)).length;
    const bound = 2 ** 14;
    const reach = (x: number) => Math.ceil(Math.log2(bound / x));
    const positive = start.filter((x) => x > 0);
    const blown = positive.filter((x) => reach(x) <= steps).length;
    expect(divergences.length).toBeGreaterThan(3);
    expect(counts[0]).toBe(began);
    expect(diverged).toBe(blown);
    expect(counts[14]).toBe(positive.filter((x) => reach(x) === 14).length);
    expect(counts.reduce((a, b) => a + b)).toBe(began + crept + blown);
    expect(inside).toBe(ensemble.walkers - began - crept - blown);
  });

  test('walkers that start beyond every bound start outside', async () => {
    const far = within({ ...doubling, initial: { x: 1e6 } }, 'x > 0');
    const { counts, inside, diverged } = await exitsAfter(0, open(), far);
    expect([[...counts], inside, diverged]).toEqual([[far.walkers], 0, far.walkers]);
  });

  test('the first passage of a symmetric walk out of (−1, 1) has its exact law', async () => {
    const experiment = within(lattice, 'x > -1 and x < 1');
    const { counts, inside } = await exitsAfter(300, open(), experiment);
    // P(first outside at step k) by adding up the paths of the walk on the seven points −¾ … ¾.
    let law = Float64Array.from({ length: 9 }, (_, i) => Number(i === 4));
    const left = new Float64Array(301);
    for (let k = 1; k <= 300; k++) {
      const next = new Float64Array(9);
      for (let i = 1; i < 8; i++) {
        next[i - 1] += law[i] / 2;
        next[i + 1] += law[i] / 2;
      }
      left[k] = next[0] + next[8];
      law = next.fill(0, 0, 1).fill(0, 8);
    }
    // Exits at 4, 6, 8, …: χ² over those that expect at least 10, and the rest in one bin.
    const n = experiment.walkers;
    const steps = [...left.keys()].filter((k) => n * left[k] >= 10);
    expect(steps.slice(0, 3)).toEqual([4, 6, 8]);
    const seen = steps.reduce((sum, k) => sum + counts[k], 0);
    const expected = steps.reduce((sum, k) => sum + n * left[k], 0);
    const chiSquare = steps.reduce(
      (sum, k) => sum + (counts[k] - n * left[k]) ** 2 / (n * left[k]),
      (seen - expected) ** 2 / (n - expected),
    );
    const freedom = steps.length;
    expect(Math.abs(chiSquare - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
    expect(counts.filter((count, k) => k % 2 === 1 && count > 0)).toHaveLength(0);
    expect(inside).toBeLessThanOrEqual(5);
    // The mean is (1/¼)² steps, by Wald's identity.
    const moment = (power: number) => left.reduce((sum, p, k) => sum + p * k ** power, 0);
    expect(moment(1)).toBeCloseTo(16, 3);
    const mean = counts.reduce((sum, count, k) => sum + count * k, 0) / n;
    const error = Math.sqrt((moment(2) - moment(1) ** 2) / n);
    expect(Math.abs(mean - 16)).toBeLessThan(4 * error);
  });
});

test.each([
  { what: 'few steps', steps: 200, region: within(lattice, 'x > -2 and x < 2') },
  {
    what: 'more steps than a workgroup counts for itself',
    steps: 2000,
    region: within({ ...lattice, walkers: 4000 }, 'x < 5'),
  },
  { what: 'cells', steps: 200, region: withCells(lattice, sixteen, (cell) => cell > 0) },
])('GPU and CPU count the same, walker by walker: $what', async ({ steps, region }) => {
  const [a, b] = [
    await exitsAfter(steps, gpu.backend, region),
    await exitsAfter(steps, createCpuBackend(), region),
  ];
  expect(a).toEqual(b);
  expect(a.counts.filter((count) => count > 0).length).toBeGreaterThan(20);
});
