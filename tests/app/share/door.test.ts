import { describe, expect, test } from 'vitest';
import { estimateCost, isHeavy } from '../../../src/app/share/cost.js';
import type { Offer } from '../../../src/app/share/costCard.js';
import { createDoor, fewWalkers } from '../../../src/app/share/door.js';
import type { Experiment } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';

const device = {
  adapter: { vendor: '', architecture: '', description: '', isFallback: true },
  capacity: () => 2 ** 25,
};
const experimentOf = (change: object) =>
  resolveExperiment({
    landscape: { parameters: ['x'], loss: 'x^2 / 2' },
    learningRate: 0.1,
    steps: 100,
    walkers: 1000,
    initial: { x: 0 },
    ensembles: [{ name: 'Langevin', rule: 'langevin', temperature: 0.1 }],
    grid: { x: { min: -2, max: 2, cells: 100 } },
    ...change,
  });
const light = experimentOf({});
const heavy = experimentOf({ walkers: 50_000_000, steps: 1000 });

/** A door whose question waits for `answer`. */
function doorWith() {
  const asked: { what: string; whole: Offer; smaller: Offer | null }[] = [];
  const answers: ((chosen: Experiment | null) => void)[] = [];
  const door = createDoor(device, (what, whole, smaller) => {
    asked.push({ what, whole, smaller });
    return new Promise((resolve) => answers.push(resolve));
  });
  return { door, asked, answers };
}

const link = (experiment: Experiment) => ({ what: 'This link', experiment, isOwn: false });
const file = (experiment: Experiment) => ({ what: 'The file a.yaml', experiment, isOwn: true });

describe('the door', () => {
  test('lets a light experiment through without a question', async () => {
    const { door, asked } = doorWith();
    expect(await door(link(light))).toBe(light);
    expect(asked).toEqual([]);
  });

  test('asks before a heavy one, and offers the same with few walkers', async () => {
    const { door, asked, answers } = doorWith();
    const waiting = door(link(heavy));
    expect(asked).toHaveLength(1);
    const [{ what, whole, smaller }] = asked;
    expect(what).toBe('This link');
    expect(whole).toEqual({ experiment: heavy, cost: estimateCost(heavy, device) });
    expect(isHeavy(whole.cost)).toBe(true);
    expect(smaller?.experiment.walkers).toBe(fewWalkers);
    expect(smaller?.experiment.steps).toBe(heavy.steps);
    answers[0](smaller?.experiment ?? null);
    expect((await waiting)?.walkers).toBe(fewWalkers);
  });

  test('offers nothing smaller where walkers are not what is heavy', async () => {
    const { door, asked, answers } = doorWith();
    const waiting = door(link(experimentOf({ walkers: 1e5, steps: 1e6 })));
    expect(asked[0].smaller).toBeNull();
    answers[0](null);
    expect(await waiting).toBeNull();
  });

  test('is for the last who came', async () => {
    const { door, answers } = doorWith();
    const first = door(link(heavy));
    expect(await door(file(light))).toBe(light);
    answers[0](heavy);
    expect(await first).toBeNull();
  });

  test('opens a file of many walkers with fewer, and asks where that is too much', async () => {
    const { door, asked, answers } = doorWith();
    const opened = await door(file(heavy));
    expect([opened?.walkers, opened?.steps]).toEqual([fewWalkers, heavy.steps]);
    // Predictions take their time beside the page, as those of the menu do.
    const solved = experimentOf({
      steps: 100_000,
      snapshots: [0],
      predictions: ['masterEquation', 'fokkerPlanck'],
    });
    expect(isHeavy(estimateCost(solved, device))).toBe(true);
    expect(await door(file(solved))).toBe(solved);
    expect(asked).toEqual([]);
    const waiting = door(file(experimentOf({ walkers: 1e5, steps: 1e6, snapshots: [0] })));
    expect(asked).toHaveLength(1);
    answers[0](null);
    expect(await waiting).toBeNull();
  });
});
