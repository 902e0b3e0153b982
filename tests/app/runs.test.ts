/** What becomes of a run when the experiment changes, on the CPU twin: nothing seen is lost. */
import { describe, expect, it } from 'vitest';
import type { Notice, NoticeExtras } from '../../src/app/notice.js';
import { connectRuns, onGridUnderWay } from '../../src/app/runs.js';
import { createAppState } from '../../src/app/state.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { type Bench, bench, countsOf, document, expectedAt } from '../support/driverBench.js';

const longer = { steps: 90, snapshots: [0, 90] };
const shorter = { steps: 30, snapshots: [0, 30] };
const of = (more: object) => resolveExperiment({ ...document, ...more });

async function done(): Promise<Bench> {
  const made = bench(createCpuBackend);
  made.driver.load(of({}));
  made.driver.send({ kind: 'run' });
  await made.until((d) => d.state().phase === 'done');
  return made;
}

describe('the end of a run', () => {
  it('moves away, and the same walkers go on to it', async () => {
    const { driver, until } = await done();
    const kept = driver.history.steps();
    const { generation } = driver.state();
    expect(driver.change(of(longer))).toBe(true);
    expect(driver.state()).toMatchObject({ phase: 'paused', step: 60, steps: 90, generation });
    expect([driver.frame()!.step, driver.history.steps()]).toEqual([60, kept]);
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done');
    expect(countsOf(driver)).toEqual(await expectedAt(90, longer));
    expect(driver.history.steps().slice(0, kept.length)).toEqual(kept);
    expect(driver.changes()).toEqual([]);
  });

  it('moves while walkers are under way to it', async () => {
    const { driver, until } = bench(createCpuBackend);
    driver.load(of({}));
    driver.send({ kind: 'run' });
    await until((d) => d.state().step >= 20);
    expect(driver.change(of(longer))).toBe(true);
    await until((d) => d.state().phase === 'done');
    expect(driver.frame()!.step).toBe(90);
    expect(driver.frameAt(10)!.step).toBe(10);
    expect(countsOf(driver)).toEqual(await expectedAt(90, longer));
  });

  it('comes closer than the walkers are, and frames up to it stay', async () => {
    const { driver, until } = await done();
    driver.change(of(shorter));
    expect(driver.history.steps()).toEqual(Array.from({ length: 31 }, (_, i) => i));
    expect(driver.state()).toMatchObject({ phase: 'done', step: 30, steps: 30 });
    expect(countsOf(driver)).toEqual(await expectedAt(30));
    // Its walkers come again, for whoever wants more of them.
    driver.change(of({ steps: 31, snapshots: [0] }));
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done' && d.state().step === 31);
    expect(countsOf(driver)).toEqual(await expectedAt(31));
  });

  it('comes to a step of which no frame is kept, which is made', async () => {
    const { driver, until } = await done();
    driver.change(of({ steps: 55, snapshots: [0] }));
    expect(driver.state()).toMatchObject({ phase: 'running', step: 52 });
    await until((d) => d.state().phase === 'done');
    expect(driver.frame()!.step).toBe(55);
    expect(countsOf(driver)).toEqual(await expectedAt(55));
  });

  it('is where another law begins, which more steps obey', async () => {
    const { driver, until } = await done();
    const before = countsOf(driver);
    const slower = { learningRate: 0.05 };
    expect(driver.change(of(slower))).toBe(true);
    expect(driver.state().phase).toBe('done');
    expect([countsOf(driver), driver.history.steps().length]).toEqual([before, 52]);
    driver.change(of({ ...slower, ...longer }));
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done');
    // Sixty steps of 0.2 and thirty of 0.05.
    expect(driver.frame()!.time).toBeCloseTo(13.5, 12);
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done' && d.changes().length === 0);
    expect(countsOf(driver)).toEqual(await expectedAt(90, { ...slower, ...longer }));
  });

  it('is no way on for walkers that are not there', () => {
    const { driver } = bench(createCpuBackend);
    driver.load(of({}));
    expect(driver.change(of(longer))).toBe(false);
  });
});

function page({ driver }: Bench) {
  const said: { words: string; extras: NoticeExtras | undefined }[] = [];
  const notice: Notice = {
    show: (_, words, extras) => said.push({ words, extras }),
    hide: () => {},
  };
  const state = createAppState({
    fitGrid: async (experiment) => experiment,
    onRefusal: () => {},
    framesPerSecond: 30,
  });
  connectRuns({ state, driver, notice });
  return { state, said, undo: () => said[said.length - 1].extras!.offer!.act() };
}

describe('a run that has to begin again', () => {
  it('says so, and comes back with all its frames', async () => {
    const made = bench(createCpuBackend);
    const { driver, until } = made;
    const { state, said, undo } = page(made);
    await state.open({ ...document, grid: 'auto' });
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done');
    const steps = driver.history.steps();
    const plain = state.draft();
    await state.open({ ...plain, walkers: 300 });
    expect(said.map(({ words }) => words)).toEqual([
      'The number of walkers was changed: the walkers are back at step 0.',
    ]);
    // What follows at once is the same change, and leads back to the same run.
    await until((d) => d.frame() !== null);
    await state.open({ ...plain, walkers: 200, seed: '8' });
    undo();
    expect(state.draft()).toBe(plain);
    expect(driver.state()).toMatchObject({ phase: 'done', step: 60 });
    expect(driver.history.steps()).toEqual(steps);
    expect(countsOf(driver)).toEqual(await expectedAt(60));
    await state.open({ ...plain, ...longer });
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done');
    expect(countsOf(driver)).toEqual(await expectedAt(90, longer));
    expect(said).toHaveLength(2);
  });

  it('goes on where it was left while it ran', async () => {
    const made = bench(createCpuBackend);
    const { driver, until } = made;
    const { state, said, undo } = page(made);
    await state.open(document);
    driver.send({ kind: 'run' });
    await until((d) => d.state().step >= 20);
    await state.open({ ...document, seed: '8' });
    expect(said[0].words).toBe('The seed is now 8: the run has begun again.');
    await until((d) => d.state().step >= 3);
    undo();
    expect(driver.state().phase).toBe('running');
    await until((d) => d.state().phase === 'done');
    expect(countsOf(driver)).toEqual(await expectedAt(60));
  });

  it('is said of no run that has not begun', async () => {
    const made = bench(createCpuBackend);
    const { state, said } = page(made);
    await state.open(document);
    await made.until((d) => d.frame() !== null);
    await state.open({ ...document, seed: '8' });
    expect(said).toEqual([]);
  });
});

it('a grid that was fitted stays that of walkers under way, whatever law they obey', async () => {
  const { driver, until } = bench(createCpuBackend);
  const fitted = of({ grid: { x: { min: -2, max: 2, cells: 64 } } });
  const stated = of({ grid: 'auto', learningRate: 0.1 });
  driver.load(fitted);
  expect(onGridUnderWay(stated, fitted, driver)).toBeNull();
  driver.send({ kind: 'runTo', step: 3 });
  await until((d) => d.state().step === 3);
  expect(onGridUnderWay(stated, fitted, driver)?.grid).toEqual(fitted.grid);
  expect(onGridUnderWay(of({ grid: 'auto', seed: '8' }), fitted, driver)).toBeNull();
});
