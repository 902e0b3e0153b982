import { describe, expect, it } from 'vitest';
import { roundUp } from '../../src/app/cards/cards.js';
import { sampleDistance } from '../../src/app/cards/overlayCard.js';
import { lossCurve, lossRange } from '../../src/app/lossCurve.js';
import { residualLimit, residuals } from '../../src/app/plots/residualPlot.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { cellCentres } from '../../src/math/grid.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import type { EnsembleFrame } from '../../src/run/frame.js';
import { snapshotsAt } from '../support/sampled.js';

describe('residuals', () => {
  it('are binomial standard errors', () => {
    const [r] = residuals([5200], [0.5], 10_000);
    // √(10⁴·½·½) = 50.
    expect(r).toBeCloseTo(200 / 50, 12);
  });

  it('are missing where too few walkers are expected, but not where many turn up', () => {
    const [few, many, all] = residuals([2, 100, 1000], [1e-4, 1e-4, 1], 1000);
    expect(few).toBeNaN();
    expect(many).toBeGreaterThan(3);
    expect(all).toBeNaN();
  });

  it('fit on their axis', () => {
    for (const size of [0, 3, 3.1, 10, 11, 250, 9999]) {
      expect(residualLimit(size)).toBeGreaterThanOrEqual(Math.max(size, 10));
    }
  });
});

describe('the common scale of densities', () => {
  it('ends at a round number not below the largest and at most a third above', () => {
    for (let value = 1e-3; value < 1e3; value *= 1.07) {
      const top = roundUp(value);
      expect(top).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(top / value).toBeLessThan(4 / 3 + 1e-9);
    }
    expect(roundUp(0)).toBe(1);
  });
});

describe('the loss curve', () => {
  it('is the mean of the sample losses', () => {
    const { landscape, grid } = resolveExperiment({
      name: 'curve',
      landscape: {
        parameters: ['x'],
        loss: '(x^2 - 1)^2 / 4 + a * x',
        data: { a: [-0.6, 0.1, 0.8] },
      },
      learningRate: 0.1,
      steps: 1,
      initial: { x: 0 },
      ensembles: [{ rule: 'sgd' }],
      grid: { x: { min: -2, max: 2, cells: 64 } },
    });
    const loss = lossCurve(landscape, grid[0]);
    for (const [i, x] of cellCentres(grid[0]).entries()) {
      expect(loss[i]).toBeCloseTo((x * x - 1) ** 2 / 4 + 0.1 * x, 12);
    }
    const [low, high] = lossRange(loss);
    expect(low).toBe(Math.min(...loss));
    // Both valleys and the barrier between them are in view, the walls are not.
    expect(high).toBeGreaterThan(0.25);
    expect(high).toBeLessThan(Math.max(...loss));
  });
});

describe('the loss curve of many samples', () => {
  it('is taken at fewer points, and lies between them within the curvature of the loss', () => {
    const rows = 40_000;
    const a = Array.from({ length: rows }, (_, k) => (2 * k) / (rows - 1) - 1);
    const { landscape, grid } = resolveExperiment({
      name: 'curve',
      landscape: { parameters: ['x'], loss: 'log(1 + exp(a * x))', data: { a } },
      learningRate: 0.1,
      steps: 1,
      initial: { x: 0 },
      ensembles: [{ rule: 'sgd' }],
      grid: { x: { min: -4, max: 4, cells: 512 } },
    });
    const loss = lossCurve(landscape, grid[0]);
    const centres = cellCentres(grid[0]);
    // L″ = ⟨a² s(1 − s)⟩ ≤ 1/12, chords of at most 8/74 with one cell more from rounding.
    const furthest = (1 / 12) * ((8 / 74 + 8 / 512) ** 2 / 8);
    for (const i of [0, 100, 255, 256, 333, 511]) {
      const exact =
        a.reduce((sum, each) => sum + Math.log1p(Math.exp(each * centres[i])), 0) / rows;
      expect(loss[i]).toBeGreaterThan(exact - 1e-9);
      expect(loss[i] - exact).toBeLessThan(furthest);
    }
  });
});

describe('the distance of two samples', () => {
  it('is near its floor for one law and far above for two', async () => {
    const plain = {
      name: 'pair',
      landscape: { name: 'quadratic' },
      learningRate: 0.2,
      steps: 20,
      ensembles: [
        { name: 'a', rule: 'langevin', temperature: 0.1 },
        { name: 'b', rule: 'langevin', temperature: 0.1 },
        { name: 'c', rule: 'langevin', temperature: 0.2 },
      ],
      walkers: 20_000,
      seed: '3',
      grid: { x: { min: -3, max: 3, cells: 100 } },
    };
    const frames = await Promise.all(
      plain.ensembles.map(async ({ name, rule }, i): Promise<EnsembleFrame> => {
        const [snapshot] = await snapshotsAt(createCpuBackend(), plain, i, [20]);
        return { name, rule, snapshot, comparisons: [] };
      }),
    );
    // About 60 cells matter, so the distance scatters by about 10 % around its floor.
    const same = sampleDistance(frames[0], frames[1]);
    expect(same.distance / same.floor).toBeGreaterThan(0.6);
    expect(same.distance / same.floor).toBeLessThan(1.4);
    const other = sampleDistance(frames[0], frames[2]);
    expect(other.distance).toBeGreaterThan(4 * other.floor);
  });
});
