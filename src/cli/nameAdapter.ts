/** What the walkers ran on, in words that never call a software adapter a GPU. */
import type { AdapterDescription, Backend } from '../engine/ensemble.js';

/** "NVIDIA … (GPU)", "SwiftShader … (software adapter, not a GPU)", "the CPU twin". */
export function nameAdapter(kind: Backend['kind'], adapter: AdapterDescription): string {
  if (kind === 'cpu') return 'the CPU twin (no WebGPU)';
  const { vendor, architecture, description } = adapter;
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  const where = kind === 'chrome' ? ' in Chrome' : '';
  return `${name}${where}${adapter.isFallback ? ' (software adapter, not a GPU)' : ''}`;
}
