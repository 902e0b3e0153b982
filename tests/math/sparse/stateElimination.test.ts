import { expect, test } from 'vitest';
import { solveDense } from '../../../src/math/linearAlgebra.js';
import { eliminateStates, type JumpRates } from '../../../src/math/sparse/stateElimination.js';

/** Jumps between cells of an n × n lattice: `rate` of each from → to; 0 is none. */
function lattice(
  n: number,
  vectors: readonly (readonly [number, number])[],
  rate: (from: number, to: number) => number,
  loss: (i: number, j: number) => number,
): JumpRates {
  const starts = [0];
  const targets: number[] = [];
  const rates: number[] = [];
  const place: number[] = [];
  const losses = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      place.push(i, j);
      losses[i * n + j] = loss(i, j);
      for (const [a, b] of vectors) {
        if (i + a < 0 || j + b < 0 || i + a >= n || j + b >= n) continue;
        targets.push((i + a) * n + j + b);
        rates.push(rate(i * n + j, (i + a) * n + j + b));
      }
      starts.push(targets.length);
    }
  }
  return {
    states: n * n,
    starts: Int32Array.from(starts),
    targets: Int32Array.from(targets),
    rates: Float64Array.from(rates),
    losses,
    place: Float64Array.from(place),
    dimensions: 2,
  };
}

const around = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
const far = [...around, [2, -1], [-2, 1], [1, 3]] as const;
/** Some number in (0, 1) for every pair. */
const mixed = (a: number, b: number) => {
  const v = Math.sin(12.9898 * a + 78.233 * b) * 43758.5453;
  return v - Math.floor(v);
};

/** −A, row-major: entry (to, from). */
function dense({ states, starts, targets, rates, losses }: JumpRates): Float64Array {
  const matrix = new Float64Array(states * states);
  for (let c = 0; c < states; c++) {
    matrix[c * states + c] += losses[c];
    for (let e = starts[c]; e < starts[c + 1]; e++) {
      matrix[c * states + c] += rates[e];
      matrix[targets[e] * states + c] -= rates[e];
    }
  }
  return matrix;
}

test('jumps of any length on a lattice: both equations as dense elimination solves them', () => {
  const n = 13;
  const chain = lattice(n, far, mixed, (i, j) => (i === 0 && j > 4 ? 0.3 : 0));
  const right = Float64Array.from({ length: n * n }, (_, c) => mixed(c, 3) - 0.5);
  const matrix = dense(chain);
  const transposed = matrix.map((_, k) => matrix[(k % (n * n)) * n * n + Math.floor(k / (n * n))]);
  const { forward, backward } = eliminateStates(chain);
  for (const [found, expected] of [
    [forward(right), solveDense(matrix, right)!],
    [backward(right), solveDense(transposed, right)!],
  ]) {
    const size = Math.max(...expected.map(Math.abs));
    found.forEach((v, c) => {
      expect(Math.abs(v - expected[c])).toBeLessThan(1e-11 * size);
    });
  }
});

test('an escape that takes 10⁶⁰ is as exact as any other: nothing is subtracted', () => {
  // Down a hill of 60 steps with ratio 10 against climbing, out at the top: u = Σ … in closed form.
  const n = 61;
  const rates: number[] = [];
  const targets: number[] = [];
  const starts = [0];
  for (let i = 0; i < n; i++) {
    if (i > 0) {
      targets.push(i - 1);
      rates.push(10);
    }
    if (i + 1 < n) {
      targets.push(i + 1);
      rates.push(1);
    }
    starts.push(targets.length);
  }
  const losses = new Float64Array(n);
  losses[n - 1] = 1;
  const { backward } = eliminateStates({
    states: n,
    starts: Int32Array.from(starts),
    targets: Int32Array.from(targets),
    rates: Float64Array.from(rates),
    losses,
    place: Float64Array.from({ length: n }, (_, i) => i),
    dimensions: 1,
  });
  // Time from i to i + 1: (1 + 10 + … + 10ⁱ).
  let exact = 0;
  for (let i = 0; i < n; i++) exact += (10 ** (i + 1) - 1) / 9;
  expect(backward(new Float64Array(n).fill(1))[0] / exact).toBeCloseTo(1, 13);
});

test('walkers that can never be lost have no finite answer, and where none are there is none', () => {
  const apart = lattice(
    6,
    around,
    (a, b) => (a < 18 === b < 18 ? 1 : 0),
    (i) => (i < 3 ? 0 : 1),
  );
  const { forward, backward } = eliminateStates(apart);
  expect(Number.isFinite(backward(new Float64Array(36).fill(1))[0])).toBe(false);
  const below = forward(Float64Array.from({ length: 36 }, (_, c) => Number(c === 30)));
  expect(below.subarray(0, 18).every((v) => v === 0)).toBe(true);
  expect(below.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
});

test('what fills in grows like the lattice and its logarithm, not like bands', () => {
  const entries = [32, 64].map(
    (n) =>
      eliminateStates(
        lattice(
          n,
          around,
          () => 1,
          () => 1,
        ),
      ).entries,
  );
  // Bands would grow by 8 from one to the next.
  expect(entries[1] / entries[0]).toBeLessThan(5.5);
});
