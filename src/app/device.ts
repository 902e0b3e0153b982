/** The browser's device, and what the page calls it: a software adapter is never named a GPU. */

import type { AdapterDescription } from '../engine/ensemble.js';
import { openDevice } from '../engine/gpu/device.js';
import { createGpuBackend } from '../engine/gpu/gpuBackend.js';
import type { OpenedBackend } from './live/driverContract.js';

/** Opens WebGPU. Throws DeviceError where there is no adapter of use. */
export async function openBrowserBackend(): Promise<OpenedBackend> {
  const { device, adapter } = await openDevice(navigator.gpu);
  const lost = device.lost.then(({ message, reason }) => message || reason);
  return { backend: createGpuBackend(device, adapter), lost };
}

/** The adapter in a few words. */
export function adapterName(adapter: AdapterDescription): string {
  const { vendor, architecture, description } = adapter;
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed';
  return adapter.isFallback ? `software adapter (${name})` : `GPU: ${name}`;
}
