/** One suite over both backends: what `engine/ensemble.ts` promises, and nothing that it does not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble } from '../../src/engine/ensemble.js';
import { cellCount } from '../../src/math/grid.js';
import { divergenceBounds } from '../../src/model/divergence.js';
import type { Experiment } from '../../src/model/experiment.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';
import {
  base,
  cases,
  doubling,
  hostCell,
  oneDimension,
  twoDimensions,
} from './contractFixtures.js';

const gpu = useAdapter();

async function positionsOf(ensemble: Ensemble): Promise<number[][]> {
  return (await ensemble.readWalkers(0, ensemble.walkers)).map((column) => [...column]);
}

describe.each([
  { kind: 'gpu', open: () => gpu.backend },
  { kind: 'cpu', open: createCpuBackend },
] as const)('$kind', ({ kind, open }) => {
  let backend: Backend;
  beforeAll(() => {
    backend = open();
  });
  const opened: Ensemble[] = [];
  async function create(document: object, index = 0, firstWalker = 0, walkers = base.walkers) {
    const experiment: Experiment = resolveExperiment(document);
    const ensemble = await backend.create({ experiment, index, firstWalker, walkers });
    opened.push(ensemble);
    return ensemble;
  }
  async function walked(steps: number, ...args: Parameters<typeof create>) {
    const ensemble = await create(...args);
    await ensemble.advance(steps);
    return positionsOf(ensemble);
  }
  afterAll(() => {
    for (const ensemble of opened) ensemble.destroy();
    backend.destroy();
  });

  test('a new ensemble is at step 0 and within the capacity', async () => {
    const ensemble = await create(oneDimension);
    expect(backend.kind).toBe(kind);
    expect(backend.capacity(resolveExperiment(oneDimension))).toBeGreaterThanOrEqual(2 ** 20);
    expect([ensemble.step, ensemble.walkers]).toEqual([0, base.walkers]);
    expect(await ensemble.divergences()).toEqual([]);
  });

  test.each(cases)('$what: 100 steps are 10 × 10 and 7 + 93, bit for bit', async (row) => {
    const whole = await create(row.of, row.index);
    let reported = 0;
    await whole.advance(100, (steps) => {
      reported += steps;
    });
    expect([whole.step, reported]).toEqual([100, 100]);
    const tens = await create(row.of, row.index);
    for (let k = 0; k < 10; k++) await tens.advance(10);
    const uneven = await create(row.of, row.index);
    await uneven.advance(7);
    await uneven.snapshot();
    await uneven.advance(0);
    await uneven.advance(93);
    expect(await positionsOf(tens)).toEqual(await positionsOf(whole));
    expect(await positionsOf(uneven)).toEqual(await positionsOf(whole));
  });

  test.each(cases)('$what: calls that do not wait for each other keep their order', async (row) => {
    const hasty = await create(row.of, row.index);
    const calls = [hasty.advance(3), hasty.snapshot(), hasty.advance(6), hasty.snapshot()] as const;
    const end = positionsOf(hasty);
    const [, early, , late] = await Promise.all(calls);
    const patient = await create(row.of, row.index);
    for (const [steps, snapshot] of [
      [3, early],
      [6, late],
    ] as const) {
      await patient.advance(steps);
      expect(await patient.snapshot()).toEqual(snapshot);
    }
    expect(await positionsOf(patient)).toEqual(await end);
    expect(early.counts).not.toEqual(late.counts);
  });

  test.each(cases)('$what: a walker depends on its global number alone', async (row) => {
    const all = await walked(20, row.of, row.index);
    const slice = await walked(20, row.of, row.index, 1000, 1000);
    expect(slice).toEqual(all.map((column) => column.slice(1000, 2000)));
  });

  test('seed (all 64 bits) and stream matter', async () => {
    const seeds = ['7', '8', (7n + 2n ** 32n).toString()];
    const runs = await Promise.all(seeds.map((seed) => walked(5, { ...oneDimension, seed }, 3)));
    const stream = await walked(5, oneDimension, 4);
    const again = await walked(5, oneDimension, 3);
    expect(again).toEqual(runs[0]);
    for (const other of [runs[1], runs[2], stream]) {
      const same = other[0].filter((x, i) => x === runs[0][0][i]).length;
      expect(same).toBeLessThan(5);
    }
  });

  test.each(cases)(
    '$what: the histogram is that of the walkers, all accounted for',
    async (row) => {
      const ensemble = await create(row.of, row.index);
      await ensemble.advance(30);
      const { counts, outside, diverged, step, walkers } = await ensemble.snapshot();
      const { grid } = resolveExperiment(row.of);
      const positions = await positionsOf(ensemble);
      const expected = new Float64Array(cellCount(grid));
      let off = 0;
      for (let w = 0; w < base.walkers; w++) {
        const cell = hostCell(
          grid,
          positions.map((column) => column[w]),
        );
        if (cell < 0) off++;
        else expected[cell]++;
      }
      expect([step, walkers, diverged, outside]).toEqual([30, base.walkers, 0, off]);
      expect([...counts]).toEqual([...expected]);
      expect(off).toBeGreaterThan(0);
      expect(counts.reduce((s, c) => s + c, 0) + outside + diverged).toBe(base.walkers);
    },
  );

  test.each(cases)('$what: mean and covariance are those of the walkers', async (row) => {
    const ensemble = await create(row.of, row.index);
    await ensemble.advance(30);
    const { mean, covariance } = await ensemble.snapshot();
    const positions = await positionsOf(ensemble);
    const average = (f: (w: number) => number) =>
      positions[0].reduce((s, _, w) => s + f(w), 0) / base.walkers;
    const means = positions.map((column) => average((w) => column[w]));
    // Each device sums float32 positions of order 1; 1e-6 is 2⁻²⁰, eight roundings of the largest.
    means.forEach((m, i) => {
      expect(Math.abs(mean[i] - m)).toBeLessThan(1e-6);
    });
    const d = means.length;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        const host = average((w) => (positions[i][w] - means[i]) * (positions[j][w] - means[j]));
        expect(Math.abs(covariance[i * d + j] - host)).toBeLessThan(2e-6);
      }
    }
  });

  test('divergences are booked at the very step and parked walkers stay', async () => {
    const ensemble = await create(doubling);
    const [start] = await positionsOf(ensemble);
    const bound = divergenceBounds(resolveExperiment(doubling).grid)[0];
    const last = 18;
    const booked = new Map<number, number>();
    for (const x of start) {
      let position = x;
      for (let k = 1; k <= last; k++) {
        position *= 2;
        if (Math.abs(position) >= bound) {
          booked.set(k, (booked.get(k) ?? 0) + 1);
          break;
        }
      }
    }
    const expected = [...booked].sort(([a], [b]) => a - b);
    expect(expected.length).toBeGreaterThan(3);
    await ensemble.advance(5);
    await ensemble.advance(last - 5);
    const divergences = await ensemble.divergences();
    expect(divergences.map(({ step, walkers }) => [step, walkers])).toEqual(expected);
    const snapshot = await ensemble.snapshot();
    const total = expected.reduce((s, [, n]) => s + n, 0);
    const inside = snapshot.counts.reduce((s, c) => s + c, 0);
    expect(snapshot.diverged).toBe(total);
    expect(inside + snapshot.outside + total).toBe(base.walkers);
    await ensemble.advance(1);
    const after = await ensemble.snapshot();
    const counted = (await ensemble.divergences()).reduce((s, d) => s + d.walkers, 0);
    expect(counted).toBe(after.diverged);
    expect((await ensemble.divergences()).slice(0, expected.length)).toEqual(divergences);
    const parked = await positionsOf(ensemble);
    await ensemble.advance(2);
    const later = await positionsOf(ensemble);
    const stayed = parked[0].filter((x, w) => x === later[0][w] && x !== 0);
    expect(stayed.length).toBe(after.diverged);
    expect([...(await ensemble.snapshot()).mean].every(Number.isFinite)).toBe(true);
  });

  test('walkers whose loss overflows to infinity are all accounted for', async () => {
    const ensemble = await create({
      ...doubling,
      landscape: { parameters: ['x'], loss: 'exp(exp(x^2))' },
      initial: { x: 2.2 },
    });
    await ensemble.advance(3);
    expect(await ensemble.divergences()).toEqual([{ step: 1, walkers: base.walkers }]);
    const { counts, outside, diverged } = await ensemble.snapshot();
    expect([counts.reduce((s, c) => s + c, 0), outside, diverged]).toEqual([0, 0, base.walkers]);
  });

  test('waves add up to the whole', async () => {
    const whole = await create(twoDimensions, 0);
    const waves = await Promise.all([
      create(twoDimensions, 0, 0, 1100),
      create(twoDimensions, 0, 1100, 1900),
    ]);
    for (const ensemble of [whole, ...waves]) await ensemble.advance(12);
    const [all, first, second] = await Promise.all(
      [whole, ...waves].map((ensemble) => ensemble.snapshot()),
    );
    expect([...all.counts]).toEqual([...first.counts].map((c, i) => c + second.counts[i]));
    expect(all.outside).toBe(first.outside + second.outside);
    expect(all.walkers).toBe(first.walkers + second.walkers);
  });

  test('readWalkers gives any range', async () => {
    const ensemble = await create(twoDimensions, 2);
    await ensemble.advance(3);
    const all = await positionsOf(ensemble);
    for (const [first, count] of [
      [0, 1],
      [base.walkers - 1, 1],
      [513, 1025],
    ]) {
      const range = await ensemble.readWalkers(first, count);
      expect(range.map((column) => [...column])).toEqual(
        all.map((column) => column.slice(first, first + count)),
      );
    }
  });

  test('no step is done beyond the last of the experiment', async () => {
    const ensemble = await create(oneDimension);
    await ensemble.advance(90);
    await expect(ensemble.advance(11)).rejects.toThrow(RangeError);
    expect(ensemble.step).toBe(90);
    await ensemble.advance(10);
  });

  test('with no walker left the moments are no numbers', async () => {
    const ensemble = await create({ ...doubling, initial: { x: 1e6 } });
    expect(await ensemble.divergences()).toEqual([{ step: 0, walkers: base.walkers }]);
    const { mean, covariance } = await ensemble.snapshot();
    expect([...mean, ...covariance]).toEqual([Number.NaN, Number.NaN]);
  });

  test('an ensemble can be destroyed twice', async () => {
    const ensemble = await create(oneDimension);
    ensemble.destroy();
    ensemble.destroy();
  });

  test('walkers start as point, normal and uniform laws say', async () => {
    const walkers = 2 ** 17;
    const initial = { x: { normal: [0.5, 0.2] }, y: { uniform: [-1, 2] } };
    const ensemble = await create({ ...twoDimensions, initial, walkers }, 0, 0, walkers);
    const [x, y] = await ensemble.readWalkers(0, walkers);
    const moment = (f: (w: number) => number) => {
      let sum = 0;
      for (let w = 0; w < walkers; w++) sum += f(w);
      return sum / walkers;
    };
    // Standardised: normal z and uniform u on (−√3, √3); 5 errors √((E m²ᵖ − (E mᵖ)²)/N).
    const z = (w: number) => (x[w] - 0.5) / 0.2;
    const u = (w: number) => (y[w] - 0.5) / (3 / Math.sqrt(12));
    const within = 5 / Math.sqrt(walkers);
    expect(Math.abs(moment(z))).toBeLessThan(within);
    expect(Math.abs(moment((w) => z(w) ** 2) - 1)).toBeLessThan(within * Math.sqrt(2));
    expect(Math.abs(moment((w) => z(w) ** 3))).toBeLessThan(within * Math.sqrt(15));
    expect(Math.abs(moment((w) => z(w) ** 4) - 3)).toBeLessThan(within * Math.sqrt(96));
    expect(Math.abs(moment(u))).toBeLessThan(within);
    expect(Math.abs(moment((w) => u(w) ** 2) - 1)).toBeLessThan(within * Math.sqrt(0.8));
    expect(Math.abs(moment((w) => z(w) * u(w)))).toBeLessThan(within);
    // The uniform law is flat: each of 30 cells holds N/30 ± 5√(N/30).
    const cells = new Float64Array(30);
    for (const v of y) cells[Math.min(Math.floor((v + 1) * 10), 29)]++;
    expect(y.every((v) => v >= -1 && v <= 2)).toBe(true);
    for (const c of cells) {
      expect(Math.abs(c - walkers / 30)).toBeLessThan(5 * Math.sqrt(walkers / 30));
    }
    const point = await create({ ...oneDimension, initial: { x: 0.3 } });
    const [column] = await point.readWalkers(0, base.walkers);
    expect(column.every((v) => v === Math.fround(0.3))).toBe(true);
  });
});
