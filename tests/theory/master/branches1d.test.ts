import { expect, test } from 'vitest';
import { preimages } from '../../../src/theory/master/branches1d.js';

const edges = Float64Array.from({ length: 41 }, (_, i) => -2 + i / 10);
/** A smooth increasing distribution function. */
const F = (y: number) => 1 / (1 + Math.exp(-2 * y));

const onArrays = (map: (x: number) => number) => (x: Float64Array, out: Float64Array) => {
  for (let i = 0; i < x.length; i++) out[i] = map(x[i]);
};

/** P(T(Y) < x, Y on the grid) at every edge, from the preimages. */
function pulledBack(map: (x: number) => number): Float64Array {
  const sums = new Float64Array(edges.length);
  preimages(onArrays(map), edges, (row, y, sign) => {
    sums[row] += sign * F(y);
  });
  return sums;
}

/** The same by adding up small pieces of the line. */
function counted(map: (x: number) => number): Float64Array {
  const pieces = 400_000;
  const sums = new Float64Array(edges.length);
  for (let k = 0; k < pieces; k++) {
    const left = -2 + (4 * k) / pieces;
    const image = map(left + 2 / pieces);
    const row = Math.max(0, Math.floor((image + 2) * 10) + 1);
    if (row < sums.length) sums[row] += F(left + 4 / pieces) - F(left);
  }
  for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
  return sums;
}

test.each([
  ['increasing', (x: number) => 0.7 * x + 0.123],
  ['decreasing', (x: number) => -1.4 * x + 0.0317],
  ['folded twice', (x: number) => 2.2 * x - 1.1 * x ** 3 + 0.0173],
  ['kinked', (x: number) => Math.abs(x - 0.3) + 0.0123],
  ['torn', (x: number) => 0.6 * x + (x < 0.2718 ? -0.3 : 0.5) + 0.0123],
  ['constant', () => 0.0234],
])('%s maps: preimages give the law that counting gives', (_, map) => {
  const a = pulledBack(map);
  const b = counted(map);
  // A piece holds at most 1e-5·F′ ≤ 5e-6 of mass; at most three sit across each edge's preimages.
  a.forEach((v, i) => {
    expect(Math.abs(v - b[i])).toBeLessThan(1.5e-5);
  });
});

test('preimages are exact to rounding', () => {
  const map = onArrays((v) => 2.2 * v - 1.1 * v ** 3);
  const image = new Float64Array(1);
  preimages(map, edges, (row, y) => {
    map(Float64Array.of(y), image);
    const isEnd = Math.abs(y) === 2 || Math.abs(Math.abs(y) - Math.sqrt(2 / 3)) < 1e-6;
    if (!isEnd) expect(Math.abs(image[0] - edges[row])).toBeLessThan(4e-14);
  });
});

test('a smooth map on a fine grid is evaluated at most twice for each preimage', () => {
  const fine = Float64Array.from({ length: 1001 }, (_, i) => -2.5 + i / 200);
  let [evaluated, found] = [0, 0];
  const map = (x: Float64Array, out: Float64Array) => {
    evaluated += x.length;
    for (let i = 0; i < x.length; i++) out[i] = x[i] - 0.05 * (x[i] ** 3 - x[i] + 0.3);
  };
  preimages(map, fine, (_, y) => {
    if (Math.abs(y) < 2.5) found++;
  });
  expect(found).toBeGreaterThan(700);
  // One evaluation at each edge besides.
  expect(evaluated).toBeLessThan(fine.length + 2 * found);
});

test('stretches where the map is not finite lose their mass', () => {
  const total = pulledBack((x) => (x < 0 ? Number.NaN : 0.5 * x));
  expect(total[40]).toBeCloseTo(F(2) - F(0), 12);
});
