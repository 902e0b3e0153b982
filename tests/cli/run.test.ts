/** A run from the command line: what it prints where, what it leaves, how it ends. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallExperiment, useWorkplace } from '../support/command.js';

const place = useWorkplace();

test('a run prints a table, writes its files and names the report', async () => {
  const file = place.write('small.json', smallExperiment());
  const { code, stdout, stderr } = await place.walkerlab(['run', file]);
  expect(stderr).not.toMatch(/Warning|Error/);
  expect(code).toBe(0);
  expect(stdout).toMatch(/total variation\s+floor\s+χ² p-value\s+solver error\s+walkers to tell/);
  expect(stdout).toMatch(/SGD\s+master equation/);
  expect(stdout).toMatch(/Langevin – master equation:\n {2}not refused/);
  const report = /^Report: +(.+)$/m.exec(stdout)?.[1] ?? '';
  expect(existsSync(join(place.folder, report))).toBe(true);
  expect(stdout.trim()).toMatch(/App: +npm run dev$/);
  for (const name of [
    'result.json',
    'arrays.npz',
    'densities.csv',
    'report.html',
    'densities.svg',
  ]) {
    expect(place.names()).toContain(join('walkerlab-out', 'small', name));
  }
});

test('--json prints the result and nothing else, and the flags override the file', async () => {
  const file = place.write('small.json', smallExperiment());
  const flags = ['--json', '--walkers', '5e3', '--seed', '7', '--out', 'other'];
  const { code, stdout } = await place.walkerlab(['run', file, ...flags]);
  expect(code).toBe(0);
  const result = JSON.parse(stdout);
  expect(result.format).toBe('walkerlab-result/1');
  expect(result.manifest.seed).toBe('7');
  expect(result.ensembles[0].walkers).toBe(5000);
  expect(JSON.parse(readFileSync(join(place.folder, 'other', 'result.json'), 'utf8'))).toEqual(
    result,
  );
});

test('--quiet leaves standard error empty; progress never enters standard output', async () => {
  const file = place.write('small.json', smallExperiment());
  const quiet = await place.walkerlab(['run', file, '--quiet', '--out', 'quiet']);
  expect(quiet).toMatchObject({ code: 0, stderr: '' });
  expect(quiet.stdout).not.toContain('\r');
  expect(quiet.stdout).not.toMatch(/left/);
});

test('the twin counts what the adapter counts, up to rounding at the edges of cells', async () => {
  const file = place.write('small.json', smallExperiment());
  const [cpu, gpu] = await Promise.all(
    ['cpu', 'gpu'].map(async (backend) => {
      const flags = ['--json', '--quiet', '--backend', backend, '--out', backend];
      const { code, stdout } = await place.walkerlab(['run', file, ...flags]);
      expect(code).toBe(0);
      return JSON.parse(stdout);
    }),
  );
  expect(cpu.manifest.backend).toBe('cpu');
  expect(gpu.manifest.backend).toBe('gpu');
  for (const index of [0, 1]) {
    const [a, b] = [cpu, gpu].map((r) => r.ensembles[index].snapshots[1].counts as number[]);
    const moved = a.reduce((sum, count, cell) => sum + Math.abs(count - b[cell]), 0) / 2;
    // A walker within ~1e-6 of an edge may fall on either side: 20,000 · 1e-6 · 10 cells/unit ≈ 0.2.
    expect(moved).toBeLessThan(20);
  }
});

test('walkers that diverge are counted and warned about', async () => {
  const quadratic = { parameters: ['x'], loss: 'x^2 / 2' };
  const changes = { landscape: quadratic, learningRate: 2.5, steps: 400, snapshots: [400] };
  const langevin = [{ name: 'Langevin', rule: 'langevin', temperature: 0.1 }];
  const file = place.write('wild.json', smallExperiment({ ...changes, ensembles: langevin }));
  const { code, stdout } = await place.walkerlab(['run', file, '--out', 'wild']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Warning: 20,000 of 20,000 walkers of Langevin diverged/);
  const result = JSON.parse(readFileSync(join(place.folder, 'wild', 'result.json'), 'utf8'));
  expect(result.ensembles[0].diverged).toBe(20_000);
});

test.skipIf(process.platform === 'win32')('Ctrl-C ends with 130 and leaves nothing', async () => {
  const before = place.names();
  const file = place.write(
    'long.json',
    smallExperiment({ walkers: 1e7, steps: 100_000, snapshots: [100_000] }),
  );
  const { code, stderr } = await place.walkerlab(['run', file, '--out', 'never'], (child) => {
    child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 300));
  });
  expect(stderr).toMatch(/Interrupted/);
  expect(code).toBe(130);
  expect(place.names()).toEqual([...before, 'long.json'].sort());
});
