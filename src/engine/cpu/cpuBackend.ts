/**
 * The backend that needs no GPU: the twin that checks the GPU's walkers, and what runs where there
 * is no adapter. One core, plain JavaScript.
 */

import type { Backend } from '../ensemble.js';
import { createCpuEnsemble } from './cpuEnsemble.js';

/** 64 MiB a parameter. */
const mostWalkers = 2 ** 24;

/** Opens the CPU twin; it owns nothing, so destroying it changes nothing. */
export function createCpuBackend(): Backend {
  return {
    kind: 'cpu',
    adapter: {
      vendor: 'none',
      architecture: 'cpu',
      description: 'CPU twin (JavaScript, one core)',
      isFallback: true,
    },
    capacity: () => mostWalkers,
    create: createCpuEnsemble,
    destroy: () => {},
  };
}
