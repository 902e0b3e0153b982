/** Runs the SciPy peer of the solvers where python3 with SciPy is there; null elsewhere. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Spread, spreadOf } from '../measure.js';

export interface SolverPeer {
  readonly name: string;
  /** Milliseconds by case, and what the peer does in it. */
  readonly cases: Readonly<Record<string, { readonly ms: Spread; readonly does: string }>>;
}

/** `sizes`: for each kind of case its sizes, as `scipyPeer.py` reads them. */
export function runScipyPeer(sizes: Readonly<Record<string, unknown>>): SolverPeer | null {
  const script = fileURLToPath(new URL('./scipyPeer.py', import.meta.url));
  const done = spawnSync('python3', [script, JSON.stringify(sizes)], {
    encoding: 'utf8',
    // One core, whatever the threads of its linear algebra would like.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  if (done.status !== 0) return null;
  const { peer, cases } = JSON.parse(done.stdout) as {
    peer: string;
    cases: Record<string, { ms: number[]; does: string }>;
  };
  return {
    name: peer,
    cases: Object.fromEntries(
      Object.entries(cases).map(([name, { ms, does }]) => [name, { ms: spreadOf(ms), does }]),
    ),
  };
}
