import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../src/app/signal.js';
import { cardKey, createAppState, isShown } from '../../../src/app/state.js';
import { SpecError } from '../../../src/model/errors.js';
import type { Experiment } from '../../../src/model/experiment.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';

const plain = {
  name: 'small',
  landscape: { name: 'tiltedDoubleWell' },
  learningRate: 0.2,
  steps: 10,
  ensembles: [{ rule: 'sgd' }],
  walkers: 500,
};

function opened(
  fitGrid = async (experiment: Experiment, _signal: AbortSignal): Promise<Experiment | null> =>
    experiment,
) {
  const refusals: (string | null)[] = [];
  const state = createAppState({
    fitGrid,
    onRefusal: (why) => refusals.push(why?.message ?? null),
    framesPerSecond: 30,
  });
  return { state, refusals, changes: count(state.experimentChanged) };
}

function count(signal: Signal): () => number {
  let times = 0;
  signal.subscribe(() => {
    times += 1;
  });
  return () => times;
}

const quiet = () => new Promise((done) => setTimeout(done, 200));

describe('the state of the app', () => {
  it('keeps the old experiment and its draft where the new one is wrong', async () => {
    const { state, refusals, changes } = opened();
    await state.open(plain);
    state.edit((draft) => ({ ...draft, learningRate: -1 }));
    await quiet();
    expect(refusals).toEqual([null, expect.stringContaining('learningRate')]);
    expect(state.experiment()?.learningRate).toBe(0.2);
    // What was refused does not stick to the next edit.
    state.edit((draft) => ({ ...draft, steps: 20 }));
    await quiet();
    expect([state.experiment()?.learningRate, state.experiment()?.steps]).toEqual([0.2, 20]);
    expect(changes()).toBe(2);
  });

  it('says that a refused edit was not taken, once the draft is what runs again', async () => {
    const { state } = opened();
    await state.open(plain);
    const drafts: unknown[] = [];
    state.notTaken.subscribe(() => drafts.push(state.draft()));
    state.edit((draft) => ({ ...draft, learningRate: -1 }));
    await quiet();
    expect(drafts).toEqual([plain]);
    // An edit that was still waiting when the refused one was opened goes with it.
    state.edit((draft) => ({ ...draft, steps: 20 }));
    await state.open({ ...plain, learningRate: -1 });
    await quiet();
    expect(drafts).toEqual([plain, plain]);
    expect(state.experiment()?.steps).toBe(10);
  });

  it('keeps an edit that waits where what it may mend is refused', async () => {
    let refuse: (why: SpecError) => void = () => {};
    const { state } = opened(
      () =>
        new Promise((_, reject) => {
          refuse = reject;
        }),
    );
    await state.open(plain);
    const lost = count(state.notTaken);
    const first = state.open({ ...plain, grid: 'auto' });
    state.edit((draft) => ({ ...draft, steps: 20 }));
    refuse(new SpecError('grid', 'none holds'));
    expect(await first).toMatchObject({ problem: 'none holds' });
    expect(lost()).toBe(0);
    await quiet();
    expect(state.experiment()?.steps).toBe(20);
  });

  it('opens edits that come in quick succession once, with all that they change', async () => {
    const { state, changes } = opened();
    await state.open(plain);
    state.edit((draft) => ({ ...draft, steps: 20 }));
    state.edit((draft) => ({ ...draft, walkers: 600 }));
    await quiet();
    expect([state.experiment()?.steps, state.experiment()?.walkers]).toEqual([20, 600]);
    expect(changes()).toBe(2);
  });

  it('fits an open grid before it shows the experiment, and lets a later one win', async () => {
    let release: (experiment: Experiment) => void = () => {};
    const fitted = resolveExperiment({ ...plain, grid: { x: { min: -3, max: 3, cells: 77 } } });
    const { state, changes } = opened(
      () =>
        new Promise((done) => {
          release = done;
        }),
    );
    const first = state.open({ ...plain, grid: 'auto' });
    expect(state.experiment()).toBeNull();
    release(fitted);
    expect(await first).toBe('taken');
    expect(state.experiment()?.grid[0].cells).toBe(77);
    const late = state.open({ ...plain, name: 'late', grid: 'auto' });
    await state.open({ ...plain, name: 'quick' });
    release(fitted);
    expect(await late).toBe('overtaken');
    expect(state.experiment()?.name).toBe('quick');
    expect(changes()).toBe(2);
  });

  it('keeps what it had where a fit is cancelled, and ends one that is overtaken', async () => {
    const signals: AbortSignal[] = [];
    const ends: ((fitted: null) => void)[] = [];
    const { state, refusals, changes } = opened((_, signal) => {
      signals.push(signal);
      return new Promise((done) => ends.push(done));
    });
    await state.open(plain);
    const lost = count(state.notTaken);
    const first = state.open({ ...plain, name: 'first', grid: 'auto' });
    state.edit((draft) => ({ ...draft, grid: 'auto', steps: 20 }));
    await quiet();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    ends[0](null);
    expect(await first).toBe('overtaken');
    expect(lost()).toBe(0);
    ends[1](null);
    await quiet();
    expect(lost()).toBe(1);
    expect(state.draft()).toBe(plain);
    expect(state.experiment()?.steps).toBe(10);
    expect([refusals, changes()]).toEqual([[null], 1]);
  });

  it('says why no grid fits', async () => {
    const { state, refusals } = opened(() => Promise.reject(new SpecError('grid', 'none holds')));
    const error = await state.open({ ...plain, grid: 'auto' });
    expect(error).toMatchObject({ problem: 'none holds' });
    expect(refusals).toEqual(['grid: none holds']);
    expect(state.experiment()).toBeNull();
  });

  it('goes back to the newest frame when an experiment is opened, and toggles what is hidden', async () => {
    const { state } = opened();
    state.look({ step: 5 });
    await state.open(plain);
    expect(state.view().step).toBeNull();
    state.toggle('loss');
    state.toggle('fokkerPlanck');
    state.toggle('loss');
    expect([...state.view().hidden]).toEqual(['fokkerPlanck']);
  });

  it('lets a card go its own way until a key of all panels is pressed', () => {
    const { state } = opened();
    const shown = () =>
      (['card 0', 'card 1'] as const).map((card) => isShown(state.view().hidden, card, 'loss'));
    state.toggle(cardKey('card 0', 'loss'));
    expect(shown()).toEqual([false, true]);
    state.toggle('loss');
    expect(shown()).toEqual([false, false]);
    state.toggle(cardKey('card 0', 'loss'));
    expect(shown()).toEqual([true, false]);
    state.toggle('loss');
    expect(shown()).toEqual([true, true]);
    expect(state.view().hidden.size).toBe(0);
  });
});
