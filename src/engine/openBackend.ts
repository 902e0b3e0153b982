/** Opens WebGPU wherever this runs, a browser or Node, and the CPU twin where there is none. */
import { createCpuBackend } from './cpu/cpuBackend.js';
import type { Backend } from './ensemble.js';
import { openDevice } from './gpu/device.js';
import { createGpuBackend } from './gpu/gpuBackend.js';

/** A backend on WebGPU; null where there is no adapter. Throws DeviceError for one of no use. */
export async function openGpuBackend(): Promise<Backend | null> {
  if (globalThis.navigator?.gpu) {
    const { device, adapter } = await openDevice(navigator.gpu);
    return createGpuBackend(device, adapter);
  }
  // Loaded on demand, so that a bundle for browsers does not run Node's part.
  const { requestNodeGpu, sleep } = await import('./nodeGpu.js');
  const found = await requestNodeGpu();
  if (!found) return null;
  const { device, adapter } = await openDevice(found.gpu);
  return createGpuBackend(device, adapter, { sleep });
}

/** WebGPU where there is an adapter, else the CPU twin: the same physics, slower. */
export async function openBackend(): Promise<Backend> {
  return (await openGpuBackend()) ?? createCpuBackend();
}
