/** The worker that surveys a landscape: experiments as plain data in, terrain and minima out. */
import { resolveExperiment } from '../../model/file/resolve.js';
import { findCriticalPoints } from '../../model/shape/criticalPoints.js';
import { type Minimum, surveyTerrain, type Terrain } from './terrain.js';

export type TerrainAnswer = { readonly terrain: Terrain } | { readonly minima: readonly Minimum[] };

const answer = (message: TerrainAnswer) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const { landscape, grid } = resolveExperiment(data);
  answer({ terrain: surveyTerrain(landscape, grid) });
  const { points } = findCriticalPoints(landscape, grid);
  const minima = points
    .filter(({ kind }) => kind === 'minimum')
    .map(({ point, value, flat }) => ({ points: flat.length > 0 ? flat : [point], value }));
  answer({ minima });
});
