/** The worker that finds the shape of landscapes: an experiment as plain data in, its shape out. */
import { resolveExperiment } from '../../model/file/resolve.js';
import { findShape, type Shape } from './shape.js';

export type ShapeAnswer = { readonly shape: Shape } | { readonly failed: string };

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const answer = (message: ShapeAnswer) => postMessage(message);
  try {
    answer({ shape: findShape(resolveExperiment(data)) });
  } catch (error) {
    answer({ failed: error instanceof Error ? error.message : String(error) });
  }
});
