/** A driver on the CPU twin, or on what a test makes of it, and a small experiment for it. */
import { createDriver } from '../../src/app/live/driver.js';
import type { Driver } from '../../src/app/live/driverContract.js';
import type { Plan } from '../../src/app/live/plan.js';
import { createCpuBackend } from '../../src/engine/cpu/cpuBackend.js';
import type { Backend } from '../../src/engine/ensemble.js';
import { snapshotsAt } from './sampled.js';

export const document = {
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

const noAnswers = () => ({ known: [[], []], exits: [[], []], steps: 0 });

export interface Bench {
  readonly driver: Driver;
  readonly asked: number[];
  readonly notices: string[];
  /** Resolves when the driver's state satisfies the condition. */
  until(condition: (driver: Driver) => boolean): Promise<void>;
}

export function bench(
  open: () => Backend,
  lost: Promise<string> = new Promise(() => {}),
  nextFrame = () => new Promise<void>((done) => setTimeout(done)),
  plan: Plan = { kind: 'live', longest: Number.POSITIVE_INFINITY },
): Bench {
  const asked: number[] = [];
  const notices: string[] = [];
  let isFirst = true;
  const waiting = new Set<() => void>();
  const driver = createDriver({
    // The device that is opened in the place of a lost one is another.
    open: async () => {
      const mine = isFirst ? lost : new Promise<string>(() => {});
      isFirst = false;
      return { backend: open(), lost: mine };
    },
    solver: {
      start: () => {},
      alsoAt: (step) => asked.push(step),
      known: () => [[], []],
      answers: noAnswers,
    },
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

export const countsOf = (driver: Driver) =>
  driver.frame()!.ensembles.map((e) => [...e.snapshot.counts]);
/** What the engine alone counts at a step of the document, or of one that differs from it. */
export const expectedAt = async (step: number, more: object = {}) => {
  const at = (i: number) => snapshotsAt(createCpuBackend(), { ...document, ...more }, i, [step]);
  return [...(await at(0)), ...(await at(1))].map((s) => [...s.counts]);
};
