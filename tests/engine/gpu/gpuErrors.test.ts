/** What goes wrong on a device says so: shaders with their lines, lost devices, missing adapters. */
import { describe, expect, it } from 'vitest';
import { DeviceError, ShaderError } from '../../../src/engine/errors.js';
import { openDevice } from '../../../src/engine/gpu/device.js';
import { createGpuBackend } from '../../../src/engine/gpu/gpuBackend.js';
import { pipelineOf } from '../../../src/engine/gpu/pipelines.js';
import { requestNodeGpu } from '../../../src/engine/nodeGpu.js';
import { useAdapter } from '../../support/adapter.js';
import { smallExperiment } from '../../support/experiments.js';

const gpu = useAdapter();

describe('errors of the device', () => {
  it('shows the lines around a mistake in a shader', async () => {
    const code = 'fn a() {}\n@compute @workgroup_size(1) fn main() {\n  let y = missing;\n}\n';
    const error = await pipelineOf(gpu.device, { name: 'broken', code }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ShaderError);
    expect((error as ShaderError).excerpt).toContain('3 |   let y = missing;');
    expect((error as ShaderError).kernel).toBe('broken');
  });

  it('rejects with DeviceError once the device is gone', async () => {
    const found = await requestNodeGpu();
    const { device, adapter } = await openDevice(found!.gpu);
    const backend = createGpuBackend(device, adapter);
    const experiment = smallExperiment();
    const ensemble = await backend.create({ experiment, index: 0, firstWalker: 0, walkers: 64 });
    device.destroy();
    await expect(ensemble.advance(4)).rejects.toThrow(DeviceError);
    await expect(ensemble.snapshot()).rejects.toThrow(DeviceError);
  });

  it('names what is missing where there is no adapter or too small a limit', async () => {
    const none = { requestAdapter: async () => null } as unknown as GPU;
    await expect(openDevice(none)).rejects.toThrow('no adapter');
    const limits = { maxComputeInvocationsPerWorkgroup: 128 };
    const small = { requestAdapter: async () => ({ limits }) } as unknown as GPU;
    await expect(openDevice(small)).rejects.toThrow(/is 128; 256 is needed/);
  });

  it('gives capacities that are powers of two within the limits', () => {
    const backend = createGpuBackend(gpu.device, gpu.adapter);
    const capacity = backend.capacity(smallExperiment());
    expect(Math.log2(capacity) % 1).toBe(0);
    expect(4 * capacity).toBeLessThanOrEqual(gpu.device.limits.maxStorageBufferBindingSize);
  });
});
