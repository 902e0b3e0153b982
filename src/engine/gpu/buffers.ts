/** The buffers of one owner: made with labels, filled, read back, destroyed together. */

import { DeviceError } from '../errors.js';
import type { DeviceGuard } from './deviceGuard.js';

export interface BufferSet {
  /** A storage buffer of so many bytes, filled with zeros or with `data`. */
  storage(label: string, byteSize: number, data?: BufferSource): GPUBuffer;
  uniform(label: string, byteSize: number): GPUBuffer;
  /** Rejects with DeviceError where the device could not make one of the buffers. */
  ready(): Promise<void>;
  /** The bytes of parts of storage buffers, in the order asked for, in one submission. */
  read(parts: readonly BufferPart[]): Promise<ArrayBuffer[]>;
  destroy(): void;
}

export interface BufferPart {
  readonly buffer: GPUBuffer;
  readonly byteOffset: number;
  readonly byteSize: number;
}

export function createBufferSet(device: GPUDevice, guard: DeviceGuard): BufferSet {
  const buffers: GPUBuffer[] = [];
  const problems: Promise<GPUError | null>[] = [];
  const make = (label: string, size: number, usage: number) => {
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const buffer = device.createBuffer({ label, size, usage });
    problems.push(device.popErrorScope(), device.popErrorScope());
    buffers.push(buffer);
    return buffer;
  };
  const { STORAGE, UNIFORM, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  return {
    storage(label, byteSize, data) {
      const buffer = make(label, byteSize, STORAGE | COPY_SRC | COPY_DST);
      if (data) device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    },
    uniform: (label, byteSize) => make(label, byteSize, UNIFORM | COPY_DST),
    async ready() {
      const found = (await guard.guard(Promise.all(problems.splice(0)))).find((e) => e !== null);
      if (found) throw new DeviceError(`The device has no memory for this: ${found.message}`);
    },
    async read(parts) {
      const total = parts.reduce((sum, part) => sum + part.byteSize, 0);
      const staging = device.createBuffer({
        label: 'readback',
        size: total,
        usage: MAP_READ | COPY_DST,
      });
      try {
        const encoder = device.createCommandEncoder({ label: 'readback' });
        let at = 0;
        for (const { buffer, byteOffset, byteSize } of parts) {
          encoder.copyBufferToBuffer(buffer, byteOffset, staging, at, byteSize);
          at += byteSize;
        }
        device.queue.submit([encoder.finish()]);
        await guard.guard(staging.mapAsync(GPUMapMode.READ));
        const all = staging.getMappedRange();
        let from = 0;
        return parts.map(({ byteSize }) => {
          from += byteSize;
          return all.slice(from - byteSize, from);
        });
      } finally {
        staging.destroy();
      }
    },
    destroy() {
      for (const buffer of buffers.splice(0)) buffer.destroy();
    },
  };
}
