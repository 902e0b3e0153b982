/** The page's side of the solver, on workers that fail. */
import { afterEach, expect, test, vi } from 'vitest';
import { createSolver } from '../../../src/app/live/solver.js';
import { smallExperiment } from '../../support/experiments.js';

const hired: BrokenWorker[] = [];

/** Takes every call and answers none. */
class BrokenWorker extends EventTarget {
  onerror: ((event: { message: string }) => void) | null = null;
  constructor() {
    super();
    hired.push(this);
  }
  postMessage(): void {}
  terminate(): void {}
}

afterEach(() => vi.unstubAllGlobals());

test('what a worker fails at is said: the predictions, or the fit of a grid', async () => {
  vi.stubGlobal('Worker', BrokenWorker);
  const said: string[] = [];
  const solver = createSolver({
    ready: Promise.resolve(),
    onSolved: () => {},
    onProgress: () => {},
    onFailure: (words) => said.push(words),
  });
  const { signal } = new AbortController();
  const fitted = solver.fitGrid(smallExperiment(), { signal, onPercent: () => {} });
  hired[0].onerror?.({ message: 'out of memory' });
  expect(await fitted).toBeNull();
  solver.start(smallExperiment({ predictions: ['masterEquation'] }), [0]);
  await vi.waitUntil(() => hired.length > 1);
  hired[1].onerror?.({ message: '' });
  expect(said).toEqual([
    'The grid could not be fitted: out of memory',
    'The predictions could not be solved: the solver could not be loaded',
  ]);
});
