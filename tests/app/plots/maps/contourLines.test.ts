import { describe, expect, it } from 'vitest';
import { contourLines } from '../../../../src/app/plots/maps/contourLines.js';
import { marginsOf } from '../../../../src/app/plots/maps/marginals.js';
import {
  heightOf,
  lossAtHeight,
  lossBetween,
  surveyTerrain,
} from '../../../../src/app/terrain/terrain.js';
import { resolveExperiment } from '../../../../src/model/file/resolve.js';

/** x² + 4y², whose level sets are ellipses. */
const { landscape, grid } = resolveExperiment({
  name: 'bowl',
  landscape: { parameters: ['x', 'y'], loss: 'x^2 + 4 * y^2 + a', data: { a: [-1, 1] } },
  learningRate: 0.1,
  steps: 1,
  initial: { x: 0, y: 0 },
  ensembles: [{ rule: 'sgd' }],
  grid: { x: { min: -2, max: 2, cells: 16 }, y: { min: -1, max: 3, cells: 16 } },
});
const terrain = surveyTerrain(landscape, grid);
const placeOf = ([x, y]: readonly [number, number]) => [-2 + 4 * x, -1 + 4 * y];
const lossAt = ([x, y]: readonly number[]) => x * x + 4 * y * y;

describe('the terrain', () => {
  it('is the mean loss at its nodes and close to it between them', () => {
    const [n, m] = terrain.nodes;
    for (const k of [0, 7, n * m - 1, 12_345]) {
      const at = placeOf([Math.floor(k / m) / (n - 1), (k % m) / (m - 1)]);
      expect(terrain.loss[k]).toBeCloseTo(lossAt(at), 10);
    }
    // Bilinear: wrong by at most h²(|L_xx| + |L_yy|)/8 between nodes h apart.
    const step = 4 / (n - 1);
    const at = [0.3217, 0.7113] as const;
    expect(Math.abs(lossBetween(terrain, at) - lossAt(placeOf(at)))).toBeLessThan(
      (step ** 2 * 10) / 8,
    );
  });

  it('has heights that rise with the loss, up to where it is cut', () => {
    for (const height of [0, 0.2, 0.5, 0.99]) {
      expect(heightOf(terrain, lossAtHeight(terrain, height))).toBeCloseTo(height, 10);
    }
    expect(heightOf(terrain, terrain.top + 5)).toBe(1);
    expect(heightOf(terrain, Number.NaN)).toBe(1);
  });
});

describe('contours', () => {
  it('run where the loss has their value', () => {
    const heights = [0.2, 0.6];
    const values = heights.map((h) => lossAtHeight(terrain, h));
    const lines = contourLines(terrain, heights);
    const points = lines.flat();
    expect(points.length).toBeGreaterThan(200);
    // Linear between nodes: off by at most h²·8/8 along the steeper axis.
    const step = 4 / (terrain.nodes[0] - 1);
    for (const point of points) {
      const loss = lossAt(placeOf(point));
      const off = Math.min(...values.map((value) => Math.abs(value - loss)));
      expect(off).toBeLessThan(step ** 2 * 1.01);
    }
  });

  it('do not run along the border', () => {
    for (const line of contourLines(terrain, [0.9])) {
      for (let i = 1; i < line.length; i++) {
        const onSide = [0, 1].some(
          (axis) => line[i][axis] === line[i - 1][axis] && [0, 1].includes(line[i][axis]),
        );
        expect(onSide).toBe(false);
      }
    }
  });
});

describe('margins', () => {
  it('are sums along the other axis', () => {
    const small = [
      { name: 'x', min: 0, max: 1, cells: 2 },
      { name: 'y', min: 0, max: 1, cells: 3 },
    ];
    const [first, second] = marginsOf([1, 2, 3, 4, 5, 5], 20, small);
    [6, 14].forEach((sum, i) => {
      expect(first[i]).toBeCloseTo(sum / 20, 15);
    });
    [5, 7, 8].forEach((sum, j) => {
      expect(second[j]).toBeCloseTo(sum / 20, 15);
    });
  });
});
