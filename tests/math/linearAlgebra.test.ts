import { expect, test } from 'vitest';
import {
  createSparseBuilder,
  factorTridiagonal,
  multiplySparse,
  solveDense,
} from '../../src/math/linearAlgebra.js';

/** Reproducible numbers in (0, 1). */
function numbers(count: number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  });
}

test.each([1, 2, 3, 4, 5, 50, 51])(
  'a tridiagonal solution of %i rows satisfies its equations, also in place',
  (n) => {
    const [lower, upper, right] = [
      numbers(n),
      numbers(n).reverse(),
      numbers(n).map((v) => v - 0.5),
    ];
    const diagonal = numbers(n).map((v) => 2 + v);
    const x = right.slice();
    factorTridiagonal(lower, diagonal, upper)(x, x);
    for (let i = 0; i < n; i++) {
      const row =
        (i > 0 ? lower[i] * x[i - 1] : 0) +
        diagonal[i] * x[i] +
        (i + 1 < n ? upper[i] * x[i + 1] : 0);
      expect(row).toBeCloseTo(right[i], 13);
    }
  },
);

test('a dense system that needs pivoting is solved, a singular one is refused', () => {
  const x = solveDense([0, 2, 1, 1, 0, 3, 4, 1, 0], [7, 10, 6])!;
  expect(Array.from(x, (v) => Number(v.toFixed(12)))).toEqual([1, 2, 3]);
  expect(solveDense([1, 2, 2, 4], [1, 1])).toBeNull();
});

test('a sparse product equals the dense one; entries of one column add up', () => {
  const dense = numbers(20 * 30).map((v) => (v < 0.8 ? 0 : v));
  const builder = createSparseBuilder(30);
  for (let r = 0; r < 20; r++) {
    for (let c = 29; c >= 0; c--) {
      const v = dense[r * 30 + c];
      if (v !== 0) builder.add(c, v / 4);
      if (v !== 0) builder.add(c, (3 * v) / 4);
    }
    builder.endRow();
  }
  const vector = numbers(30);
  const product = new Float64Array(20);
  multiplySparse(builder.finish(), vector, product);
  product.forEach((v, r) => {
    const row = vector.reduce((sum, x, c) => sum + x * dense[r * 30 + c], 0);
    expect(v).toBeCloseTo(row, 13);
  });
});
