import { expect, test } from 'vitest';
import { leadingEigenvalues } from '../../../src/math/krylov/arnoldi.js';

const ramp = (n: number) => Float64Array.from({ length: n }, (_, i) => 1 + Math.cos(3 * i));

/** Block diagonal in rotated coordinates: real eigenvalues, then one rotation scaled by `radius`. */
function blocks(values: readonly number[], radius: number, angle: number) {
  const n = values.length + 2;
  const [c, s] = [radius * Math.cos(angle), radius * Math.sin(angle)];
  // A unit lower bidiagonal similarity makes it far from normal.
  const shift = (x: Float64Array, sign: number) => {
    const y = x.slice();
    for (let i = 1; i < n; i++) y[i] += sign * 0.7 * (sign > 0 ? x[i - 1] : y[i - 1]);
    return y;
  };
  const map = (from: Float64Array, out: Float64Array) => {
    const x = shift(from, 1);
    const y = x.map((v, i) => v * (values[i] ?? 0));
    y[n - 2] = c * x[n - 2] - s * x[n - 1];
    y[n - 1] = s * x[n - 2] + c * x[n - 1];
    out.set(shift(y, -1));
  };
  return { map, n };
}

test('finds clustered real eigenvalues and a complex pair of a map that is not normal', async () => {
  const values = Array.from({ length: 300 }, (_, j) => 0.98 ** j * (j % 7 === 6 ? -1 : 1));
  const { map, n } = blocks(values, 0.99, 2);
  const { pairs, converged } = await leadingEigenvalues(map, n, {
    count: 4,
    tolerance: 1e-11,
    start: ramp(n),
  });
  expect(converged).toBe(true);
  expect(pairs.map((p) => Math.hypot(p.re, p.im))).toEqual(
    [1, 0.99, 0.98, 0.98 ** 2].map((v) => expect.closeTo(v, 9)),
  );
  expect(pairs[1].re).toBeCloseTo(0.99 * Math.cos(2), 9);
  expect(pairs[1].im).toBeCloseTo(0.99 * Math.sin(2), 9);
  for (const p of pairs) expect(p.residual).toBeLessThan(1e-10);
});

test('two eigenvalues that nearly are one, as of a metastable chain, are told apart', async () => {
  const values = [1, 1 - 1e-9, ...Array.from({ length: 200 }, (_, j) => 0.95 * 0.99 ** j)];
  const { map, n } = blocks(values, 0.3, 1);
  const { pairs } = await leadingEigenvalues(map, n, {
    count: 2,
    tolerance: 1e-13,
    start: ramp(n),
  });
  expect(pairs[0].re - pairs[1].re).toBeCloseTo(1e-9, 12);
});

test('a matrix smaller than the subspace is solved whole', async () => {
  const map = (x: Float64Array, out: Float64Array) => {
    out[0] = x[1];
    out[1] = x[0];
    out[2] = 0.5 * x[2];
  };
  const { pairs } = await leadingEigenvalues(map, 3, {
    count: 3,
    tolerance: 1e-12,
    start: Float64Array.of(1, 0.3, 0.2),
  });
  expect(pairs.map((p) => p.re).sort()).toEqual([-1, 0.5, 1].map((v) => expect.closeTo(v, 12)));
});

test('an invariant start is left for the rest of the space', async () => {
  const map = (x: Float64Array, out: Float64Array) => {
    for (let i = 0; i < x.length; i++) out[i] = x[i] / (1 + i);
  };
  const start = new Float64Array(60);
  start[5] = 1;
  const { pairs } = await leadingEigenvalues(map, 60, { count: 2, tolerance: 1e-10, start });
  expect(pairs.map((p) => p.re)).toEqual([expect.closeTo(1, 9), expect.closeTo(0.5, 9)]);
});

test('numbers that are not finite are refused, and too few applications said', async () => {
  const start = ramp(50);
  const broken = (_: Float64Array, out: Float64Array) => out.fill(Number.NaN);
  await expect(
    leadingEigenvalues((x, out) => void broken(x, out), 50, { count: 1, tolerance: 1e-9, start }),
  ).rejects.toThrow(RangeError);
  const { map, n } = blocks(
    Array.from({ length: 400 }, (_, j) => 0.999 ** j),
    0.1,
    1,
  );
  const found = await leadingEigenvalues(map, n, {
    count: 6,
    tolerance: 1e-12,
    start: ramp(n),
    maximumApplications: 40,
  });
  expect(found.converged).toBe(false);
});
