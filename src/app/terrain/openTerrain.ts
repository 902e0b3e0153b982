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
 * promise settles where another landscape is asked for before; pictures do without them then.
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
  const survey: Survey = {
    terrain: new Promise((resolve) => {
      giveTerrain = resolve;
    }),
    minima: new Promise((resolve) => {
      giveMinima = resolve;
    }),
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
