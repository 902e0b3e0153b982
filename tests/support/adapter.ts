/**
 * One GPU device per test file, hardware or software. Any validation error that no error scope
 * caught fails the test in which it happened; a missing adapter fails the file.
 */
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AdapterDescription, Backend } from '../../src/engine/ensemble.js';
import { openDevice } from '../../src/engine/gpu/device.js';
import { createGpuBackend } from '../../src/engine/gpu/gpuBackend.js';
import { requestNodeGpu, sleep } from '../../src/engine/nodeGpu.js';

export interface SharedAdapter {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
  /** One backend on the device, opened when it is first asked for. */
  readonly backend: Backend;
}

/** Opens a device before the file's tests and destroys it after them. */
export function useAdapter(): SharedAdapter {
  let opened: { device: GPUDevice; adapter: AdapterDescription } | null = null;
  let backend: Backend | null = null;
  const errors: string[] = [];
  beforeAll(async () => {
    const found = await requestNodeGpu();
    if (!found) throw new Error('no WebGPU adapter, neither hardware nor software');
    const device = await openDevice(found.gpu);
    opened = device;
    device.device.addEventListener('uncapturederror', (event) => {
      errors.push((event as GPUUncapturedErrorEvent).error.message);
    });
  }, 120_000);
  afterEach(async () => {
    await opened?.device.queue.onSubmittedWorkDone();
    const found = errors.splice(0);
    if (found.length > 0) throw new Error(`uncaptured GPU error: ${found.join('\n')}`);
  });
  afterAll(() => opened?.device.destroy());
  const need = () => {
    if (!opened) throw new Error('the device is open only inside tests');
    return opened;
  };
  return {
    get device() {
      return need().device;
    },
    get adapter() {
      return need().adapter;
    },
    get backend() {
      // Dawn's own waiting would take a core away from the software adapter.
      backend ??= createGpuBackend(need().device, need().adapter, { sleep });
      return backend;
    },
  };
}
