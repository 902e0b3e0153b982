/** Minima, saddles, maxima and passes in the plane are the known ones; flat sets are one entry. */
import { describe, expect, it } from 'vitest';
import { catalogueLandscape } from '../../../../src/model/landscape.js';
import { findCriticalPoints } from '../../../../src/model/shape/criticalPoints.js';
import { himmelblau, ownLandscape, square, turnedDoubleWell } from '../ownLandscape.js';

const find = (loss: string, half = 2.1) =>
  findCriticalPoints(ownLandscape(loss, ['x', 'y']), square(-half, half));

describe('critical points in the plane', () => {
  it('Himmelblau’s function has four minima, four saddles and one maximum', () => {
    const { points, passes } = findCriticalPoints(himmelblau(), square(-6, 6));
    const of = (kind: string) => points.filter((p) => p.kind === kind);
    // Himmelblau, Applied Nonlinear Programming, 1972; six decimals as commonly printed.
    const minima = [
      [-3.77931, -3.283186],
      [-2.805118, 3.131312],
      [3, 2],
      [3.584428, -1.848126],
    ];
    const found = of('minimum').map((p) => [...p.point]);
    found.sort((a, b) => a[0] - b[0]);
    for (const [i, m] of minima.entries()) {
      expect(found[i][0]).toBeCloseTo(m[0], 5);
      expect(found[i][1]).toBeCloseTo(m[1], 5);
    }
    for (const p of of('minimum')) expect(p.value).toBeCloseTo(0, 20);
    expect([of('minimum'), of('saddle'), of('maximum')].map((a) => a.length)).toEqual([4, 4, 1]);
    expect(of('maximum')[0].value).toBeCloseTo(181.617, 3);
    for (const {
      point: [x, y],
    } of points) {
      const gx = 4 * x * (x * x + y - 11) + 2 * (x + y * y - 7);
      const gy = 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7);
      // Curvatures are up to 134: what one rounding of a coordinate of size 4 leaves.
      expect(Math.hypot(gx, gy)).toBeLessThan(1e-12);
    }
    // A ring of four: every saddle is a pass between two minima, and no two join the same pair.
    expect(passes.map((p) => p.over).sort()).toEqual([4, 5, 6, 7]);
    for (const { between, over, heights } of passes) {
      expect(between[0]).toBeLessThan(between[1]);
      expect(heights[0]).toBeCloseTo(points[over].value, 12);
    }
  });

  it.each([
    [0, 1],
    [0.4, 1],
    [1.1, 300],
  ])('a double well turned by %d has its saddle at the origin', (angle, stiffness) => {
    const { points, passes } = findCriticalPoints(
      turnedDoubleWell(angle, stiffness),
      square(-2, 2),
    );
    expect(points.map((p) => p.kind)).toEqual(['minimum', 'minimum', 'saddle']);
    for (const p of points.slice(0, 2)) {
      const side = Math.sign(p.point[0]);
      expect(p.point[0]).toBeCloseTo(side * Math.cos(angle), 12);
      expect(p.point[1]).toBeCloseTo(side * Math.sin(angle), 12);
      const curvatures = [2, stiffness].sort((a, b) => a - b);
      expect(p.curvatures![0]).toBeCloseTo(curvatures[0], 10);
      expect(p.curvatures![1]).toBeCloseTo(curvatures[1], 10);
    }
    expect(Math.hypot(...points[2].point)).toBeLessThan(1e-12);
    expect(points[2].curvatures![0]).toBeCloseTo(-1, 10);
    expect(passes).toHaveLength(1);
    expect(passes[0].heights[0]).toBeCloseTo(0.25, 12);
  });

  it('a line and a ring of minima are one entry each, with points along them', () => {
    const ring = find('(x^2 + y^2 - 1)^2').points;
    expect(ring.map((p) => p.kind)).toEqual(['minimum', 'maximum']);
    expect(ring[0].flat.length).toBeGreaterThan(100);
    for (const [x, y] of ring[0].flat) expect(Math.hypot(x, y)).toBeCloseTo(1, 9);
    const angles = ring[0].flat.map(([x, y]) => Math.atan2(y, x)).sort((a, b) => a - b);
    const gaps = angles.map(
      (a, i) => a - (angles[i - 1] ?? angles[angles.length - 1] - 2 * Math.PI),
    );
    // Two diagonals of a cell of the scan at most.
    expect(Math.max(...gaps)).toBeLessThan(2 * Math.SQRT2 * (4.2 / 160));
    const valley = find('x^2').points;
    expect(valley).toHaveLength(1);
    expect(valley[0].curvatures).toEqual([0, 2]);
  });

  it('two curves of minima have the pass between them at the saddle', () => {
    const landscape = catalogueLandscape('factorization', { target: 1.5, spread: 0.5 });
    const axes = ['u', 'v'].map((name) => ({ name, min: -3, max: 3, cells: 100 }));
    const { points, passes } = findCriticalPoints(landscape, axes);
    expect(points.map((p) => [p.kind, p.flat.length > 50])).toEqual([
      ['minimum', true],
      ['minimum', true],
      ['saddle', false],
    ]);
    // L = (uv − t)²/2 + spread²/2.
    expect(points[0].value).toBeCloseTo(0.125, 12);
    expect(passes).toHaveLength(1);
    expect(passes[0].heights[1]).toBeCloseTo(1.5 ** 2 / 2, 12);
  });

  it('of two ways between two minima the lower one is the pass', () => {
    // A ring with minima near (0, ±1) and saddles near (±0.87, 0), lowered on the left by the tilt.
    const { points, passes } = find('(x^2 + y^2 - 1)^2 + x^2 / 2 + x / 10');
    const saddles = points.filter((p) => p.kind === 'saddle');
    expect(saddles).toHaveLength(2);
    expect(saddles.map((p) => Math.sign(p.point[0]))).toEqual([-1, 1]);
    expect(passes).toHaveLength(1);
    expect(points[passes[0].over]).toBe(saddles[0]);
  });

  it('points that the Hessian cannot tell are told by the loss around them', () => {
    const kinds = (loss: string) => find(loss).points.map((p) => [p.kind, p.flat.length]);
    expect(kinds('x^4 + y^2')).toEqual([['minimum', 0]]);
    expect(kinds('-x^4 - y^4')).toEqual([['maximum', 0]]);
    expect(kinds('x^3 - 3 * x * y^2')).toEqual([['saddle', 0]]);
    expect(kinds('x^3 + y^2')).toEqual([]);
  });

  it('minima at kinks have no curvature', () => {
    for (const loss of ['abs(x) + abs(y)', 'abs(x + y) + 0.3 * abs(x - 2 * y) + y^2 / 10']) {
      const { points } = find(loss, 2.13);
      expect(points).toHaveLength(1);
      expect(points[0].curvatures).toBeNull();
      expect(Math.hypot(...points[0].point)).toBeLessThan(1e-6);
    }
  });

  it('a slope has none', () => {
    expect(find('x + y / 2').points).toEqual([]);
  });
});
