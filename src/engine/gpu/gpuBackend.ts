/** The GPU backend: WebGPU in a browser or, through Dawn, in Node. */

import type { AdapterDescription, Ensemble } from '../ensemble.js';
import type { DrawingBackend } from '../surfaceView.js';
import { guardDevice } from './deviceGuard.js';
import { createGpuEnsemble, type GpuEnsemble } from './gpuEnsemble.js';
import type { GpuSettings } from './gpuLaw.js';
import { createCanvasView } from './view/canvasView.js';

/** Most walkers of one ensemble, whatever the limits: larger ensembles run in waves. */
const mostWalkers = 2 ** 24;

/** Most points of a picture: a GPU draws them in a few milliseconds, software takes 1 µs each. */
const gpuPoints = 1_000_000;
const softwarePoints = 50_000;

export interface GpuBackendOptions {
  /**
   * Blocks for so many milliseconds. Give it in Node only: there Dawn polls without pause while
   * it waits, which takes a core away from a software adapter.
   */
  readonly sleep?: (milliseconds: number) => void;
  /** Replaces what was found best for the adapter; for benches and tests. */
  readonly settings?: Partial<GpuSettings>;
}

/** Found by measurement (bench/generators.ts). */
export function settingsFor(adapter: AdapterDescription): GpuSettings {
  return adapter.isFallback
    ? {
        rotation: 'float',
        workgroupSize: 64,
        walkersPerInvocation: 16,
        // SwiftShader's time grows with the square: 165 take a minute on two busy cores, 400 its stack.
        mostCalls: 200,
        snapshot: { workgroupSize: 16, walkersPerInvocation: 800 },
      }
    : {
        rotation: 'shift',
        workgroupSize: 256,
        walkersPerInvocation: 1,
        mostCalls: Number.POSITIVE_INFINITY,
        snapshot: { workgroupSize: 256, walkersPerInvocation: 16 },
      };
}

/** The backend on an open device, which `destroy` destroys. */
export function createGpuBackend(
  device: GPUDevice,
  adapter: AdapterDescription,
  options: GpuBackendOptions = {},
): DrawingBackend {
  const guard = guardDevice(device, options.sleep);
  const settings = { ...settingsFor(adapter), ...options.settings };
  const mostPoints = adapter.isFallback ? softwarePoints : gpuPoints;
  const created = new WeakMap<Ensemble, GpuEnsemble>();
  const statesOf = (ensemble: Ensemble) => created.get(ensemble)?.states ?? null;
  return {
    kind: 'gpu',
    adapter,
    capacity({ landscape }) {
      const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
      const bytes = Math.min(maxStorageBufferBindingSize, maxBufferSize);
      const fitting = Math.floor(bytes / (4 * landscape.parameters.length));
      return Math.min(mostWalkers, 2 ** Math.floor(Math.log2(fitting)));
    },
    async create(request) {
      const ensemble = await createGpuEnsemble(device, guard, request, settings);
      created.set(ensemble, ensemble);
      return ensemble;
    },
    createSurfaceView: (canvas, relief) =>
      createCanvasView(device, guard, canvas, relief, statesOf, mostPoints),
    destroy() {
      guard.release();
      device.destroy();
    },
  };
}
