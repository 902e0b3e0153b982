/**
 * What tests and the curious may read from the page, and not change: `window.walkerlab`.
 * `frame()` is the frame on show (run/frame.ts), null before the first; `state()` the controller's
 * state (live/controller.ts); `experiment()` the experiment as plain data; `adapter()` its device.
 */
import type { AdapterDescription } from '../engine/ensemble.js';
import type { Frame } from '../run/frame.js';
import type { State } from './live/controller.js';

export interface Probe {
  frame(): Frame | null;
  state(): State;
  experiment(): unknown;
  adapter(): AdapterDescription | null;
}

declare global {
  interface Window {
    readonly walkerlab: Probe;
  }
}

/** Makes the probe readable as `window.walkerlab`. */
export function expose(probe: Probe): void {
  Object.defineProperty(window, 'walkerlab', { value: Object.freeze(probe) });
}
