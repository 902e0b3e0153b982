/** The GPU ensemble: splits do not matter, and what is counted is what the walkers are. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Ensemble } from '../../../src/engine/ensemble.js';
import { createGpuBackend } from '../../../src/engine/gpu/gpuBackend.js';
import { float32CellOf } from '../../../src/math/float32Cells.js';
import { divergenceBounds } from '../../../src/model/divergence.js';
import type { Experiment } from '../../../src/model/experiment.js';
import { useAdapter } from '../../support/adapter.js';
import { smallExperiment, smallPlane } from '../../support/experiments.js';

const gpu = useAdapter();
let backend: Backend;
/** Other workgroups, and the generator as printed for hardware. */
let other: Backend;
const create = (experiment: Experiment, index: number, on = backend, walkers = 1000) =>
  on.create({ experiment, index, firstWalker: 77, walkers });
const bitsOf = async (ensemble: Ensemble) =>
  (await ensemble.readWalkers(0, ensemble.walkers)).map((a) => [...new Uint32Array(a.buffer)]);

beforeAll(() => {
  backend = createGpuBackend(gpu.device, gpu.adapter);
  other = createGpuBackend(gpu.device, gpu.adapter, {
    settings: {
      rotation: 'shift',
      workgroupSize: 32,
      walkersPerInvocation: 3,
      snapshot: { workgroupSize: 32, walkersPerInvocation: 5 },
    },
  });
});

describe.each([
  ['one dimension', smallExperiment],
  ['two dimensions', smallPlane],
])('%s', (_, build) => {
  const experiment = build();
  it.each(experiment.ensembles.map(({ name }, i) => [name, i] as const))(
    '%s: 100 steps = 10 × 10 = 1 + 99 = another workgroup size, bit for bit',
    async (_, index) => {
      const runs: [Backend, number[]][] = [
        [backend, [100]],
        [backend, Array(10).fill(10)],
        [backend, [1, 99]],
        [other, [2, 5, 93]],
      ];
      const results = [];
      for (const [on, parts] of runs) {
        const ensemble = await create(experiment, index, on);
        for (const steps of parts) await ensemble.advance(steps);
        results.push(await bitsOf(ensemble));
        ensemble.destroy();
      }
      for (const result of results.slice(1)) expect(result).toEqual(results[0]);
      expect(new Set(results[0][0]).size).toBeGreaterThan(10);
    },
  );
});

const narrow = { min: -1.2, max: 1.1, cells: 37 };
describe.each([
  ['one dimension', smallExperiment({ grid: { x: narrow } })],
  // 1369 cells: more than a workgroup counts for itself.
  ['two dimensions', smallPlane({ grid: { x: narrow, y: narrow } })],
])('snapshots in %s', (_, experiment) => {
  const index = experiment.ensembles.findIndex(({ rule }) => rule === 'langevin');
  const walkers = 50_001;

  it('count what the walkers are, and give their mean and covariance', async () => {
    const ensemble = await create(experiment, index, backend, walkers);
    await ensemble.advance(30);
    const snapshot = await ensemble.snapshot();
    const columns = await ensemble.readWalkers(0, walkers);
    const cells = experiment.grid.map(float32CellOf);
    const counts = new Float64Array(snapshot.counts.length);
    let outside = 0;
    for (let w = 0; w < walkers; w++) {
      const at = columns.map((column, i) => cells[i](column[w]));
      if (at.includes(-1)) outside++;
      else counts[at.reduce((slow, fast, i) => slow * experiment.grid[i].cells + fast)]++;
    }
    expect(snapshot.counts).toEqual(counts);
    expect(snapshot).toMatchObject({ step: 30, walkers, outside, diverged: 0 });
    expect(outside).toBeGreaterThan(0);

    // Partial sums of about 100 float32 terms, halves cancelling: a few 1e-6 of the spread.
    const mean = columns.map((column) => column.reduce((sum, v) => sum + v, 0) / walkers);
    columns.forEach((a, i) => {
      expect(Math.abs(snapshot.mean[i] - mean[i])).toBeLessThan(1e-6);
      columns.forEach((b, j) => {
        let product = 0;
        for (let w = 0; w < walkers; w++) product += (a[w] - mean[i]) * (b[w] - mean[j]);
        const got = snapshot.covariance[i * columns.length + j];
        expect(Math.abs(got - product / walkers)).toBeLessThan(2e-6);
      });
    });
    ensemble.destroy();
  });

  it('draw the same walkers in one wave as in two', async () => {
    const whole = await create(experiment, index, backend, 3000);
    const second = await backend.create({
      experiment,
      index,
      firstWalker: 77 + 1000,
      walkers: 2000,
    });
    await whole.advance(20);
    await second.advance(20);
    expect(await second.readWalkers(0, 2000)).toEqual(await whole.readWalkers(1000, 2000));
    whole.destroy();
    second.destroy();
  });
});

describe('walkers that diverge', () => {
  // θ ← θ − ηθ³ is stable for ηθ² < 2 only; from ±5 at η = 0.1 walkers within √20 stay.
  const experiment = smallExperiment({
    landscape: { parameters: ['x'], loss: 'x^4 / 4' },
    initial: { x: { uniform: [-5, 5] } },
    ensembles: [{ name: 'langevin', rule: 'langevin', temperature: 0.0001 }],
    steps: 40,
    snapshots: [0],
  });
  const bound = divergenceBounds(experiment.grid)[0];
  const walkers = 20_000;

  it('are parked, counted once by the step at which it happened, and left out of the moments', async () => {
    const single = await create(experiment, 0, backend, walkers);
    const expected = new Map<number, number>();
    let before = (await single.readWalkers(0, walkers))[0];
    for (let step = 1; step <= 40; step++) {
      await single.advance(1);
      const after = (await single.readWalkers(0, walkers))[0];
      const left = after.filter((v, i) => v === Infinity && before[i] !== Infinity).length;
      if (left > 0) expected.set(step, left);
      before = after;
    }
    const fused = await create(experiment, 0, backend, walkers);
    await fused.advance(40);
    const found = await fused.divergences();
    expect(new Map(found.map((d) => [d.step, d.walkers]))).toEqual(expected);
    expect(found.length).toBeGreaterThan(1);
    const alive = (await fused.readWalkers(0, walkers))[0].filter((v) => v !== Infinity);
    expect(alive.every((v) => Math.abs(v) < bound)).toBe(true);
    const snapshot = await fused.snapshot();
    expect(snapshot.diverged).toBe(walkers - alive.length);
    // |θ| > √20 of 5 diverges: 10.6 % of the walkers, by the law of the start.
    expect(Math.abs(snapshot.diverged / walkers - (1 - Math.sqrt(20) / 5))).toBeLessThan(0.012);
    const mean = alive.reduce((sum, v) => sum + v, 0) / alive.length;
    expect(Math.abs(snapshot.mean[0] - mean)).toBeLessThan(1e-6);
    single.destroy();
    fused.destroy();
  });
});

describe('initial laws', () => {
  it('give points, normals and uniforms with their moments within 4.5 standard errors', async () => {
    const walkers = 2 ** 18;
    const experiment = smallPlane({
      initial: { x: { normal: [0.3, 0.2] }, y: { uniform: [-1, 2] } },
    });
    const ensemble = await create(experiment, 6, backend, walkers);
    const { mean, covariance } = await ensemble.snapshot();
    const error = 4.5 / Math.sqrt(walkers);
    expect(Math.abs(mean[0] - 0.3)).toBeLessThan(error * 0.2);
    expect(Math.abs(mean[1] - 0.5)).toBeLessThan(error * Math.sqrt(0.75));
    expect(Math.abs(covariance[0] - 0.04)).toBeLessThan(error * 0.04 * Math.SQRT2);
    // Kurtosis of the uniform law is 1.8.
    expect(Math.abs(covariance[3] - 0.75)).toBeLessThan(error * 0.75 * Math.sqrt(0.8));
    expect(Math.abs(covariance[1])).toBeLessThan(error * 0.2 * Math.sqrt(0.75));
    ensemble.destroy();
  });
});

it('refuses to go beyond the last step of the experiment', async () => {
  const ensemble = await create(smallExperiment({ steps: 10, snapshots: [0] }), 0);
  await expect(ensemble.advance(11)).rejects.toThrow(RangeError);
  ensemble.destroy();
});

it('refuses a law of more functions than the adapter compiles, with both numbers', async () => {
  const few = createGpuBackend(gpu.device, gpu.adapter, { settings: { mostCalls: 20 } });
  const lossOf = (terms: number) => {
    const loss = Array.from({ length: terms }, (_, i) => `softplus(${i + 2} * x)`).join(' + ');
    return smallExperiment({
      landscape: { parameters: ['x'], loss, data: { a: [0, 1, 2, 3, 4] } },
    });
  };
  await expect(create(lossOf(40), 6, few)).rejects.toThrow(/calls \d\d functions .* at most 20/);
  (await create(lossOf(3), 6, few)).destroy();
});
