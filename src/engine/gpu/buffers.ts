/** The buffers of one owner: made with labels, filled, read back, destroyed together. */

import { DeviceMemoryError } from '../errors.js';
import type { DeviceGuard } from './deviceGuard.js';

export interface BufferSet {
  /** A storage buffer of so many bytes, filled with zeros or with `data`. */
  storage(label: string, byteSize: number, data?: BufferSource): GPUBuffer;
  uniform(label: string, byteSize: number): GPUBuffer;
  /** Rejects with DeviceMemoryError where the device could not make one of the buffers. */
  ready(): Promise<void>;
  /**
   * The bytes of parts of storage buffers, in the order asked for, in one submission, after the
   * commands that `encoder` holds by then.
   */
  read(parts: readonly BufferPart[], encoder?: GPUCommandEncoder): Promise<ArrayBuffer[]>;
  destroy(): void;
}

export interface BufferPart {
  readonly buffer: GPUBuffer;
  readonly byteOffset: number;
  readonly byteSize: number;
}

/** Staging buffers up to this size are kept for the next reading: making one takes its time. */
const keptSize = 2 ** 22;

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
  const idle: GPUBuffer[] = [];
  const takeStaging = (size: number) => {
    const found = idle.findIndex((buffer) => buffer.size >= size);
    if (found >= 0) return idle.splice(found, 1)[0];
    const usage = MAP_READ | COPY_DST;
    const buffer = device.createBuffer({ label: 'readback', size, usage });
    buffers.push(buffer);
    return buffer;
  };
  const giveBack = (buffer: GPUBuffer) => {
    if (buffer.size > keptSize) {
      buffers.splice(buffers.indexOf(buffer), 1);
      buffer.destroy();
      return;
    }
    buffer.unmap();
    idle.push(buffer);
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
      if (found) throw new DeviceMemoryError(`The device has no memory for this: ${found.message}`);
    },
    async read(parts, encoder = device.createCommandEncoder({ label: 'readback' })) {
      const total = parts.reduce((sum, part) => sum + part.byteSize, 0);
      const staging = takeStaging(total);
      let at = 0;
      for (const { buffer, byteOffset, byteSize } of parts) {
        encoder.copyBufferToBuffer(buffer, byteOffset, staging, at, byteSize);
        at += byteSize;
      }
      device.queue.submit([encoder.finish()]);
      await guard.guard(staging.mapAsync(GPUMapMode.READ, 0, total));
      const all = staging.getMappedRange(0, total);
      let from = 0;
      const read = parts.map(({ byteSize }) => {
        from += byteSize;
        return all.slice(from - byteSize, from);
      });
      giveBack(staging);
      return read;
    },
    destroy() {
      idle.length = 0;
      for (const buffer of buffers.splice(0)) buffer.destroy();
    },
  };
}
