/** Walkers on their way under another law, on both backends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble } from '../../src/engine/ensemble.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { useAdapter } from '../support/adapter.js';
import { base, cases, doubling } from './contractFixtures.js';

const gpu = useAdapter();
const positionsOf = (ensemble: Ensemble) => ensemble.readWalkers(0, ensemble.walkers);

describe.each([
  { kind: 'gpu', open: () => gpu.backend },
  { kind: 'cpu', open: createCpuBackend },
] as const)('$kind', ({ open }) => {
  let backend: Backend;
  beforeAll(() => {
    backend = open();
  });
  const opened: Ensemble[] = [];
  async function create(document: object, index: number) {
    const experiment = resolveExperiment(document);
    const request = { experiment, index, firstWalker: 0, walkers: base.walkers };
    const ensemble = await backend.create(request);
    opened.push(ensemble);
    return ensemble;
  }
  async function walked(steps: number, document: object, index: number) {
    const ensemble = await create(document, index);
    await ensemble.advance(steps);
    return positionsOf(ensemble);
  }
  afterAll(() => {
    for (const ensemble of opened) ensemble.destroy();
    backend.destroy();
  });

  test.each(cases)('$what: a changed law moves the walkers from where they are', async (row) => {
    const changed = resolveExperiment({
      ...row.of,
      learningRate: 0.05,
      ensembles: row.of.ensembles.map((e) => ('temperature' in e ? { ...e, temperature: 0.3 } : e)),
    });
    const same = await create(row.of, row.index);
    await same.advance(6);
    await same.change(resolveExperiment(row.of));
    await same.advance(14);
    expect(await positionsOf(same)).toEqual(await walked(20, row.of, row.index));
    const other = await create(row.of, row.index);
    await other.advance(6);
    const calls = [other.change(changed), other.advance(1)];
    const after = await positionsOf(other);
    await Promise.all(calls);
    // How far the seventh step takes them, under either law.
    const [before, kept] = [await walked(6, row.of, row.index), await walked(7, row.of, row.index)];
    const moved = (to: readonly Float32Array[]) =>
      Math.sqrt(to[0].reduce((sum, x, w) => sum + (x - before[0][w]) ** 2, 0) / base.walkers);
    const ratio = moved(after) / moved(kept);
    // SGD's step is proportional to the learning rate; Langevin's noise to √(ηT), its drift to η.
    const isLangevin = changed.ensembles[row.index].rule === 'langevin';
    if (!isLangevin) expect(ratio).toBeCloseTo(0.05 / 0.2, 5);
    else expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(2);
  });

  test('more steps move the end, and walkers go there as if it had been there always', async () => {
    const document = { ...doubling, predictions: [{ exitTime: { region: 'x > -2' } }] };
    const [short, long] = [3, 1500];
    const [extended, whole] = await Promise.all(
      [short, long].map((steps) => create({ ...document, steps, snapshots: [0] }, 0)),
    );
    await extended.advance(short);
    const early = await extended.exits();
    await expect(extended.advance(1)).rejects.toThrow(/ends at 3/);
    await extended.change(resolveExperiment({ ...document, steps: long, snapshots: [0] }));
    expect(await extended.exits()).toEqual(early);
    for (const one of [extended, whole]) await one.advance(one === whole ? 60 : 60 - short);
    expect(await positionsOf(extended)).toEqual(await positionsOf(whole));
    const divergences = await whole.divergences();
    expect(divergences.length).toBeGreaterThan(1);
    expect(await extended.divergences()).toEqual(divergences);
    expect(await extended.exits()).toEqual(await whole.exits());
    await expect(extended.advance(long)).rejects.toThrow(/ends at 1500/);
    // Fewer steps leave the end where it is.
    await extended.change(resolveExperiment({ ...document, steps: short, snapshots: [0] }));
    await extended.advance(1);
    expect(extended.step).toBe(61);
  });
});
