/** Random samples of minibatches, and the error that they admit to. */
import { expect, test } from 'vitest';
import type { MinibatchDraw } from '../../../../src/model/law.js';
import { createMaps1d, createSampledMaps1d } from '../../../../src/theory/master/maps1d.js';
import { solveMaps1d } from '../../../../src/theory/master/masterEquation1d.js';
import { sampleMinibatches } from '../../../../src/theory/master/minibatches/minibatchSample.js';
import { createPace } from '../../../../src/theory/pace.js';
import { type Case, experimentOf, totalVariation } from '../../experiments.js';

/** Off any lattice: no two minibatches have the same mean. */
const scattered = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => {
    const hash = 1e4 * Math.sin(i + seed);
    return 2 * (hash - Math.floor(hash)) - 1;
  });

const doubleWell: Case = {
  loss: '(x^2 - 1)^2 / 4 + a^3 * x + 0.3 * c * x^2',
  data: { a: scattered(9, 2), c: scattered(9, 3) },
  rule: { rule: 'sgd', batchSize: 4, replacement: false },
  learningRate: 0.3,
  initial: { normal: [0, 0.3] },
  steps: 8,
  grid: [-2, 2, 64],
  walkers: 1e4,
};

test('the error that a sample states covers its true error, seed after seed', async () => {
  const experiment = experimentOf(doubleWell);
  const { landscape, ensembles } = experiment;
  const solve = async (maps: ReturnType<typeof createMaps1d>) => {
    if ('absent' in maps) throw new Error(maps.absent);
    const series = await solveMaps1d(experiment, maps, createPace());
    if ('absent' in series) throw new Error(series.absent);
    return series.predictions.get(8)!;
  };
  const all = await solve(createMaps1d(landscape, ensembles[0].law));
  expect(all.notes).toEqual([]);
  const ratios: number[] = [];
  for (let seed = 1; seed <= 5; seed++) {
    const sampled = await solve(createSampledMaps1d(landscape, ensembles[0].law, `${seed}`, 64)!);
    expect(sampled.notes.join()).toMatch(/sample of 64 out of 126 minibatches .* adds .*e-\d/);
    ratios.push(totalVariation(all, sampled) / sampled.solverError);
    const apart = Math.abs(sampled.covariance[0] / all.covariance[0] - 1);
    expect(apart).toBeLessThan(2 * sampled.momentError);
  }
  // Two standard errors, themselves known from seven degrees of freedom: 1 of 5 may be beyond.
  expect(ratios.filter((r) => r > 1).length).toBeLessThanOrEqual(1);
  // Nor is it a mere bound: a true error is about half of what is stated.
  expect(Math.max(...ratios)).toBeGreaterThan(0.3);
});

test.each<MinibatchDraw>([
  { batchSize: 5, replacement: true },
  { batchSize: 5, replacement: false },
])('mean and covariance of a sample are exact for a gradient that separates: %o', (draw) => {
  const { landscape } = experimentOf({
    ...doubleWell,
    data: { a: scattered(40, 2), c: scattered(40, 3) },
  });
  const { whole, groups } = sampleMinibatches(landscape, draw, '7', 256);
  const rows = landscape.data.rows;
  const factor = draw.replacement ? 1 / 5 : (rows - 5) / ((rows - 1) * 5);
  for (const list of [whole, ...groups]) {
    if (list.kind !== 'features') throw new Error('not separated');
    const { columns } = list.separated;
    const d = columns.length;
    const count = list.weights.length;
    const mean = (values: Float64Array) => values.reduce((s, v) => s + v, 0) / values.length;
    const own = columns.map((_, k) =>
      Float64Array.from({ length: count }, (_, q) => list.features[q * d + k]),
    );
    const covariance = (a: Float64Array, b: Float64Array) =>
      mean(a.map((v, i) => (v - mean(a)) * (b[i] - mean(b))));
    columns.forEach((column, k) => {
      expect(mean(own[k])).toBeCloseTo(mean(column), 12);
      columns.forEach((other, l) => {
        expect(covariance(own[k], own[l])).toBeCloseTo(factor * covariance(column, other), 12);
      });
    });
  }
});

test.each<MinibatchDraw>([
  { batchSize: 3, replacement: true },
  { batchSize: 3, replacement: false },
])(
  'sampled rows: every minibatch is one of the draw, every row occurs equally often: %o',
  (draw) => {
    const { landscape } = experimentOf({
      ...doubleWell,
      loss: 'sin(a * x)',
      data: { a: scattered(12, 2) },
    });
    const { groups } = sampleMinibatches(landscape, draw, '7', 384);
    const pairs = new Map<boolean, number>();
    for (const list of groups) {
      if (list.kind !== 'rows') throw new Error('separated');
      const counts = new Float64Array(12);
      for (let q = 0; q < 48; q++) {
        const rows = list.rowsOf(q);
        expect(rows).toHaveLength(3);
        for (const row of rows) counts[row]++;
        const repeats = new Set(rows).size < 3;
        pairs.set(repeats, (pairs.get(repeats) ?? 0) + 1);
      }
      expect([...counts]).toEqual(new Array(12).fill(12));
    }
    // With replacement 1 − (11/12)(10/12) = 0.236 of them hold a row twice: 90.7 ± 8.3 of 384.
    const repeated = pairs.get(true) ?? 0;
    expect(Math.abs(repeated - (draw.replacement ? 90.7 : 0))).toBeLessThan(4 * 8.3);
    if (!draw.replacement) expect(repeated).toBe(0);
  },
);

test('the same seed draws the same sample, another one another', () => {
  const { landscape } = experimentOf(doubleWell);
  const draw = { batchSize: 4, replacement: false };
  const features = (seed: string) => {
    const { whole } = sampleMinibatches(landscape, draw, seed, 128);
    return whole.kind === 'features' ? [...whole.features] : [];
  };
  expect(features('1')).toEqual(features('1'));
  expect(features('1')).not.toEqual(features('2'));
});

test('without a seed nothing is sampled: absent with numbers and remedies', () => {
  const { landscape, ensembles } = experimentOf({
    ...doubleWell,
    data: { a: scattered(40, 2), c: scattered(40, 3) },
    rule: { rule: 'sgd', batchSize: 8, replacement: false },
  });
  const maps = createMaps1d(landscape, ensembles[0].law);
  expect(maps).toHaveProperty(
    'absent',
    expect.stringMatching(/40 samples.*7\.69e\+7 minibatches.*at most 1500.*with replacement/),
  );
});
