/** The survey of a landscape on a worker that fails. */
import { afterEach, expect, test, vi } from 'vitest';
import { openSurvey } from '../../../src/app/terrain/openTerrain.js';
import { resolveExperiment } from '../../../src/model/file/resolve.js';

const hired: BrokenWorker[] = [];

/** Takes every call and answers none. */
class BrokenWorker {
  onerror: ((event: { message: string }) => void) | null = null;
  isEnded = false;
  constructor() {
    hired.push(this);
  }
  postMessage(): void {}
  terminate(): void {
    this.isEnded = true;
  }
}

afterEach(() => vi.unstubAllGlobals());

test('a survey that fails says why, and is tried again when it is asked for again', async () => {
  vi.stubGlobal('Worker', BrokenWorker);
  const experiment = resolveExperiment({
    landscape: { name: 'flatAndSharp' },
    learningRate: 0.1,
    steps: 1,
    ensembles: [{ rule: 'sgd' }],
    initial: { x: 0, y: 0 },
    grid: { x: { min: -1, max: 1 }, y: { min: -1, max: 1 } },
  });
  const { terrain, minima } = openSurvey(experiment);
  expect(openSurvey(experiment).terrain).toBe(terrain);
  hired[0].onerror?.({ message: 'out of memory' });
  await expect(terrain).rejects.toThrow('out of memory');
  await expect(minima).rejects.toThrow('out of memory');
  expect(hired[0].isEnded).toBe(true);
  expect(openSurvey(experiment).terrain).not.toBe(terrain);
  expect(hired).toHaveLength(2);
});
