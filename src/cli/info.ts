/** `walkerlab info`: what this machine offers, for bug reports and for the curious. */
import { openDevice } from '../engine/gpu/device.js';
import { requestNodeGpu } from '../engine/nodeGpu.js';
import { version } from '../run/version.js';
import { nameAdapter } from './nameAdapter.js';

const limits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Versions, adapter, limits and features as text; a missing adapter is a line, not an error. */
export async function infoText(): Promise<string> {
  const lines = [
    `walkerlab  ${version}`,
    `Node       ${process.versions.node} on ${process.platform}-${process.arch}`,
  ];
  const found = await requestNodeGpu();
  if (!found) {
    return [...lines, 'adapter    none; runs use the CPU twin (--backend cpu)'].join('\n');
  }
  const { device, adapter } = await openDevice(found.gpu);
  lines.push(
    `adapter    ${nameAdapter('gpu', adapter)}`,
    `vendor     ${adapter.vendor || 'unnamed'}`,
    `features   ${[...device.features].sort().join(', ') || 'none'}`,
    'limits',
    ...limits.map((name) => `  ${name.padEnd(34)} ${device.limits[name]}`),
  );
  device.destroy();
  return lines.join('\n');
}
