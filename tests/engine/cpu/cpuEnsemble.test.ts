/** What the twin owes beyond the contract: a live event loop, an order of tasks, its own draws. */
import { describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../../src/engine/cpu/cpuBackend.js';
import { createDraws } from '../../../src/engine/cpu/cpuDraws.js';
import { normalsFromWords } from '../../../src/math/random/normals.js';
import { threefry4x32, threefryRounds } from '../../../src/math/random/threefry.js';
import { planDraws } from '../../../src/model/draws.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';

const backend = createCpuBackend();

const experiment = (changes: object = {}) =>
  resolveExperiment({
    name: 'twin',
    landscape: { parameters: ['x'], loss: 'x^2 / 2 + a * x', data: { a: [-1, 1] } },
    learningRate: 0.1,
    steps: 100,
    initial: { x: 0.5 },
    ensembles: [{ name: 'SGD', rule: 'sgd', batchSize: 1 }],
    walkers: 5000,
    seed: '3',
    grid: { x: { min: -2, max: 2, cells: 16 } },
    snapshots: [100],
    predictions: [],
    ...changes,
  });

const create = (changes: object = {}, walkers = 5000) =>
  backend.create({ experiment: experiment(changes), index: 0, firstWalker: 0, walkers });

test('other tasks run while walkers advance', async () => {
  const ensemble = await create({}, 2 ** 18);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await ensemble.advance(100);
  clearInterval(timer);
  // 2.6·10⁷ walker-steps take many slices anywhere; a blocked loop would leave 0 or 1.
  expect(turns).toBeGreaterThan(3);
});

test('calls take their turn: a snapshot asked for during an advance is taken after it', async () => {
  const ensemble = await create();
  const advanced = ensemble.advance(20);
  const snapshot = ensemble.snapshot();
  const more = ensemble.advance(5);
  expect((await snapshot).step).toBe(20);
  await Promise.all([advanced, more]);
  expect(ensemble.step).toBe(25);
});

test('destroying an ensemble at work ends the work with an error', async () => {
  const ensemble = await create({ steps: 1000 }, 2 ** 19);
  const advanced = ensemble.advance(1000);
  setTimeout(() => ensemble.destroy(), 5);
  await expect(advanced).rejects.toThrow('destroyed');
  await expect(ensemble.snapshot()).rejects.toThrow('destroyed');
});

test('a gradient summed over the samples walks like one in closed form', async () => {
  // softplus(u) − softplus(−u) is u, but cannot be separated; both must follow the same chain.
  const data = { a: [0.3, -0.4, 0.7] };
  const rules = [
    { name: 'a', rule: 'gaussianSgd', batchSize: 2 },
    { name: 'b', rule: 'langevin', temperature: 0.1 },
  ];
  for (const rule of rules) {
    const common = { initial: { x: { normal: [0, 0.4] } }, ensembles: [rule] };
    const closed = await create({
      ...common,
      landscape: { parameters: ['x'], loss: '(1 + a) * x^2 / 2 + a * x', data },
    });
    const summed = await create({
      ...common,
      landscape: {
        parameters: ['x'],
        loss: 'softplus((1 + a) * x^2 / 2 + a * x) - softplus(-(1 + a) * x^2 / 2 - a * x)',
        data,
      },
    });
    await Promise.all([closed.advance(30), summed.advance(30)]);
    const [x] = await closed.readWalkers(0, 5000);
    const [y] = await summed.readWalkers(0, 5000);
    // 30 contracting steps of about ten float32 roundings of numbers below 4.
    const apart = x.reduce((most, v, w) => Math.max(most, Math.abs(v - y[w])), 0);
    expect(apart).toBeLessThan(1e-5);
    expect(new Set(x).size).toBeGreaterThan(1000);
  }
});

describe('draws follow the plan word by word', () => {
  const key = Uint32Array.of(11, 22, 33, 0);
  const words = new Uint32Array(4);
  const block = (walker: number, number: number, draw: number) => {
    threefry4x32(threefryRounds, [walker, number, draw, 0], key, words);
    return words;
  };
  test.each([
    { normals: 1, batchSize: 0 },
    { normals: 2, batchSize: 0 },
    { normals: 0, batchSize: 1 },
    { normals: 0, batchSize: 4 },
    { normals: 0, batchSize: 7 },
    { normals: 3, batchSize: 5 },
  ])('$normals normals and $batchSize indices', ({ normals, batchSize }) => {
    const minibatch = batchSize > 0 ? { batchSize, replacement: true } : null;
    const plan = planDraws(normals, minibatch);
    const draws = createDraws(plan, key, 16);
    const gaussian = new Float32Array(4);
    // Backwards and across blocks of walkers, so that a stale block would show.
    for (const step of [9, 3, 2, 4]) {
      for (const firstWalker of [0xfffffffa, 5]) {
        draws.fill(firstWalker, 10, step);
        for (let w = 0; w < 10; w++) {
          for (let j = 0; j < normals + batchSize; j++) {
            const shared = plan.stepsPerBlock;
            const own = j < normals ? j : j - normals;
            const first = j < normals ? 0 : plan.normalBlocks;
            const at = shared > 1 ? (step % shared) * (normals + batchSize) + own : own;
            const number = Math.floor(step / shared);
            const raw = block(firstWalker + w, number, first + Math.floor(at / 4));
            normalsFromWords(raw, gaussian);
            if (j < normals) expect(draws.normals[own][w]).toBe(gaussian[at % 4]);
            else expect(draws.words[own][w]).toBe(raw[at % 4]);
          }
        }
      }
    }
  });
});
