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

describe('the door', () => {
  test('lets a light experiment through without a question', async () => {
    const { door, asked } = doorWith();
    expect(await door('This link', light)).toBe(light);
    expect(asked).toEqual([]);
  });

  test('asks before a heavy one, and offers the same with few walkers', async () => {
    const { door, asked, answers } = doorWith();
    const waiting = door('This link', heavy);
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
    const waiting = door('This link', experimentOf({ walkers: 1e5, steps: 1e6 }));
    expect(asked[0].smaller).toBeNull();
    answers[0](null);
    expect(await waiting).toBeNull();
  });

  test('is for the last who came', async () => {
    const { door, answers } = doorWith();
    const first = door('This link', heavy);
    expect(await door('The file a.yaml', light)).toBe(light);
    answers[0](heavy);
    expect(await first).toBeNull();
  });
});
