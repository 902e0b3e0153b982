/** Opens what `--backend` asks for; without it, WebGPU where there is some and the CPU twin else. */
import { createCpuBackend } from '../engine/cpu/cpuBackend.js';
import type { Backend } from '../engine/ensemble.js';
import { DeviceError } from '../engine/errors.js';
import { openGpuBackend } from '../engine/openBackend.js';
import type { Experiment } from '../model/experiment.js';
import type { BackendKind } from './backendKinds.js';

/**
 * The backend of that kind for this experiment. With `kind` undefined a missing adapter is no
 * error: `say` gets one sentence and the CPU twin runs. Throws DeviceError.
 */
export async function chooseBackend(
  kind: BackendKind | undefined,
  experiment: Experiment,
  say: (sentence: string) => void,
): Promise<Backend> {
  if (kind === 'cpu') return createCpuBackend();
  if (kind === 'chrome') {
    const { openChromeBackend } = await import('./chrome/chromeBackend.js');
    return openChromeBackend(experiment);
  }
  const backend = await openGpuBackend();
  if (backend) return backend;
  if (kind === 'gpu') throw new DeviceError(noAdapter);
  say('No WebGPU adapter was found: running on the CPU twin (same physics, slower).');
  return createCpuBackend();
}

const noAdapter = [
  'No WebGPU adapter was found, neither a GPU nor a software one.',
  'Try: install the driver of the GPU (on Linux with Vulkan, package libvulkan1),',
  'or --backend chrome to use the WebGPU of an installed browser,',
  'or --backend cpu to run without WebGPU.',
].join('\n');
