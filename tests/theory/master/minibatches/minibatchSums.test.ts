import { expect, test } from 'vitest';
import { enumerateMinibatches } from '../../../../src/model/minibatches.js';
import { minibatchFeatures } from '../../../../src/theory/master/minibatches/minibatchSums.js';

const columns = [Float64Array.of(-3, -1, 1, 3, 10), Float64Array.of(1, 2, 4, 8, 16)];

test.each([
  { batchSize: 1, replacement: true },
  { batchSize: 3, replacement: true },
  { batchSize: 1, replacement: false },
  { batchSize: 3, replacement: false },
  { batchSize: 5, replacement: false },
])('sums draw by draw equal the enumeration of all minibatches: %o', (draw) => {
  const all = enumerateMinibatches(5, draw);
  const expected = new Map<string, number>();
  for (let m = 0; m < all.weights.length; m++) {
    const rows = all.indices.subarray(m * draw.batchSize, (m + 1) * draw.batchSize);
    const key = columns.map((c) => rows.reduce((s, r) => s + c[r], 0)).join();
    expected.set(key, (expected.get(key) ?? 0) + all.weights[m]);
  }
  const found = minibatchFeatures(columns, 5, draw, 1000)!;
  expect(found.weights.length).toBe(expected.size);
  found.weights.forEach((w, q) => {
    const key = [0, 1].map((k) => Math.round(found.features[2 * q + k] * draw.batchSize)).join();
    expect(w).toBeCloseTo(expected.get(key)!, 14);
  });
});

test('equally spaced features stay few where minibatches are astronomically many', () => {
  const lattice = [Float64Array.of(-7, -5, -3, -1, 1, 3, 5, 7)];
  const { weights, features } = minibatchFeatures(
    lattice,
    8,
    { batchSize: 64, replacement: true },
    1000,
  )!;
  expect(weights.length).toBeLessThanOrEqual(64 * 7 + 1);
  const variance = weights.reduce((s, w, q) => s + w * features[q] ** 2, 0);
  expect(variance).toBeCloseTo(21 / 64, 12);
});

test('more sums than the limit are refused', () => {
  const irregular = [Float64Array.from({ length: 12 }, (_, i) => Math.sqrt(i + 2))];
  const draw = { batchSize: 6, replacement: true };
  expect(minibatchFeatures(irregular, 12, draw, 5000)).toBeNull();
});
