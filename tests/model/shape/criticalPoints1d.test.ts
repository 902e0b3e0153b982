/** Minima and barriers on a line are the exact ones, kinks, poles and flats included. */
import { describe, expect, it } from 'vitest';
import { catalogueLandscape } from '../../../src/model/landscape.js';
import { findCriticalPoints } from '../../../src/model/shape/criticalPoints.js';
import { line, ownLandscape } from './ownLandscape.js';

const find = (loss: string, min: number, max: number) =>
  findCriticalPoints(ownLandscape(loss), line(min, max));
const summary = (loss: string, min: number, max: number) =>
  find(loss, min, max).points.map((p) => [p.kind, p.point[0]]);

describe('critical points on a line', () => {
  it.each([0, 0.1, -0.3])('a double well of tilt %d has the roots of x³ − x + tilt', (tilt) => {
    const landscape = catalogueLandscape('doubleWell', { barrier: 0.25, tilt });
    const { points, passes } = findCriticalPoints(landscape, line(-2.5, 2.5));
    const angle = Math.acos((-3 * Math.sqrt(3) * tilt) / 2) / 3;
    const root = (k: number) => (2 / Math.sqrt(3)) * Math.cos(angle - (2 * Math.PI * k) / 3);
    const exact = [root(0), root(1), root(2)].sort((a, b) => a - b);
    const loss = (x: number) => (x * x - 1) ** 2 / 4 + tilt * x;
    expect(points.map((p) => p.kind)).toEqual(['minimum', 'maximum', 'minimum']);
    for (const [i, x] of exact.entries()) {
      // A few roundings of the root and of the values it is compared with.
      expect(Math.abs(points[i].point[0] - x)).toBeLessThan(1e-14);
      expect(points[i].value).toBeCloseTo(loss(x), 14);
      expect(points[i].curvatures![0]).toBeCloseTo(3 * x * x - 1, 12);
    }
    expect(passes).toHaveLength(1);
    expect(passes[0]).toMatchObject({ between: [0, 2], over: 1 });
    expect(passes[0].heights[0]).toBeCloseTo(loss(exact[1]) - loss(exact[0]), 13);
    expect(passes[0].heights[1]).toBeCloseTo(loss(exact[1]) - loss(exact[2]), 13);
  });

  it('all 50 of a rippled parabola are found, in order and alternating', () => {
    const { points } = find('sin(40*x) + x^2', -2, 2);
    // L′ = 40 cos 40x + 2x changes sign once in every half period of the cosine: 160/π = 50.9.
    expect(points).toHaveLength(50);
    for (const [i, p] of points.entries()) {
      const [x] = p.point;
      expect(Math.abs(40 * Math.cos(40 * x) + 2 * x)).toBeLessThan(1e-11);
      expect(p.kind).toBe(i % 2 === 0 ? 'minimum' : 'maximum');
    }
  });

  it.each([
    [-2, 2],
    [-2, 3],
  ])('a cusp on a node of the scan and one between nodes are kinks (%d to %d)', (min, max) => {
    for (const [loss, kind] of [
      ['abs(x)', 'minimum'],
      ['x^2 - 2 * abs(x) + 0 * x', 'maximum'],
      ['x >= 0 ? x * (x - 1) : 2 * x * (x + 1)', 'maximum'],
    ]) {
      const kink = find(loss, min, max).points.filter((p) => p.curvatures === null);
      expect(kink.map((p) => p.kind)).toEqual([kind]);
      expect(Math.abs(kink[0].point[0])).toBeLessThan(1e-300);
    }
  });

  it('a pole is a barrier of infinite height', () => {
    const { points, passes } = find('1 / x^2 + x^2', -2, 3);
    expect(points.map((p) => p.value)).toEqual([2, Infinity, 2]);
    expect(passes[0].heights).toEqual([Infinity, Infinity]);
  });

  it('a flat bottom is one minimum with its two ends', () => {
    const { points } = find('max(0, abs(x) - 1)^2', -3, 4);
    expect(points).toHaveLength(1);
    expect(points[0].kind).toBe('minimum');
    expect(points[0].flat[0][0]).toBeCloseTo(-1, 14);
    expect(points[0].flat[1][0]).toBeCloseTo(1, 14);
  });

  it('a degenerate minimum is one, an inflection and an end of the range are none', () => {
    expect(summary('x^4', -2, 3)).toEqual([['minimum', expect.closeTo(0, 60)]]);
    expect(summary('x^3', -1, 2)).toEqual([]);
    expect(summary('x', -1, 2)).toEqual([]);
  });

  it('a minimum and a maximum within one interval of the scan are both found', () => {
    // L′ = (x − a)² − 10⁻⁹ has its roots a ± 3.2e-5, the scan nodes 9.8e-4 apart.
    const roots = summary('(x - 0.3001)^3 / 3 - 1e-9 * x', -2, 2);
    const half = Math.sqrt(1e-9);
    expect(roots.map(([kind]) => kind)).toEqual(['maximum', 'minimum']);
    expect(roots[0][1]).toBeCloseTo(0.3001 - half, 9);
    expect(roots[1][1]).toBeCloseTo(0.3001 + half, 9);
  });

  it('losses that are not finite everywhere are searched where they are', () => {
    expect(summary('x * log(x)', -1, 2)).toEqual([['minimum', expect.closeTo(1 / Math.E, 14)]]);
  });

  it('a loss whose mean has no closed form is averaged over its samples', () => {
    const landscape = catalogueLandscape('logisticRegression', { ridge: 0.1 });
    expect(landscape.moments).toBeNull();
    const { points } = findCriticalPoints(landscape, [{ name: 'w', min: -3, max: 6, cells: 50 }]);
    const [u, label] = landscape.data.values;
    const w = points[0].point[0];
    const slope = u.reduce(
      (s, v, i) => s - (label[i] * v) / (1 + Math.exp(label[i] * v * w)) / 8,
      0,
    );
    const loss = u.reduce((s, v, i) => s + Math.log1p(Math.exp(-label[i] * v * w)) / 8, 0);
    expect(points.map((p) => p.kind)).toEqual(['minimum']);
    expect(slope + 0.1 * w).toBeCloseTo(0, 14);
    expect(points[0].value).toBeCloseTo(loss + (0.1 * w * w) / 2, 13);
  });
});
