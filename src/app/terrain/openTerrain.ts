/** The page's side of the survey: keeps the last landscape's, so that cards can come and go. */
import type { Experiment } from '../../model/experiment.js';
import type { Minimum, Terrain } from './terrain.js';
import type { TerrainAnswer } from './terrainWorker.js';

export interface Survey {
  readonly terrain: Promise<Terrain>;
  readonly minima: Promise<readonly Minimum[]>;
}

let kept: { readonly key: string; readonly survey: Survey } | null = null;
let worker: Worker | null = null;

/**
 * The terrain of an experiment with two parameters and then its minima, found in a worker. Neither
 * promise settles where another landscape is asked for before; pictures do without them then. Both
 * reject where the worker fails, which the next call tries again.
 */
export function openSurvey({ landscape, grid, source }: Experiment): Survey {
  const stated = source as { readonly landscape: unknown };
  const key = JSON.stringify([landscape.name, stated.landscape, grid]);
  if (kept?.key === key) return kept.survey;
  worker?.terminate();
  const mine = new Worker(new URL('./terrainWorker.ts', import.meta.url), { type: 'module' });
  worker = mine;
  let giveTerrain = (_: Terrain) => {};
  let giveMinima = (_: readonly Minimum[]) => {};
  const failures: ((why: Error) => void)[] = [];
  const survey: Survey = {
    terrain: new Promise((resolve, reject) => {
      giveTerrain = resolve;
      failures.push(reject);
    }),
    minima: new Promise((resolve, reject) => {
      giveMinima = resolve;
      failures.push(reject);
    }),
  };
  mine.onerror = ({ message }) => {
    if (kept?.survey === survey) kept = null;
    mine.terminate();
    for (const fail of failures) fail(new Error(message || 'its code could not be loaded'));
  };
  mine.onmessage = ({ data }: MessageEvent<TerrainAnswer>) => {
    if ('terrain' in data) giveTerrain(data.terrain);
    else {
      giveMinima(data.minima);
      mine.terminate();
    }
  };
  mine.postMessage(source);
  kept = { key, survey };
  return survey;
}
