import { expect, test } from 'vitest';
import { createMaps2d } from '../../../src/theory/master2d/maps2d.js';
import {
  createTransferOperator2d,
  type OperatorPlan2d,
  planOperator2d,
} from '../../../src/theory/master2d/transferOperator2d.js';
import { createPace } from '../../../src/theory/pace.js';
import { createSolverGrid2d } from '../../../src/theory/solverGrid2d.js';
import { planeExperiment } from './plane.js';

const wave = (count: number, frequency: number) =>
  Array.from({ length: count }, (_, i) => Math.cos(frequency * i + 0.3));

const curved = {
  parameters: ['x', 'y'],
  loss: '(x^2 - 1)^2 / 4 + a * x + (1 + x^2) * y^2 / 2 + b * y',
  data: { a: wave(12, 1.7), b: wave(12, 2.9) },
};
/** A gradient that jumps by 2 at x = 0.3 tears blocks apart. */
const torn = { ...curved, loss: 'abs(x - 0.3) + a * x + (1 + x^2) * y^2 / 2 + b * y' };

interface Case {
  readonly landscape: typeof curved;
  readonly rule: Readonly<Record<string, string | number>>;
  readonly degree: number;
}

function planOf({ landscape, rule, degree }: Case, learningRate: number): OperatorPlan2d {
  // 57 × 60 cells: the last row of blocks is cut off.
  const e = planeExperiment(rule, [-2.2, 2.2, 48], {
    landscape,
    learningRate,
    steps: 1,
    initial: { x: 0, y: 0 },
  });
  const maps = createMaps2d(e.landscape, e.ensembles[0].law);
  if ('absent' in maps) throw new Error(maps.absent);
  const grid = createSolverGrid2d(e.grid, 1, [
    [4, 5],
    [6, 6],
  ]);
  return planOperator2d(maps, grid, { degree, order: 5 })!;
}

const build = (plan: OperatorPlan2d) => createTransferOperator2d(plan, createPace());

test.each<[string, Case, number]>([
  ['minibatches', { landscape: curved, rule: { rule: 'sgd' }, degree: 5 }, 0.05],
  ['minibatches far apart', { landscape: curved, rule: { rule: 'sgd' }, degree: 5 }, 0.4],
  ['torn blocks', { landscape: torn, rule: { rule: 'sgd' }, degree: 5 }, 0.3],
  ['noise that depends on θ', { landscape: curved, rule: { rule: 'gaussianSgd' }, degree: 5 }, 0.1],
  ['linear weights', { landscape: curved, rule: { rule: 'sgd' }, degree: 1 }, 0.02],
])('%s: merged deposits are the deposits, to rounding', async (_, c, learningRate) => {
  const plan = planOf(c, learningRate);
  const merged = await build(plan);
  const plain = await build({ ...plan, merge: null });
  expect(merged.entries).toBe(plain.entries);
  const { x, y, cells } = plan.grid;
  expect([x.cells, y.cells]).toEqual([57, 60]);
  // Masses of both signs everywhere, so that nothing cancels by symmetry and the ends count.
  const masses = Float64Array.from({ length: cells }, (_, k) => Math.sin(k * k * 0.7 + 1));
  const [a, b] = [new Float64Array(cells), new Float64Array(cells)];
  merged.apply(masses, a);
  plain.apply(masses, b);
  // Sums of some hundred terms of order 1, which the spline's system enlarges at most (15/2)².
  a.forEach((v, k) => {
    expect(Math.abs(v - b[k])).toBeLessThan(1e-12);
  });
  expect(merged.multiplications).toBeLessThan(plain.multiplications);
  // ⟨u, P p⟩ = ⟨Pᵀ u, p⟩ of sums of `cells` terms, both with the blocks and without.
  const values = Float64Array.from({ length: cells }, (_, k) => Math.cos(k * k * 0.3 + 2));
  const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, w, k) => sum + w * v[k], 0);
  const back = new Float64Array(cells);
  for (const operator of [merged, plain]) {
    operator.applyTransposed(values, back);
    expect(Math.abs(dot(back, masses) - dot(values, a))).toBeLessThan(1e-11);
  }
});

test.each([0.05, 0.4])(
  'the transposed operator, noise of one step %f cells and more',
  async (t) => {
    const rule = { rule: 'langevin', temperature: t };
    const operator = await build(planOf({ landscape: curved, rule, degree: 5 }, 0.05));
    const { cells } = operator.grid;
    const masses = Float64Array.from({ length: cells }, (_, k) => Math.sin(k * k * 0.7 + 1));
    const values = Float64Array.from({ length: cells }, (_, k) => Math.cos(k * k * 0.3 + 2));
    const [forward, back] = [new Float64Array(cells), new Float64Array(cells)];
    operator.apply(masses, forward);
    operator.applyTransposed(values, back);
    const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, w, k) => sum + w * v[k], 0);
    expect(Math.abs(dot(back, masses) - dot(values, forward))).toBeLessThan(1e-11);
  },
);

test('merged deposits keep mass, and take what was planned: a quarter of the multiplications', async () => {
  const plan = planOf({ landscape: curved, rule: { rule: 'sgd' }, degree: 5 }, 0.05);
  const operator = await build(plan);
  expect(operator.multiplications).toBeLessThan((36 * operator.entries) / 4);
  // A sample of a quarter of the blocks, of which rectangles vary by some cells.
  expect(operator.bytes / plan.bytes).toBeGreaterThan(0.9);
  expect(operator.bytes / plan.bytes).toBeLessThan(1.1);
  const { x, y, cells } = plan.grid;
  const bump = (i: number, n: number) => Math.exp(-0.5 * ((i - n / 2) / 3) ** 2);
  let masses: Float64Array = Float64Array.from(
    { length: cells },
    (_, k) => bump(Math.floor(k / y.cells), x.cells) * bump(k % y.cells, y.cells),
  );
  const total = masses.reduce((s, v) => s + v, 0);
  let next: Float64Array = new Float64Array(cells);
  for (let step = 0; step < 5; step++) {
    operator.apply(masses, next);
    [masses, next] = [next, masses];
  }
  expect(Math.abs(masses.reduce((s, v) => s + v, 0) / total - 1)).toBeLessThan(1e-13);
});
