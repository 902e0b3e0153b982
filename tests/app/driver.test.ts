/** The driver on the CPU twin: states, frames and walkers belong together, whatever happens. */
import { describe, expect, it } from 'vitest';
import { createDriver } from '../../src/app/live/driver.js';
import type { Driver } from '../../src/app/live/driverContract.js';
import type { Plan } from '../../src/app/live/plan.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend, Ensemble, EnsembleRequest } from '../../src/engine/ensemble.js';
import { DeviceError, DeviceMemoryError } from '../../src/engine/errors.js';
import { resolveExperiment } from '../../src/model/file/resolve.js';
import { snapshotsAt } from '../support/sampled.js';

const document = {
  name: 'small',
  landscape: { name: 'tiltedDoubleWell' },
  learningRate: 0.2,
  steps: 60,
  ensembles: [{ rule: 'sgd' }, { rule: 'langevin', temperature: 0.02 }],
  walkers: 500,
  seed: '7',
  snapshots: [0, 60],
  predictions: [],
};

interface Bench {
  readonly driver: Driver;
  readonly asked: number[];
  readonly notices: string[];
  /** Resolves when the driver's state satisfies the condition. */
  until(condition: (driver: Driver) => boolean): Promise<void>;
}

function bench(
  open: () => Backend,
  lost: Promise<string> = new Promise(() => {}),
  nextFrame = () => new Promise<void>((done) => setTimeout(done)),
  plan: Plan = { kind: 'live' },
): Bench {
  const asked: number[] = [];
  const notices: string[] = [];
  const waiting = new Set<() => void>();
  const driver = createDriver({
    open: async () => ({ backend: open(), lost }),
    solver: { start: () => {}, alsoAt: (step) => asked.push(step), known: () => [[], []] },
    plan: () => plan,
    nextFrame,
    framesPerSecond: () => 1e6,
    onChange: () => {
      for (const check of waiting) check();
    },
    onNotice: (text) => notices.push(text),
  });
  const until = (condition: (driver: Driver) => boolean) =>
    new Promise<void>((done) => {
      const check = () => {
        if (!condition(driver)) return;
        waiting.delete(check);
        done();
      };
      waiting.add(check);
      check();
    });
  return { driver, asked, notices, until };
}

const countsOf = (driver: Driver) => driver.frame()!.ensembles.map((e) => [...e.snapshot.counts]);
const expectedAt = async (step: number) => {
  const at = (i: number) => snapshotsAt(createCpuBackend(), document, i, [step]);
  return [...(await at(0)), ...(await at(1))].map((s) => [...s.counts]);
};

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
