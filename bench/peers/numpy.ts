/** Runs the NumPy peer where python3 with NumPy is there; null elsewhere. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Spread, spreadOf } from '../measure.js';

export interface Peer {
  readonly name: string;
  /** Walker-steps (or samples) per second by case. */
  readonly rates: Readonly<Record<string, Spread>>;
}

export function runNumpyPeer(): Peer | null {
  const script = fileURLToPath(new URL('./numpyPeer.py', import.meta.url));
  const done = spawnSync('python3', [script], {
    encoding: 'utf8',
    // One core, whatever the threads of its linear algebra would like.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  if (done.status !== 0) return null;
  const { peer, ...cases } = JSON.parse(done.stdout) as Record<string, number[]> & { peer: string };
  return {
    name: peer,
    rates: Object.fromEntries(
      Object.entries(cases).map(([name, rates]) => [name, spreadOf(rates.map((r) => r * 1e6))]),
    ),
  };
}
