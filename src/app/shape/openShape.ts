/** The page's side of the worker that finds shapes: keeps the last one, for all who ask for it. */
import type { Experiment } from '../../model/experiment.js';
import { firstPicture } from '../firstPicture.js';
import type { Shape } from './shape.js';
import type { ShapeAnswer } from './shapeWorker.js';

let kept: { readonly key: string; readonly shape: Promise<Shape> } | null = null;
let worker: Worker | null = null;

/**
 * The shape of an experiment's landscape, found in a worker. The promise does not settle where
 * another shape is asked for before; it rejects with the reason where none can be found.
 */
export function openShape({ landscape, grid, ensembles, source }: Experiment): Promise<Shape> {
  const stated = source as { readonly landscape: unknown };
  const draws = ensembles.map(({ law }) => law.minibatch);
  const key = JSON.stringify([landscape.name, stated.landscape, grid, draws]);
  if (kept?.key === key) return kept.shape;
  worker?.terminate();
  // Grid fitting changes the range that the source states as "auto".
  const plain = {
    ...(source as object),
    grid: Object.fromEntries(grid.map(({ name, ...axis }) => [name, axis])),
  };
  const shape = new Promise<Shape>((resolve, reject) => {
    void firstPicture.then(() => {
      if (kept?.key !== key) return;
      worker = findShape(plain, resolve, reject);
    });
  });
  // Who asks may not care why there is none, and who asks again wants another try.
  shape.catch(() => {
    if (kept?.shape === shape) kept = null;
  });
  kept = { key, shape };
  return shape;
}

function findShape(
  plain: object,
  resolve: (shape: Shape) => void,
  reject: (why: Error) => void,
): Worker {
  const mine = new Worker(new URL('./shapeWorker.ts', import.meta.url), { type: 'module' });
  mine.onmessage = ({ data }: MessageEvent<ShapeAnswer>) => {
    if ('shape' in data) resolve(data.shape);
    else reject(new Error(data.failed));
    mine.terminate();
  };
  mine.onerror = (event) => reject(new Error(event.message || 'the worker could not be loaded'));
  mine.postMessage(plain);
  return mine;
}
