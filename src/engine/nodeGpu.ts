/**
 * WebGPU in Node through Dawn: the machine's GPU where it has one, else SwiftShader, a software
 * driver that is announced as such. WALKERLAB_ADAPTER=hardware or =software forces one of them.
 */
import { pathToFileURL } from 'node:url';
import { DeviceError } from './errors.js';
import { describeAdapter } from './gpu/device.js';
import { prepareSoftwareDawn } from './softwareAdapter.js';

type Dawn = typeof import('webgpu');

// Dawn crashes when the object that `create` gives is collected while work is under way.
const held: GPU[] = [];

/**
 * Opens WebGPU: hardware first, then software. Gives null where the machine offers neither.
 * Defines the WebGPU globals (GPUBufferUsage and others). At the end of the process destroy the
 * device and call `process.exit`: Dawn's threads do not end by themselves.
 */
export async function requestNodeGpu(): Promise<{ gpu: GPU } | null> {
  const wanted = process.env.WALKERLAB_ADAPTER ?? '';
  if (!['', 'hardware', 'software'].includes(wanted)) {
    throw new DeviceError(
      `WALKERLAB_ADAPTER is '${wanted}'; it takes 'hardware' or 'software', or stays unset.`,
    );
  }
  if (wanted !== 'software') {
    const gpu = await openHardware(wanted === 'hardware');
    if (gpu) return { gpu };
  }
  if (wanted !== 'hardware') {
    const gpu = await openSoftware();
    if (gpu) return { gpu };
  }
  return null;
}

/** Sleeps without giving way to other work; Dawn's own waiting would keep a whole core busy. */
export function sleep(milliseconds: number): void {
  Atomics.wait(sleeper, 0, 0, milliseconds);
}
const sleeper = new Int32Array(new SharedArrayBuffer(4));

async function openHardware(forced: boolean): Promise<GPU | null> {
  if (process.platform === 'linux' && !hasVulkanLoader()) return null;
  let dawn: Dawn;
  try {
    dawn = await import('webgpu');
  } catch {
    return null; // no Dawn for this platform
  }
  // On Linux our own software driver is preferred to one that happens to be installed.
  return open(
    dawn,
    (adapter) => !describeAdapter(adapter).isFallback || (!forced && process.platform !== 'linux'),
  );
}

async function openSoftware(): Promise<GPU | null> {
  const module = await prepareSoftwareDawn();
  if (!module) return null;
  return open(await import(/* @vite-ignore */ pathToFileURL(module).href), () => true);
}

async function open(dawn: Dawn, accept: (adapter: GPUAdapter) => boolean): Promise<GPU | null> {
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  held.push(gpu);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter && accept(adapter) ? gpu : null;
}

/** Asks the dynamic linker itself; trying Dawn without the loader would print a warning. */
function hasVulkanLoader(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (error) {
    return /self-register/.test(String(error));
  }
}
