import { expect, test } from 'vitest';
import { factorCyclicTridiagonal } from '../../src/math/cyclicTridiagonal.js';
import { solveDense } from '../../src/math/linearAlgebra.js';

test('two rings and a line beside them: as by elimination', () => {
  const n = 11;
  const seams = [
    { first: 0, last: 4, upper: -0.3, lower: -0.8 },
    { first: 7, last: 10, upper: -1.1, lower: -0.2 },
  ];
  const ends = new Set([0, 5, 7]);
  const lower = Float64Array.from({ length: n }, (_, i) => (ends.has(i) ? 0 : -0.5 - 0.05 * i));
  const upper = Float64Array.from({ length: n }, (_, i) => (ends.has(i + 1) ? 0 : -0.9 + 0.03 * i));
  const diagonal = Float64Array.from({ length: n }, (_, i) => 3 + 0.1 * i);
  const dense = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    dense[i * n + i] = diagonal[i];
    if (i > 0) dense[i * n + i - 1] = lower[i];
    if (i + 1 < n) dense[i * n + i + 1] = upper[i];
  }
  for (const { first, last, upper: right, lower: left } of seams) {
    dense[first * n + last] += right;
    dense[last * n + first] += left;
  }
  const right = Float64Array.from({ length: n }, (_, i) => Math.sin(1 + i));
  const exact = solveDense(dense, right)!;
  const found = right.slice();
  factorCyclicTridiagonal(lower, diagonal, upper, seams)(found, found);
  found.forEach((v, i) => {
    expect(v).toBeCloseTo(exact[i], 13);
  });
});
