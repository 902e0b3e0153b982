/** A surface view on a canvas of the page. */
import type { Ensemble } from '../../ensemble.js';
import { DeviceError } from '../../errors.js';
import type { Relief, SurfaceView } from '../../surfaceView.js';
import type { DeviceGuard } from '../deviceGuard.js';
import { createSurfaceRenderer } from './surfaceRenderer.js';

/** Where an ensemble's walkers are, or null where there are none to draw. */
export type StatesOf = (ensemble: Ensemble) => GPUBuffer | null;

/** Takes the canvas for WebGPU. Rejects with DeviceError where it is taken for something else. */
export async function createCanvasView(
  device: GPUDevice,
  guard: DeviceGuard,
  canvas: HTMLCanvasElement,
  relief: Relief,
  statesOf: StatesOf,
  mostPoints: number,
): Promise<SurfaceView> {
  const context = canvas.getContext('webgpu');
  if (!context) throw new DeviceError('The canvas cannot be drawn on with WebGPU.');
  const format = navigator.gpu.getPreferredCanvasFormat();
  const renderer = await guard.guard(createSurfaceRenderer(device, format, relief, mostPoints));
  context.configure({ device, format, alphaMode: 'opaque' });
  return {
    mostPoints,
    async draw(scene) {
      const layers = scene.layers.flatMap(({ ensemble, colour }) => {
        const states = statesOf(ensemble);
        return states ? [{ states, walkers: ensemble.walkers, colour }] : [];
      });
      renderer.render(context.getCurrentTexture(), scene, layers);
      await guard.guard(device.queue.onSubmittedWorkDone());
    },
    destroy() {
      context.unconfigure();
      renderer.destroy();
    },
  };
}
