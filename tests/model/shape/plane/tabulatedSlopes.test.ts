/** Slopes from a table converge to the surface's own, and end with the table. */
import { expect, it } from 'vitest';
import { tabulateSlopes } from '../../../../src/model/shape/plane/tabulatedSlopes.js';
import { createColumns, createSurface } from '../../../../src/model/shape/surface.js';
import { ownLandscape } from '../ownLandscape.js';

const surface = createSurface(ownLandscape('sin(x) * cos(2 * y) + x^2 * y', ['x', 'y']));

/** Largest errors of gradient and Hessian over some points between the nodes. */
function errors(nodes: number): number[] {
  const axis = { min: -1, spacing: 2 / (nodes - 1), nodes };
  const points = [0, 1].map((i) =>
    Float64Array.from({ length: 200 }, (_, k) => 0.8 * Math.sin(k * (1.3 + i))),
  );
  const [exact, table] = [createColumns(5, 200), createColumns(5, 200)];
  surface.slopes(points, exact.slice(0, 2), exact.slice(2));
  tabulateSlopes(surface, [axis, axis]).slopes(points, table.slice(0, 2), table.slice(2));
  const largest = (from: number, to: number) =>
    Math.max(
      ...exact
        .slice(from, to)
        .flatMap((e, i) => [...e.map((v, k) => Math.abs(v - table[from + i][k]))]),
    );
  return [largest(0, 2), largest(2, 5)];
}

it('converges: the gradient in third order, the Hessian in second', () => {
  const [coarse, fine] = [errors(41), errors(81)];
  expect(Math.log2(coarse[0] / fine[0])).toBeGreaterThan(2.7);
  expect(Math.log2(coarse[1] / fine[1])).toBeGreaterThan(1.7);
});

it('is exact at the nodes and has no value beyond the last cells', () => {
  const axis = { min: -1, spacing: 0.25, nodes: 9 };
  const x = Float64Array.of(0.25, -0.9, 0.9, 5, NaN);
  const y = Float64Array.of(-0.5, 0, 0, 0, 0);
  const [exact, table] = [createColumns(5, 5), createColumns(5, 5)];
  surface.slopes([x, y], exact.slice(0, 2), exact.slice(2));
  tabulateSlopes(surface, [axis, axis]).slopes([x, y], table.slice(0, 2), table.slice(2));
  expect(table[0][0]).toBeCloseTo(exact[0][0], 14);
  expect(table[1][0]).toBeCloseTo(exact[1][0], 14);
  for (const k of [1, 2, 3, 4]) expect(table[0][k]).toBeNaN();
});
