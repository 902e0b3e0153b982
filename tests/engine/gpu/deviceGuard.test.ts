/** The guard of a device: failures reach whoever waits, and what is over leaves nothing behind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { DeviceError } from '../../../src/engine/errors.js';
import { guardDevice } from '../../../src/engine/gpu/deviceGuard.js';

/** A device of which nothing but its loss and its errors is asked. */
function fakeDevice() {
  let lose = (_: { reason: string; message: string }) => {};
  const events = new EventTarget();
  const device = Object.assign(events, {
    lost: new Promise<{ reason: string; message: string }>((resolve) => {
      lose = resolve;
    }),
  });
  const refuse = (message: string) =>
    events.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: { message } }));
  return { device: device as unknown as GPUDevice, lose, refuse };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('the guard of a device', () => {
  it('keeps nothing of the work that is done', async () => {
    const { device } = fakeDevice();
    const { guard } = guardDevice(device);
    const results: WeakRef<object>[] = [];
    const calls: WeakRef<Promise<unknown>>[] = [];
    for (let i = 0; i < 500; i++) {
      const result = { i };
      results.push(new WeakRef(result));
      const call = i % 5 > 0 ? guard(Promise.resolve(result)) : guard(Promise.reject(result));
      calls.push(new WeakRef(call));
      await call.catch(() => {});
    }
    await new Promise((done) => setTimeout(done));
    collectGarbage();
    const alive = (refs: readonly WeakRef<object>[]) =>
      refs.filter((ref) => ref.deref() !== undefined).length;
    // The last ones may still stand in registers of this very function.
    expect(alive(results)).toBeLessThan(5);
    expect(alive(calls)).toBeLessThan(5);
  });

  it('tells all who wait, and all who come later, of the first failure', async () => {
    const { device, lose, refuse } = fakeDevice();
    const { guard } = guardDevice(device);
    const never = new Promise<number>(() => {});
    const waiting = [guard(never), guard(never)];
    refuse('too large');
    lose({ reason: 'destroyed', message: '' });
    for (const call of waiting) await expect(call).rejects.toThrow(/refused work: too large/);
    await expect(guard(Promise.resolve(1))).rejects.toThrow(/refused work: too large/);
    await expect(guard(Promise.reject(new Error('late')))).rejects.toThrow(/too large/);
  });

  it('passes on what comes of the work, failures as those of the device', async () => {
    const { device } = fakeDevice();
    const { guard } = guardDevice(device);
    expect(await guard(Promise.resolve(7))).toBe(7);
    const failed = guard(Promise.reject(new Error('mapping was cancelled')));
    await expect(failed).rejects.toThrow(DeviceError);
    await expect(guard(Promise.reject(new Error('no')))).rejects.toThrow(/device failed: .*no/);
  });
});
