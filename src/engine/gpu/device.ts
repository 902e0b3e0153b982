/** Opens a device with the limits that large ensembles need, as far as the adapter has them. */
import type { AdapterDescription } from '../ensemble.js';
import { DeviceError } from '../errors.js';

/** Limits that every kernel needs; WebGPU guarantees less nowhere, but a broken driver may. */
const required = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16384,
  maxStorageBuffersPerShaderStage: 4,
} as const;

/** Limits taken as high as the adapter offers. */
const wanted = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;

export interface OpenedDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
}

/**
 * Requests the fastest adapter, else a software one. Throws DeviceError where there is none or
 * where a needed limit is missing (with both numbers).
 */
export async function openDevice(gpu: GPU): Promise<OpenedDevice> {
  const adapter =
    (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ??
    (await gpu.requestAdapter({ forceFallbackAdapter: true }));
  if (!adapter) throw new DeviceError('WebGPU is there but offers no adapter on this machine.');
  for (const [limit, need] of Object.entries(required)) {
    const has = adapter.limits[limit as keyof typeof required];
    if (has < need) throw new DeviceError(`The adapter's ${limit} is ${has}; ${need} is needed.`);
  }
  const requiredLimits = Object.fromEntries(wanted.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures: GPUFeatureName[] = adapter.features.has('timestamp-query')
    ? ['timestamp-query']
    : [];
  try {
    const device = await adapter.requestDevice({
      label: 'walkerlab',
      requiredLimits,
      requiredFeatures,
    });
    return { device, adapter: describeAdapter(adapter) };
  } catch (error) {
    throw new DeviceError(`The adapter gave no device: ${String(error)}`);
  }
}

/** Names the adapter; a software one is always marked as such. */
export function describeAdapter({ info }: GPUAdapter): AdapterDescription {
  const { vendor, architecture, description } = info;
  const names = `${vendor} ${architecture} ${description}`;
  return {
    vendor,
    architecture,
    description,
    isFallback: info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(names),
  };
}
