/** Watches a device: loss and errors that no scope caught reject whoever waits for its work. */

import { DeviceError, ShaderError } from '../errors.js';
import { sleepShare } from './dispatchPlan.js';

export interface DeviceGuard {
  /**
   * Resolves when the work submitted so far is done, with the time in ms that the device had for
   * it alone: since this call, or since it was done with what was submitted before. `expected` is
   * the predicted time; where a `sleep` was given, most of it is slept through. Rejects with
   * DeviceError.
   */
  finish(expected?: number): Promise<number>;
  /** `work`, unless the device is lost or an error comes first; then rejects with DeviceError. */
  guard<T>(work: Promise<T>): Promise<T>;
  /** Stops watching; the device itself is left alone. */
  release(): void;
}

/**
 * `sleep` is for Node, where Dawn polls without pause while a promise is pending and so takes a
 * core away from a software adapter.
 */
export function guardDevice(
  device: GPUDevice,
  sleep?: (milliseconds: number) => void,
): DeviceGuard {
  let failure: DeviceError | null = null;
  let lastDone = 0;
  // Not Promise.race with a promise of the failure: that one would keep every call of a long life.
  const waiting = new Set<(error: DeviceError) => void>();
  const fail = (error: DeviceError) => {
    if (failure) return;
    failure = error;
    for (const reject of waiting) reject(error);
    waiting.clear();
  };
  const onError = (event: GPUUncapturedErrorEvent) => {
    fail(new DeviceError(`The device refused work: ${event.error.message}`));
  };
  device.addEventListener('uncapturederror', onError);
  device.lost.then(({ reason, message }) => {
    const why = `The device was lost (${reason || 'unknown reason'}). ${message}`.trim();
    fail(new DeviceError(`${why} Run again; if it is lost again, take fewer walkers or the CPU.`));
  });
  const guard = <T>(work: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      if (failure) reject(failure);
      else waiting.add(reject);
      work.then(
        (result) => {
          waiting.delete(reject);
          resolve(result);
        },
        (error) => {
          waiting.delete(reject);
          const isKnown = error instanceof DeviceError || error instanceof ShaderError;
          reject(isKnown ? error : new DeviceError(`The device failed: ${String(error)}`));
        },
      );
    });
  return {
    guard,
    async finish(expected = 0) {
      const began = performance.now();
      if (sleep && expected > 1) sleep(sleepShare * expected);
      await guard(device.queue.onSubmittedWorkDone());
      const now = performance.now();
      const elapsed = now - Math.max(began, lastDone);
      lastDone = now;
      return elapsed;
    },
    release: () => device.removeEventListener('uncapturederror', onError),
  };
}
