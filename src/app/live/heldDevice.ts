/** The device that a driver holds: opened when it is first needed, and let go of where it was lost. */
import { DeviceError, DeviceMemoryError } from '../../engine/errors.js';
import type { OpenedBackend } from './driverContract.js';

export interface HeldDevice {
  /** The device, opened where there is none yet. */
  get(): Promise<OpenedBackend>;
  readonly opened: OpenedBackend | null;
  /** It was lost, and has to be let go. */
  readonly isLost: boolean;
  /** Whether an error is a loss of the device that another one may mend; it is lost from then on. */
  isLostBy(error: unknown): boolean;
  letGo(): void;
  /** It has done its work: whatever happens from now on is a new loss. */
  works(): void;
}

/** Losses in a row after which there is no use in opening it once more. */
const mostLosses = 2;

export function holdDevice(open: () => Promise<OpenedBackend>, onLoss: () => void): HeldDevice {
  let opened: OpenedBackend | null = null;
  let isLost = false;
  let losses = 0;
  return {
    async get() {
      if (opened) return opened;
      const mine = await open();
      opened = mine;
      void mine.lost.then(() => {
        if (opened !== mine) return;
        isLost = true;
        onLoss();
      });
      return mine;
    },
    get opened() {
      return opened;
    },
    get isLost() {
      return isLost;
    },
    isLostBy(error) {
      const isLoss = error instanceof DeviceError && !(error instanceof DeviceMemoryError);
      if (!(isLoss || isLost) || !opened || losses >= mostLosses) return false;
      isLost = true;
      return true;
    },
    letGo() {
      losses += 1;
      const old = opened;
      opened = null;
      isLost = false;
      // It may only have refused work, and still hold memory.
      old?.backend.destroy();
    },
    works() {
      losses = 0;
    },
  };
}
