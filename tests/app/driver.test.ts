/** The driver on the CPU twin: states, frames and walkers belong together, whatever happens. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/app/live/plan.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble, EnsembleRequest } from '../../src/engine/ensemble.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { bench, countsOf, document, expectedAt } from '../support/driverBench.js';

describe('the driver', () => {
  it('runs to the end and shows there what the engine alone gives', async () => {
    const { driver, until } = bench(createCpuBackend);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done');
    expect(driver.frame()!.step).toBe(60);
    expect(countsOf(driver)).toEqual(await expectedAt(60));
    expect(driver.walkerStepsPerSecond()).toBeGreaterThan(0);
  });

  it('steps one by one, and asks for predictions where none are scheduled', async () => {
    const { driver, asked, until } = bench(createCpuBackend);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'run' });
    await until((d) => d.state().step >= 50);
    driver.send({ kind: 'pause' });
    await until((d) => d.state().target === null && d.frame()?.step === d.state().step);
    const { step, stops } = driver.state();
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === step + 1);
    expect(countsOf(driver)).toEqual(await expectedAt(step + 1));
    const unscheduled = [step, step + 1].filter((s) => !stops.includes(s));
    expect(asked.filter((s) => s > 50)).toEqual(unscheduled);
  });

  it('starts a loaded experiment from its own walkers', async () => {
    const { driver, until } = bench(createCpuBackend);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'run' });
    await until((d) => d.state().step >= 5);
    driver.load(resolveExperiment({ ...document, walkers: 300 }));
    expect(driver.frame()).toBeNull();
    await until((d) => d.frame() !== null && d.state().step >= 1);
    expect(driver.frame()!.ensembles[0].snapshot.walkers).toBe(300);
    expect(driver.state().phase).toBe('running');
  });

  it('pauses where the page does not draw, and then goes on frame by frame', async () => {
    let steps: () => number[] = () => [];
    const open = (): Backend => {
      const backend = createCpuBackend();
      const created: Ensemble[] = [];
      steps = () => created.map((ensemble) => ensemble.step);
      const create = async (request: EnsembleRequest) => {
        created.push(await backend.create(request));
        return created[created.length - 1];
      };
      return { ...backend, create };
    };
    let draw: (() => void) | null = null;
    let hidden = false;
    const nextFrame = () =>
      new Promise<void>((done) => {
        if (hidden) draw = done;
        else setTimeout(done);
      });
    const { driver, until } = bench(open, undefined, nextFrame);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'run' });
    await until((d) => d.state().step >= 5);
    hidden = true;
    while (!draw) await new Promise((done) => setTimeout(done));
    const { step, stops } = driver.state();
    const at = stops.indexOf(step);
    for (let turn = 0; turn < 50; turn++) await new Promise((done) => setTimeout(done));
    expect(driver.state().step).toBe(step);
    // The next frame waits to be drawn, and the walkers are where the one after it is taken.
    expect(steps()).toEqual([stops[at + 2], stops[at + 2]]);
    const seen: number[] = [];
    hidden = false;
    (draw as () => void)();
    await until((d) => {
      const shown = d.frame()!.step;
      if (shown > step && shown !== seen[seen.length - 1]) seen.push(shown);
      return d.state().phase === 'done';
    });
    expect(seen).toEqual(stops.slice(at + 1));
  });

  it('runs to a step and rests there, and from the start to one behind', async () => {
    const { driver, until } = bench(createCpuBackend);
    driver.load(resolveExperiment(document));
    for (const step of [51, 17]) {
      driver.send({ kind: 'runTo', step });
      await until((d) => d.state().phase === 'paused' && d.frame()?.step === step);
      expect(countsOf(driver)).toEqual(await expectedAt(step));
    }
    expect(driver.history.steps()).toEqual(Array.from({ length: 18 }, (_, i) => i));
    expect(driver.frameAt(9)!.step).toBe(9);
  });

  it('changes the law of walkers on their way, and what it says of them', async () => {
    const { driver, until } = bench(createCpuBackend);
    const slower = resolveExperiment({ ...document, learningRate: 0.05 });
    driver.load(resolveExperiment(document));
    expect(driver.change(slower)).toBe(false);
    driver.send({ kind: 'runTo', step: 10 });
    await until((d) => d.frame()?.step === 10);
    const before = countsOf(driver);
    expect(driver.change(slower)).toBe(true);
    expect(countsOf(driver)).toEqual(before);
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === 11);
    // Ten steps of 0.2 and one of 0.05.
    expect(driver.frame()!.time).toBeCloseTo(2.05, 12);
    expect(countsOf(driver)).not.toEqual(await expectedAt(11));
    driver.send({ kind: 'reset' });
    await until((d) => d.frame()?.step === 0);
    driver.send({ kind: 'runTo', step: 11 });
    await until((d) => d.frame()?.step === 11);
    expect(driver.frame()!.time).toBeCloseTo(0.55, 12);
    expect(driver.changes()).toEqual([]);
  });

  it('forgets a law that was taken back before any step was made with it', async () => {
    const { driver, until } = bench(createCpuBackend);
    const first = resolveExperiment(document);
    const slower = resolveExperiment({ ...document, learningRate: 0.05 });
    driver.load(first);
    driver.send({ kind: 'runTo', step: 10 });
    await until((d) => d.frame()?.step === 10);
    for (const law of [slower, resolveExperiment(document)]) expect(driver.change(law)).toBe(true);
    expect(driver.changes()).toEqual([]);
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === 11);
    expect(countsOf(driver)).toEqual(await expectedAt(11));
    expect(driver.history.at(11)?.changedAt).toBeNull();
    // After a step with it, it has been one.
    driver.change(slower);
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === 12);
    driver.change(first);
    expect(driver.changes().map((change) => change.step)).toEqual([11, 12]);
  });

  it('makes nothing of waves until asked, and then counts what one large wave counts', async () => {
    let created = 0;
    const open = (): Backend => {
      const backend = createCpuBackend();
      const create = (request: EnsembleRequest) => {
        created += 1;
        return backend.create(request);
      };
      return { ...backend, create };
    };
    const waves: Plan = { kind: 'waves', sizes: [200, 200, 100], bytes: 0, walkerSteps: 0 };
    const { driver, until } = bench(open, undefined, undefined, waves);
    driver.load(resolveExperiment(document));
    for (const kind of ['step', 'pause', 'reset'] as const) driver.send({ kind });
    await new Promise((done) => setTimeout(done, 5));
    expect(created).toBe(0);
    driver.send({ kind: 'run' });
    await until((d) => d.state().phase === 'done');
    expect([created, driver.wavesDone()]).toEqual([6, 1]);
    expect(countsOf(driver)).toEqual(await expectedAt(60));
    const snapshots = driver.frameAt(5)!.ensembles.map((e) => e.snapshot);
    expect(snapshots.map((s) => [...s.counts])).toEqual(await expectedAt(5));
    driver.send({ kind: 'run' });
    await until((d) => d.frame()!.step === 60 && d.frame()!.wave === 1);
    driver.send({ kind: 'pause' });
    await until((d) => d.state().phase === 'done');
    expect(driver.frame()!.ensembles[0].snapshot.walkers).toBe(400);
  });
});
