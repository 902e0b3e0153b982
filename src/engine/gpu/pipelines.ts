/** Compiles kernels, once per device and text; what does not compile becomes a ShaderError. */
import type { Kernel } from '../../kernels/walkers.js';
import { ShaderError } from '../errors.js';

const caches = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * The pipeline of a kernel, compiled at the first call for this device. `constants` are override
 * constants. Rejects with ShaderError, which shows the generated lines around the mistake.
 */
export function pipelineOf(
  device: GPUDevice,
  kernel: Kernel,
  constants: Readonly<Record<string, number>> = {},
): Promise<GPUComputePipeline> {
  const cache = caches.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  caches.set(device, cache);
  const key = `${JSON.stringify(constants)}\n${kernel.code}`;
  let pipeline = cache.get(key);
  if (!pipeline) {
    pipeline = compile(device, kernel, constants);
    cache.set(key, pipeline);
    pipeline.catch(() => cache.delete(key));
  }
  return pipeline;
}

async function compile(
  device: GPUDevice,
  kernel: Kernel,
  constants: Readonly<Record<string, number>>,
): Promise<GPUComputePipeline> {
  const { name } = kernel;
  const module = await compileModule(device, kernel);
  try {
    return await device.createComputePipelineAsync({
      label: name,
      layout: 'auto',
      compute: { module, entryPoint: 'main', constants: { ...constants } },
    });
  } catch (error) {
    throw new ShaderError(name, error instanceof Error ? error.message : String(error), '');
  }
}

/** The text of a kernel or shader, compiled. Rejects with ShaderError as `pipelineOf` does. */
export async function compileModule(
  device: GPUDevice,
  { name, code }: Kernel,
): Promise<GPUShaderModule> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code });
  const scoped = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const mistake = messages.find((message) => message.type === 'error');
  await scoped;
  if (mistake) {
    throw new ShaderError(name, mistake.message, linesAround(code, mistake.lineNum));
  }
  return module;
}

/** The line and two on either side, numbered. */
function linesAround(code: string, lineNumber: number): string {
  const lines = code.split('\n');
  const from = Math.max(0, lineNumber - 3);
  return lines
    .slice(from, lineNumber + 2)
    .map((line, i) => `${String(from + i + 1).padStart(5)} | ${line}`)
    .join('\n');
}
