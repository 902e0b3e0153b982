/** Watches a device: loss and errors that no scope caught reject whoever waits for its work. */
import { sleepShare } from './dispatchPlan.js';
import { DeviceError } from './errors.js';

export interface DeviceGuard {
  /**
   * Resolves when the work submitted so far is done; where a `sleep` was given, the wait is slept
   * through in naps. Rejects with DeviceError.
   */
  finish(): Promise<void>;
  /** `work`, unless the device is lost or an error comes first; then rejects with DeviceError. */
  guard<T>(work: Promise<T>): Promise<T>;
  /** Stops watching; the device itself is left alone. */
  release(): void;
}

const napMs = 1;
/** A turn of Node's event loop, in which Dawn looks once for finished work. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * `sleep` is for Node, where Dawn polls without pause while a promise is pending and so takes a
 * core away from a software adapter.
 */
export function guardDevice(
  device: GPUDevice,
  sleep?: (milliseconds: number) => void,
): DeviceGuard {
  let failure: DeviceError | null = null;
  let fail = (_: DeviceError) => {};
  const failed = new Promise<never>((_, reject) => {
    fail = (error) => {
      failure ??= error;
      reject(failure);
    };
  });
  failed.catch(() => {});
  const onError = (event: GPUUncapturedErrorEvent) => {
    fail(new DeviceError(`The device refused work: ${event.error.message}`));
  };
  device.addEventListener('uncapturederror', onError);
  device.lost.then(({ reason, message }) => {
    fail(new DeviceError(`The device was lost (${reason || 'unknown reason'}). ${message}`.trim()));
  });
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await Promise.race([failed, work]);
      if (failure) throw failure;
      return result;
    } catch (error) {
      if (failure || error instanceof DeviceError) throw failure ?? error;
      throw new DeviceError(`The device failed: ${String(error)}`);
    }
  };
  return {
    guard,
    async finish() {
      const done = guard(device.queue.onSubmittedWorkDone());
      if (!sleep) return done;
      let settled = false;
      const settle = () => {
        settled = true;
      };
      done.then(settle, settle);
      // Short naps: a long one would be measured as work, and the estimate would never fall again.
      while (!settled) {
        sleep(napMs);
        await nextTurn();
      }
      return done;
    },
    release: () => device.removeEventListener('uncapturederror', onError),
  };
}
