import { describe, expect, it } from 'vitest';
import { shotOf } from '../../../src/app/live/shot.js';
import type { Known } from '../../../src/app/live/solver.js';
import { perStep, sharesOf } from '../../../src/app/numbers/exitRates.js';
import { createPathBook } from '../../../src/app/numbers/paths.js';
import { costWords, progressWords } from '../../../src/app/timeline/wavesLine.js';
import { createCpuBackend } from '../../../src/engine/cpu/cpuBackend.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';
import { frameOf } from '../../../src/run/frameOf.js';
import { solveAt } from '../../../src/run/solveAt.js';
import { snapshotsAt } from '../../support/sampled.js';

const plain = {
  name: 'small',
  landscape: { name: 'tiltedDoubleWell' },
  learningRate: 0.2,
  steps: 8,
  ensembles: [{ rule: 'sgd' }],
  walkers: 500,
  seed: '7',
  predictions: ['masterEquation'],
};

async function solved() {
  const experiment = resolveExperiment(plain);
  const known: Known[][] = [[]];
  for await (const { index, series } of solveAt(experiment, [0, 4, 8])) {
    known[index].push({ series, percent: null });
  }
  const snapshots = await snapshotsAt(createCpuBackend(), plain, 0, [0, 4]);
  const shots = snapshots.map((snapshot) =>
    shotOf(experiment, [], { step: snapshot.step, snapshots: [snapshot], exits: [null] }),
  );
  return { experiment, known, shots };
}

describe('the numbers against the step', () => {
  it('are those of the verdicts, and predicted moments run ahead of the walkers', async () => {
    const { experiment, known, shots } = await solved();
    const book = createPathBook(experiment);
    const { paths, isWhole } = book.read(shots, [0, 4, 8], known, () => true);
    expect([paths.steps, isWhole]).toEqual([[0, 4, 8], true]);
    const series = known.map((of) => of.map((one) => one.series));
    const frame = frameOf(experiment, 0, 1, shots[1].snapshots, series);
    const { verdict, prediction } = frame.ensembles[0].comparisons[0];
    expect(paths.distances[0][0][1]).toBe(verdict?.totalVariation);
    expect(paths.floors[0][1]).toBe(verdict?.totalVariationFloor);
    const { sampled, predicted } = paths.means[0][0];
    expect(sampled).toEqual([shots[0].snapshots[0].mean[0], shots[1].snapshots[0].mean[0], null]);
    expect(predicted[0][1]).toBe(prediction.mean[0]);
    expect(predicted[0][2]).not.toBeNull();
    expect(paths.distances[0][0][2]).toBeNull();
  });

  it('come a few at a time where there is no patience, and are whole in the end', async () => {
    const { experiment, known, shots } = await solved();
    const book = createPathBook(experiment);
    expect(book.read(shots, [], known, () => false).isWhole).toBe(false);
    let left = 1;
    const once = () => left-- > 0;
    expect(book.read(shots, [], known, once).paths.distances[0][0].filter(Number)).toHaveLength(1);
    const { paths, isWhole } = book.read(shots, [], known, () => true);
    expect(isWhole).toBe(true);
    expect(paths.distances[0][0].filter(Number)).toHaveLength(2);
  });

  it('hold nothing against walkers behind a change of law', async () => {
    const { experiment, known, shots } = await solved();
    const slower = resolveExperiment({ ...plain, learningRate: 0.1 });
    const changed = shotOf(experiment, [{ step: 0, experiment: slower }], { ...shots[1] });
    expect([changed.changedAt, changed.time]).toEqual([0, 0.4]);
    // The walkers at the step of the change still obey the old law alone.
    const late = { step: 4, experiment: slower };
    expect(shotOf(experiment, [late], shots[1]).changedAt).toBeNull();
    const { paths } = createPathBook(experiment).read(
      [shots[0], changed],
      [0, 4, 8],
      known,
      () => true,
    );
    expect(paths.distances[0][0].slice(1)).toEqual([null, null]);
    expect(paths.means[0][0].predicted[0].slice(1)).toEqual([null, null]);
    expect(paths.means[0][0].sampled[1]).not.toBeNull();
  });
});

it('the histogram of exits holds all that have left since the start, per step of its bins', () => {
  const exits = {
    step: 3,
    walkers: 10,
    counts: Float64Array.of(1, 0, 4, 2),
    inside: 3,
    diverged: 0,
  };
  const left = sharesOf(exits);
  expect([...left]).toEqual([0.1, 0.1, 0.5, 0.7]);
  const bins = perStep(left, [0, 1, 3, 9]);
  expect(bins).toEqual([null, 0, expect.closeTo(0.3, 12), null]);
});

describe('the words of a run in waves', () => {
  const plan = { kind: 'waves', sizes: [4e6, 4e6, 2e6], bytes: 48e6, walkerSteps: 6e9 } as const;

  it('tell walkers, memory and, once a rate is known, the time', () => {
    expect(costWords(plan, 0)).toContain('10,000,000 walkers');
    expect(costWords(plan, 0)).toContain('3 waves of 4,000,000: 48 MB at a time');
    expect(costWords(plan, 1e7)).toContain('about 10 min');
  });

  it('tell how far it has come and what is left', () => {
    expect(progressWords(plan, 0.5, 1e8)).toBe('Wave 2 of 3, 50 % done, 30 s left.');
  });
});
