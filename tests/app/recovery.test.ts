/** The driver where the device is lost or has no memory, on the CPU twin. */
import { describe, expect, it } from 'vitest';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble, EnsembleRequest } from '../../src/engine/ensemble.js';
import { DeviceError, DeviceMemoryError } from '../../src/engine/errors.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { bench, countsOf, document, expectedAt } from '../support/driverBench.js';

describe('the driver without its device', () => {
  it('opens a lost device again and brings the walkers back', async () => {
    let opened = 0;
    let lose: (reason: string) => void = () => {};
    const lost = new Promise<string>((done) => {
      lose = done;
    });
    const { driver, notices, until } = bench(() => {
      opened += 1;
      return createCpuBackend();
    }, lost);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'step' });
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === 2);
    lose('unplugged');
    await until(() => notices.length > 0);
    expect(opened).toBe(2);
    expect(notices[0]).toContain('step 2');
    expect(countsOf(driver)).toEqual(await expectedAt(2));
  });

  it('goes on with a run whose device was lost under way, from the frame on show', async () => {
    let lose: (reason: string) => void = () => {};
    const lost = new Promise<string>((done) => {
      lose = done;
    });
    const { driver, notices, until } = bench(createCpuBackend, lost);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'run' });
    await until((d) => d.state().step >= 7);
    lose('unplugged');
    await until((d) => d.state().phase === 'done');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/brought back to step ([7-9]|1\d)\./);
    expect(countsOf(driver)).toEqual(await expectedAt(60));
  });

  it('ends in an error, not in a loop, where the device stays lost', async () => {
    let opened = 0;
    const { driver, until } = bench(() => {
      opened += 1;
      const create = () => Promise.reject(new DeviceError('gone'));
      return { ...createCpuBackend(), create };
    });
    driver.load(resolveExperiment(document));
    await until((d) => d.state().phase === 'error');
    expect(driver.state().message).toBe('gone');
    expect(opened).toBe(3);
  });

  it('brings walkers back through their changes of law', async () => {
    let lose: (reason: string) => void = () => {};
    const lost = new Promise<string>((done) => {
      lose = done;
    });
    const { driver, notices, until } = bench(createCpuBackend, lost);
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'runTo', step: 3 });
    await until((d) => d.frame()?.step === 3);
    driver.change(resolveExperiment({ ...document, learningRate: 0.05 }));
    driver.send({ kind: 'runTo', step: 8 });
    await until((d) => d.frame()?.step === 8);
    const before = countsOf(driver);
    lose('unplugged');
    await until((d) => notices.length > 0 && d.frame()?.step === 8);
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === 9);
    expect(driver.frameAt(8)!.ensembles.map((e) => [...e.snapshot.counts])).toEqual(before);
    expect(driver.frame()!.time).toBeCloseTo(3 * 0.2 + 6 * 0.05, 12);
  });

  it('takes a change of law while walkers are brought back, from the step on show', async () => {
    let lose: (reason: string) => void = () => {};
    const lost = new Promise<string>((done) => {
      lose = done;
    });
    let opened = 0;
    let destroyed = 0;
    let hold: () => Promise<void> = async () => {};
    const open = (): Backend => {
      opened += 1;
      const backend = createCpuBackend();
      const create = async (request: EnsembleRequest): Promise<Ensemble> => {
        const ensemble = await backend.create(request);
        const advance: Ensemble['advance'] = async (steps, onSteps) => {
          await hold();
          return ensemble.advance(steps, onSteps);
        };
        return Object.create(ensemble, { advance: { value: advance } });
      };
      const destroy = () => {
        destroyed += 1;
      };
      return { ...backend, create, destroy };
    };
    const { driver, notices, until } = bench(open, lost);
    const laws = [0.05, 0.1].map((learningRate) =>
      resolveExperiment({ ...document, learningRate }),
    );
    driver.load(resolveExperiment(document));
    driver.send({ kind: 'runTo', step: 12 });
    await until((d) => d.state().phase === 'paused' && d.frame()?.step === 12);
    expect(driver.change(laws[0])).toBe(true);
    driver.send({ kind: 'runTo', step: 20 });
    await until((d) => d.state().phase === 'paused' && d.frame()?.step === 20);
    let goOn = () => {};
    const held = new Promise<void>((done) => {
      goOn = done;
    });
    const isHeld = new Promise<void>((done) => {
      hold = () => {
        done();
        return held;
      };
    });
    lose('unplugged');
    await isHeld;
    expect(driver.change(laws[1])).toBe(true);
    goOn();
    await until((d) => notices.length > 0 && d.state().phase === 'paused');
    driver.send({ kind: 'step' });
    await until((d) => d.frame()?.step === 21);
    expect([opened, destroyed]).toEqual([2, 1]);
    expect(driver.changes().map(({ step }) => step)).toEqual([12, 20]);
    expect(driver.frame()!.time).toBeCloseTo(12 * 0.2 + 8 * 0.05 + 0.1, 12);
    // The same walkers as those who went the same way undisturbed.
    const calm = bench(createCpuBackend);
    calm.driver.load(resolveExperiment(document));
    for (const [law, step] of [
      [null, 12],
      [laws[0], 20],
      [laws[1], 21],
    ] as const) {
      if (law) calm.driver.change(law);
      calm.driver.send({ kind: 'runTo', step });
      await calm.until((d) => d.state().phase === 'paused' && d.frame()?.step === step);
    }
    expect(countsOf(driver)).toEqual(countsOf(calm.driver));
  });

  it('does not open the device again where it has no memory', async () => {
    let opened = 0;
    const open = (): Backend => {
      opened += 1;
      const create = () => Promise.reject(new DeviceMemoryError('no memory for this'));
      return { ...createCpuBackend(), create };
    };
    const { driver, until } = bench(open);
    driver.load(resolveExperiment(document));
    await until((d) => d.state().phase === 'error');
    expect([opened, driver.state().message]).toEqual([1, 'no memory for this']);
  });
});
