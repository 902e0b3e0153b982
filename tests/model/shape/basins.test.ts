/** Basins are where gradient flow leads: exact barriers on a line, true separatrices in the plane. */
import { describe, expect, it } from 'vitest';
import { cellCentres } from '../../../src/math/grid.js';
import { catalogueLandscape } from '../../../src/model/landscape.js';
import { createInRegion } from '../../../src/model/region.js';
import { basinOf, basinRegion } from '../../../src/model/shape/basins.js';
import { himmelblau, line, ownLandscape, square, turnedDoubleWell } from './ownLandscape.js';

function found<T>(result: T | { readonly absent: string }): T {
  if (result && typeof result === 'object' && 'absent' in result) throw new Error(result.absent);
  return result as T;
}

function mask(result: ReturnType<typeof basinOf>): Uint8Array {
  const basin = found(result);
  if (!('kind' in basin) || basin.kind !== 'cells') throw new Error('expected cells');
  return basin.inside;
}

describe('the basin on a line', () => {
  const well = catalogueLandscape('doubleWell', { barrier: 0.25, tilt: 0 });
  const ends = (loss: string, x: number, min = -3, max = 3) =>
    basinOf(ownLandscape(loss), line(min, max), [x]);

  it('reaches from barrier to barrier, and to infinity where there is none', () => {
    for (const [start, expected] of [
      [0.2, [0, Infinity]],
      [2, [0, Infinity]],
      [-1, [-Infinity, 0]],
    ] as const) {
      const basin = basinOf(well, line(-2.5, 2.5), [start]);
      expect(basin).toMatchObject({ kind: 'interval' });
      const { ends: own } = basin as { ends: readonly number[] };
      for (const [i, e] of expected.entries()) expect(own[i]).toBeCloseTo(e, 14);
    }
  });

  it('has the barriers on both sides among many wells', () => {
    const basin = ends('-cos(3 * x)', 0.4);
    expect(basin).toMatchObject({ kind: 'interval' });
    const { ends: own } = basin as { ends: readonly number[] };
    expect(own[0]).toBeCloseTo(-Math.PI / 3, 13);
    expect(own[1]).toBeCloseTo(Math.PI / 3, 13);
  });

  it('becomes an expression that is not 0 inside', () => {
    const region = found(basinRegion(well, line(-2.5, 2.5), [-0.3]));
    expect(region).toMatchObject({
      kind: 'expression',
      text: 'basin of the minimum at x = −1.000',
    });
    const inside = new Uint8Array(4);
    createInRegion(region, ['x'])([Float64Array.of(-50, -0.01, 0.01, 2)], inside);
    expect([...inside]).toEqual([1, 1, 0, 0]);
  });

  it('is absent, with the reason, where flow finds no minimum', () => {
    expect(ends('x^3 - x', -2)).toMatchObject({ absent: expect.stringMatching(/leaves the grid/) });
    expect(ends('x', 0)).toMatchObject({ absent: expect.stringMatching(/no minimum/) });
    expect(ends('x^2', 9)).toMatchObject({ absent: expect.stringMatching(/off the grid/) });
    expect(basinOf(well, line(-2, 2), [0])).toMatchObject({
      absent: expect.stringMatching(/stays/),
    });
  });
});

describe('the basin in the plane', () => {
  it.each([
    [0.4, 1],
    [1.1, 300],
  ])('of a double well turned by %d is a half plane', (angle, stiffness) => {
    const grid = square(-2, 2, 96);
    const start = [1.3 * Math.cos(angle), 1.3 * Math.sin(angle)];
    const inside = mask(basinOf(turnedDoubleWell(angle, stiffness), grid, start));
    const centres = cellCentres(grid[0]);
    let compared = 0;
    for (const [k, cell] of inside.entries()) {
      const [x, y] = [centres[Math.floor(k / 96)], centres[k % 96]];
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      // The flow keeps the sign of u exactly; half a cell for the integrator.
      if (Math.abs(along) < 2 / 96) continue;
      compared++;
      expect(cell, `${x}, ${y}`).toBe(Number(along > 0));
    }
    expect(compared).toBeGreaterThan(0.95 * inside.length);
  });

  it('of Himmelblau’s function is where small steps downhill lead', () => {
    const cells = 64;
    const grid = square(-5, 5, cells);
    const inside = mask(basinOf(himmelblau(), grid, [2, 3]));
    const centres = cellCentres(grid[0]);
    // Heun's method at a step of 0.02 over the sharpest curvature on the way.
    const gradient = (x: number, y: number) => [
      4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
      2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
    ];
    const leadsTo = (x: number, y: number) => {
      const h = 1e-3;
      for (let k = 0; k < 1500; k++) {
        const [a, b] = gradient(x, y);
        const [c, d] = gradient(x - h * a, y - h * b);
        x -= (h / 2) * (a + c);
        y -= (h / 2) * (b + d);
      }
      return Math.hypot(x - 3, y - 2) < 0.1 ? 1 : 0;
    };
    const brute = inside.map((_, k) => leadsTo(centres[Math.floor(k / cells)], centres[k % cells]));
    const differ = [...inside.keys()].filter((k) => inside[k] !== brute[k]);
    const isBorder = (k: number) =>
      [1, -1, cells, -cells].some(
        (step) => brute[k + step] !== undefined && brute[k + step] !== brute[k],
      );
    expect(brute.reduce((a, b) => a + b, 0)).toBeGreaterThan(500);
    expect(differ.filter((k) => !isBorder(k))).toEqual([]);
    // The step of the flow is a quarter of these cells: hardly any cell of the border differs.
    expect(differ.length).toBeLessThanOrEqual(4);
  });

  it('of one arm of a curve of minima is the half plane on its side', () => {
    const landscape = catalogueLandscape('factorization', { target: 1, spread: 0.5 });
    const grid = ['u', 'v'].map((name) => ({ name, min: -3, max: 3, cells: 63 }));
    const inside = mask(basinOf(landscape, grid, [1, 0.1]));
    for (const [k, cell] of inside.entries()) {
      const [i, j] = [Math.floor(k / 63), k % 63];
      // Flow keeps u² − v², and so cannot cross u = −v, which leads to the saddle.
      if (i + j !== 62) expect(cell).toBe(Number(i + j > 62));
    }
  });

  it('is the whole plane along a long bent valley', () => {
    const rosenbrock = ownLandscape('100 * (y - x^2)^2 + (1 - x)^2', ['x', 'y']);
    const inside = mask(basinOf(rosenbrock, square(-2, 2, 32), [-1.5, 1]));
    expect(inside.every((v) => v === 1)).toBe(true);
  });

  it('is the whole plane around a minimum of kinks, reached by sliding along them', () => {
    const kinks = ownLandscape('abs(x + y) + 0.1 * abs(x - y)', ['x', 'y']);
    const inside = mask(basinOf(kinks, square(-2.13, 2.13, 32), [1, 1]));
    expect(inside.every((v) => v === 1)).toBe(true);
  });

  it('becomes a region of cells', () => {
    const grid = square(-5, 5, 32);
    const region = found(basinRegion(himmelblau(), grid, [3.5, -2]));
    expect(region).toMatchObject({
      kind: 'cells',
      text: 'basin of the minimum at x = 3.58, y = −1.85',
    });
    const inside = new Uint8Array(3);
    createInRegion(region, ['x', 'y'])(
      [Float64Array.of(3.5, 3, 9), Float64Array.of(-2, 2, 9)],
      inside,
    );
    expect([...inside]).toEqual([1, 0, 0]);
  });

  it('is the same from a table of the gradient, where the mean has no closed form', () => {
    // The last term is nothing but keeps the mean from being taken apart; thirty samples ask for the table.
    const a = Array.from({ length: 30 }, (_, i) => i / 30);
    const loss = '(x^2 + y - 11)^2 + (x + y^2 - 7)^2 + small * log(1 + exp(a * x))';
    const summed = ownLandscape(loss, ['x', 'y'], { a }, { small: 1e-12 });
    expect(summed.moments).toBeNull();
    const grid = square(-5, 5, 64);
    const direct = mask(basinOf(himmelblau(), grid, [2, 3]));
    const tabulated = mask(basinOf(summed, grid, [2, 3]));
    const differ = [...direct.keys()].filter((k) => direct[k] !== tabulated[k]);
    expect(differ.length).toBeLessThanOrEqual(4);
  });

  it('is absent, with the numbers, where it would take too long', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => i / 20_000);
    const slow = ownLandscape('log(1 + exp(a * x)) - x / 4 + y^2', ['x', 'y'], { a });
    const basin = basinOf(slow, square(-4, 4, 256), [0, 0]);
    expect(basin).toMatchObject({ absent: expect.stringMatching(/7\.4e\+8 evaluations/) });
  });
});
