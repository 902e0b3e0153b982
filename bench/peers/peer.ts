/**
 * A peer in Python that is timed in turns with ours. Machines drift within minutes, so only what runs side
 * by side can be compared; `serve.py` is the other end.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Peer {
  readonly name: string;
  /** Readies a case: what the peer can time of it, and what it does there; empty where it has none. */
  open(request: unknown): Promise<Readonly<Record<string, string>>>;
  /** Seconds of one call of what was opened last. */
  time(name: string): Promise<number>;
  close(): void;
}

/** The peer of a script of this folder; null where python3 or what the script imports is missing. */
export async function openPeer(script: string): Promise<Peer | null> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn('python3', ['-B', path], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // One core, whatever the threads of its linear algebra would like.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  child.on('error', () => {}); // no python3: its output ends at once
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? null : JSON.parse(value);
  };
  const ask = async (request: object) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await next();
    if (answer === null) throw new Error(`${script} ended at ${JSON.stringify(request)}`);
    return answer;
  };
  const hello = await next();
  if (hello === null) return null;
  return {
    name: hello.peer,
    open: (request) => ask({ open: request }),
    time: (name) => ask({ time: name }),
    close: () => child.stdin.end(),
  };
}
