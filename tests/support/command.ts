/** Runs the built command line in an empty folder, as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { buildIfStale } from '../../scripts/build.mjs';

await buildIfStale();

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workplace {
  readonly folder: string;
  /** Writes a file into the folder and gives its name. */
  write(name: string, content: string): string;
  /** Names of what lies in the folder, subfolders included. */
  names(): string[];
  /** Runs `walkerlab` with these arguments; `onStart` gets the process. */
  walkerlab(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Outcome>;
}

/** An empty folder for the file's tests; it is removed after them. */
export function useWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'walkerlab-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(name, content) {
      writeFileSync(join(folder, name), content);
      return name;
    },
    names: () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
    walkerlab: (args, onStart) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let stdout = '';
        let stderr = '';
        child.stdout.setEncoding('utf8').on('data', (text) => {
          stdout += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text) => {
          stderr += text;
        });
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, stdout, stderr }));
        onStart?.(child);
      }),
  };
}

/** A small experiment in one dimension, with `changes` merged into its top level. */
export function smallExperiment(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    name: 'small',
    landscape: { parameters: ['x'], loss: '(x^2 - 1)^2 / 4 + a * x', data: { a: [-0.3, 0.3] } },
    learningRate: 0.1,
    steps: 20,
    initial: { x: { normal: [0, 0.2] } },
    ensembles: [
      { name: 'SGD', rule: 'sgd', batchSize: 1 },
      { name: 'Langevin', rule: 'langevin', temperature: 0.05 },
    ],
    walkers: 20_000,
    seed: '1',
    grid: { x: { min: -2.5, max: 2.5, cells: 50 } },
    snapshots: [0, 20],
    predictions: ['masterEquation', 'fokkerPlanck'],
    ...changes,
  });
}
