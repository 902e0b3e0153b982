/** What `npm pack` makes: installed in an empty folder, the example of the README runs there. */
import {
  type ExecFileSyncOptionsWithStringEncoding,
  execFileSync,
  spawnSync,
} from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { version } from '../src/run/version.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let place: string;
let packed: { filename: string; files: { path: string; size: number }[] };

/** Runs npm as the tests themselves were started with; on Windows `npm` is a shell script. */
function npm(args: readonly string[], cwd: string): string {
  const file = process.env.npm_execpath;
  const options: ExecFileSyncOptionsWithStringEncoding = { cwd, encoding: 'utf8', stdio: 'pipe' };
  return file?.endsWith('.js')
    ? execFileSync(process.execPath, [file, ...args], options)
    : execFileSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** A copy of the sources: packing builds dist/ from nothing, and other tests run from ours. */
function copySources(): string {
  const copy = join(place, 'sources');
  const left = ['.git', 'dist', 'node_modules'];
  cpSync(root, copy, { recursive: true, filter: (path) => !left.includes(basename(path)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'walkerlab-package-'));
  const listing = npm(['pack', '--json', '--pack-destination', place], copySources());
  // The build that runs before says things too.
  packed = JSON.parse(listing.slice(listing.indexOf('[\n')))[0];
  writeFileSync(join(place, 'package.json'), '{ "private": true, "type": "module" }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  npm([...install, `./${packed.filename}`], place);
}, 300_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

test('the package holds what is needed and no more', () => {
  const paths = packed.files.map((file) => file.path);
  for (const needed of [
    'LICENSE',
    'README.md',
    'dist/index.js',
    'dist/cli.js',
    'dist/chrome/page.js',
    'dist/types/index.d.ts',
    'dist/experiment.schema.json',
    'public/experiments/sgd-is-not-brownian.yaml',
  ]) {
    expect(paths).toContain(needed);
  }
  expect(paths.filter((path) => /^(src|tests|bench|scripts|dist\/app)\//.test(path))).toEqual([]);
  expect(packed.files.reduce((sum, file) => sum + file.size, 0)).toBeLessThan(8e6);
});

test('the example of the README runs and prints a verdict per prediction', () => {
  const example = /<!-- example -->\n```js\n(.*?)```/s.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  );
  writeFileSync(join(place, 'example.js'), example![1]);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['example.js'], {
    cwd: place,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/masterEquation not refused/);
  expect(stdout).toMatch(/fokkerPlanck/);
});

test('the command runs from the package, and its types are found', () => {
  expect(npm(['exec', '--', 'walkerlab', '--version'], place).trim()).toBe(version);
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version).toBe(version);
  writeFileSync(
    join(place, 'use.ts'),
    `import { parseExperiment, type Experiment } from 'walkerlab';
     export const experiment: Experiment = parseExperiment('');
     // @ts-expect-error the types are real, not any
     export const wrong: string = experiment.steps;`,
  );
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', 'use.ts'];
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...flags], {
    cwd: place,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
