/** A report that cannot be drawn costs nothing but itself. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCommand } from '../../src/cli/runCommand.js';
import { solveCommand } from '../../src/cli/solveCommand.js';
import { smallParabola } from '../support/experiments.js';

const broken = vi.hoisted(() => () => Promise.reject(new Error('no ink')));
vi.mock('../../src/run/report.js', () => ({ reportHtml: broken }));
vi.mock('../../src/run/solution/solutionReport.js', () => ({ solutionReportHtml: broken }));

let place: string;
let said: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'walkerlab-report-'));
  writeFileSync(join(place, 'parabola.json'), JSON.stringify(smallParabola));
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(place, { recursive: true });
});

const message =
  'walkerlab: the report could not be drawn (no ink); the results are complete without it. ' +
  'Please report this: it is a mistake of walkerlab.\n';

test('of a run: its results and table are there, an older report is not', async () => {
  const out = join(place, 'out');
  const { signal } = new AbortController();
  const flags = { out, backend: 'cpu', quiet: true } as const;
  const text = await runCommand(join(place, 'parabola.json'), flags, signal);
  writeFileSync(join(out, 'report.html'), 'of an earlier run');
  writeFileSync(join(out, 'mine.txt'), 'mine');
  await runCommand(join(place, 'parabola.json'), flags, signal);
  expect(said).toBe(message + message);
  expect(text).toMatch(/master equation/);
  expect(text).toMatch(/Results: .*out$/);
  expect(readdirSync(out).sort()).toEqual([
    'arrays.npz',
    'densities.csv',
    'mine.txt',
    'result.json',
  ]);
  const { format } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(format).toBe('walkerlab-result/1');
});

test('of a solution: the same', async () => {
  const out = join(place, 'solved');
  const { signal } = new AbortController();
  const { text } = await solveCommand(join(place, 'parabola.json'), { out, quiet: true }, signal);
  expect(said).toBe(message);
  expect(text).toMatch(/Results: .*solved$/);
  expect(existsSync(join(out, 'solution.json'))).toBe(true);
  expect(existsSync(join(out, 'report.html'))).toBe(false);
});
