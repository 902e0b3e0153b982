import { describe, expect, test, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Frame, Progress } from '../../src/run/frame.js';
import { run } from '../../src/run/run.js';
import { version } from '../../src/run/version.js';
import { collectWarnings } from '../../src/run/warnings.js';
import { collect, fakeBackend, fakeExperiment, irwinHallPrediction } from './fixtures.js';

vi.mock('../../src/theory/predict.js', async () => ({
  predict: (await import('./fixtures.js')).fakePredict,
}));

test('the version is that of the package', () => {
  expect(version).toBe(packageJson.version);
});

describe('waves', () => {
  test('merged waves are the single wave: counts exactly, moments to rounding', async () => {
    const one = await collect(run(fakeExperiment(), fakeBackend().backend));
    const many = await collect(run(fakeExperiment(), fakeBackend(6_300).backend));
    expect(one.frames).toHaveLength(3);
    expect(many.frames.map((f) => [f.wave, f.waves, f.step])).toEqual(
      [0, 1, 2, 3].flatMap((wave) => [1, 2, 5].map((step) => [wave, 4, step])),
    );
    expect(many.result.frames).toHaveLength(3);
    many.result.frames.forEach((frame, i) => {
      frame.ensembles.forEach(({ snapshot, comparisons }, k) => {
        const whole = one.frames[i].ensembles[k];
        expect(snapshot.walkers).toBe(20_000);
        expect(snapshot.counts).toEqual(whole.snapshot.counts);
        expect(snapshot.outside).toBe(whole.snapshot.outside);
        expect(snapshot.diverged).toBe(whole.snapshot.diverged);
        expect(comparisons.map((c) => c.verdict)).toEqual(whole.comparisons.map((c) => c.verdict));
        expect(snapshot.mean[0]).toBeCloseTo(whole.snapshot.mean[0], 12);
        expect(snapshot.covariance[0]).toBeCloseTo(whole.snapshot.covariance[0], 12);
      });
    });
    expect(many.result.ensembles.map((e) => e.divergences)).toEqual(
      one.result.ensembles.map((e) => e.divergences),
    );
  });

  test('counts grow from wave to wave', async () => {
    const { frames } = await collect(run(fakeExperiment(), fakeBackend(6_300).backend));
    const walkers = frames.filter((f) => f.step === 5).map((f) => f.ensembles[0].snapshot.walkers);
    expect(walkers).toEqual([6_300, 12_600, 18_900, 20_000]);
  });
});

describe('what a run tells', () => {
  test('the exact law holds, a shifted one is refused, an absent one gives its reason', async () => {
    const { result } = await collect(run(fakeExperiment(), fakeBackend().backend));
    const [sgd, langevin] = result.frames[2].ensembles;
    expect(sgd.comparisons.map((c) => c.verdict?.judgement)).toEqual(['holds', 'refused']);
    expect(langevin.comparisons.map((c) => c.name)).toEqual(['masterEquation']);
    expect(result.ensembles[1].absent).toEqual([
      { name: 'fokkerPlanck', reason: 'no finite variance' },
    ]);
  });

  test('a prediction of moments alone is there without a verdict', async () => {
    const experiment = fakeExperiment({ predictions: ['closedForm'] });
    const { result } = await collect(run(experiment, fakeBackend().backend));
    expect(result.frames[0].ensembles[0].comparisons).toMatchObject([
      { name: 'closedForm', verdict: null },
    ]);
  });

  test('diverged walkers are warned of once, with their number and first step', async () => {
    const { result } = await collect(run(fakeExperiment(), fakeBackend(7_000).backend));
    expect(result.ensembles[1].diverged).toBe(207);
    expect(result.warnings).toEqual([
      '207 of 20,000 walkers of Langevin diverged, the first at step 3: ' +
        'lower the learning rate (now 0.1)',
    ]);
  });

  test('notes of the solvers that differ in their numbers alone are given once, the latest', () => {
    const experiment = fakeExperiment();
    const frames = [0.25, 1.5e-3].map((mass, i): Frame => {
      const note = `${mass} of the probability has gone`;
      const prediction = { ...irwinHallPrediction(experiment, i), notes: [note, 'a tail is cut'] };
      const moments = { mean: prediction.mean, covariance: prediction.covariance };
      const snapshot = { step: i, walkers: 0, outside: 0, absorbed: 0, diverged: 0, ...moments };
      const ensembles = experiment.ensembles.map(({ name, rule }, k) => ({
        name,
        rule,
        snapshot: { ...snapshot, counts: new Float64Array(70) },
        comparisons:
          k === 0 ? [{ name: 'masterEquation' as const, prediction, verdict: null }] : [],
      }));
      return { step: i, time: i, wave: 0, waves: 1, ensembles };
    });
    expect(collectWarnings(experiment, frames, [])).toEqual([
      'SGD, master equation: 0.0015 of the probability has gone',
      'SGD, master equation: a tail is cut',
    ]);
  });

  test('progress counts every walker-step of all steps, also those after the last snapshot', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    await collect(run(fakeExperiment(), fakeBackend(7_000).backend, { onProgress }));
    expect(seen[0]).toMatchObject({ done: 0, stage: 'solving master equation of SGD' });
    expect(seen.at(-1)).toMatchObject({ done: 20_000 * 8 * 2, total: 20_000 * 8 * 2 });
    expect(seen.every((p, i) => i === 0 || p.done >= seen[i - 1].done)).toBe(true);
  });
});

describe('ensembles are destroyed', () => {
  test('at the end', async () => {
    const { backend, log } = fakeBackend(7_000);
    await collect(run(fakeExperiment(), backend));
    expect(log).toEqual({ created: 6, alive: 0 });
  });

  test('when the consumer leaves early', async () => {
    const { backend, log } = fakeBackend(7_000);
    for await (const frame of run(fakeExperiment(), backend)) {
      expect(log.alive).toBe(2);
      if (frame.step === 2) break;
    }
    expect(log).toEqual({ created: 2, alive: 0 });
  });

  test("when the signal aborts in the middle of an advance, with the signal's reason", async () => {
    const { backend, log } = fakeBackend();
    const controller = new AbortController();
    const reason = new Error('the user has seen enough');
    const onProgress = ({ done }: Progress) => {
      if (done >= 40_000) controller.abort(reason);
    };
    const all = collect(run(fakeExperiment(), backend, { signal: controller.signal, onProgress }));
    await expect(all).rejects.toBe(reason);
    expect(log).toEqual({ created: 2, alive: 0 });
  });

  test('when the second of two cannot be made', async () => {
    const { backend, log } = fakeBackend();
    const failing = {
      ...backend,
      create: (request: Parameters<typeof backend.create>[0]) =>
        request.index === 1 ? Promise.reject(new Error('no memory')) : backend.create(request),
    };
    await expect(collect(run(fakeExperiment(), failing))).rejects.toThrow('no memory');
    expect(log.alive).toBe(0);
  });
});
