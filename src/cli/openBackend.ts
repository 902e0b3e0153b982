/** Opens what `--backend` asks for; without it, WebGPU where there is some and the CPU twin else. */
import { createCpuBackend } from '../engine/cpuBackend.js';
import { openDevice } from '../engine/device.js';
import type { Backend } from '../engine/ensemble.js';
import { DeviceError } from '../engine/errors.js';
import { createGpuBackend } from '../engine/gpuBackend.js';
import { requestNodeGpu, sleep } from '../engine/nodeGpu.js';
import type { Experiment } from '../model/experiment.js';

export const backendKinds = ['gpu', 'chrome', 'cpu'] as const;
export type BackendKind = (typeof backendKinds)[number];

/**
 * The backend of that kind for this experiment. With `kind` undefined a missing adapter is no
 * error: `say` gets one sentence and the CPU twin runs. Throws DeviceError.
 */
export async function openBackend(
  kind: BackendKind | undefined,
  experiment: Experiment,
  say: (sentence: string) => void,
): Promise<Backend> {
  if (kind === 'cpu') return createCpuBackend();
  if (kind === 'chrome') {
    const { openChromeBackend } = await import('./chromeBackend.js');
    return openChromeBackend(experiment);
  }
  try {
    return await openGpuBackend();
  } catch (error) {
    if (kind === 'gpu' || !(error instanceof DeviceError)) throw error;
    say('No WebGPU adapter was found: running on the CPU twin (same physics, slower).');
    return createCpuBackend();
  }
}

async function openGpuBackend(): Promise<Backend> {
  const found = await requestNodeGpu();
  if (!found) {
    throw new DeviceError(
      [
        'No WebGPU adapter was found, neither a GPU nor a software one.',
        'Try: install the driver of the GPU (on Linux with Vulkan, package libvulkan1),',
        'or --backend chrome to use the WebGPU of an installed browser,',
        'or --backend cpu to run without WebGPU.',
      ].join('\n'),
    );
  }
  const { device, adapter } = await openDevice(found.gpu);
  return createGpuBackend(device, adapter, { sleep });
}
